/** What is said of a bundle that was opened. Pure. */
import type { Arrival } from '../../src-main/contract/bundles';

export function arrivalWords({
  fileName,
  runId,
  datasetId,
  wasThere,
}: Extract<Arrival, { kind: 'opened' }>): string {
  if (wasThere) return `${fileName} is run ${runId}, which was here already.`;
  const pictures =
    datasetId === null ? ' Its pictures are not in this lab, so it can be looked at, but not go on.' : '';
  return `${fileName} was opened as run ${runId}.${pictures}`;
}
