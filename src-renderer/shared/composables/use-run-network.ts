/** The network of a run with all that is needed to run it in the page; asked once for each run. */
import type { RunNetwork } from '../../../src-main/contract/inspect';
import { lab } from '../../api/lab';
import { useAsked, type Asked } from './use-asked';

export interface NetworkQuestion {
  /** null asks nothing. */
  readonly runId: () => number | null;
  /** Names the questions of a view to main, which answers the latest. */
  readonly token: string;
  /** Changes when it is to be asked again. */
  readonly version?: () => unknown;
}

export function useRunNetwork({ runId, token, version = () => null }: NetworkQuestion): Asked<RunNetwork> {
  return useAsked<RunNetwork>({
    subject: () => runId()?.toString() ?? null,
    version,
    ask: () => lab.inspect.network({ runId: runId() ?? 0, token }),
  });
}
