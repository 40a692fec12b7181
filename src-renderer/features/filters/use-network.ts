/** What the network of the run is made of and trained on. */
import { ref } from 'vue';
import type { RunNetwork } from '../../../src-main/contract/inspect';
import type { Asked } from '../../shared/composables/use-asked';
import { useRunNetwork } from '../../shared/composables/use-run-network';
import { useInspection } from './use-inspection';

export interface AskedNetwork extends Asked<RunNetwork> {
  /** After a failure. */
  readonly again: () => void;
}

export function useNetwork(): AskedNetwork {
  const { run, version } = useInspection();
  const tries = ref(0);
  const asked = useRunNetwork({
    runId: () => (version.value === null ? null : (run.value?.summary.id ?? null)),
    token: 'filters.network',
    version: () => tries.value,
  });
  return { ...asked, again: () => (tries.value += 1) };
}
