/** What the network of the run is made of and trained on; asked once for each run. */
import { ref } from 'vue';
import type { RunNetwork } from '../../../src-main/contract/inspect';
import { lab } from '../../api/lab';
import { useAsked, type Asked } from '../../shared/composables/use-asked';
import { useInspection } from './use-inspection';

const token = 'filters.network';

export interface AskedNetwork extends Asked<RunNetwork> {
  /** After a failure. */
  readonly again: () => void;
}

export function useNetwork(): AskedNetwork {
  const { run, version } = useInspection();
  const tries = ref(0);
  const asked = useAsked<RunNetwork>({
    subject: () => (run.value === null || version.value === null ? null : String(run.value.summary.id)),
    version: () => tries.value,
    ask: () => lab.inspect.network({ runId: run.value?.summary.id ?? 0, token }),
  });
  return { ...asked, again: () => (tries.value += 1) };
}
