/** What is said of bundles that arrive. */
import { expect, it } from 'vitest';
import { arrivalWords } from './arrival-words';

const arrival = {
  kind: 'opened',
  fileName: 'edges.simplecell',
  runId: 4,
  datasetId: 2,
  wasThere: false,
} as const;

it('says where a run has come to, whether it was here, and what it lacks', () => {
  expect(arrivalWords(arrival)).toBe('edges.simplecell was opened as run 4.');
  expect(arrivalWords({ ...arrival, wasThere: true })).toBe(
    'edges.simplecell is run 4, which was here already.',
  );
  expect(arrivalWords({ ...arrival, datasetId: null })).toContain('Its pictures are not in this lab');
});
