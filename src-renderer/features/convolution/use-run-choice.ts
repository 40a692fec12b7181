/** The run whose layer is looked at, and its network with all that is needed to run it here. */
import { computed, ref, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { RunNetwork } from '../../../src-main/contract/inspect';
import type { RunSummary } from '../../../src-main/contract/runs';
import { useRunNetwork } from '../../shared/composables/use-run-network';
import { useRunsStore } from '../../stores/runs';

export interface RunChoice {
  /** Runs with weights to look at, the newest first. */
  readonly runs: ComputedRef<readonly RunSummary[]>;
  readonly runId: Ref<number | null>;
  readonly network: ShallowRef<RunNetwork | null>;
  readonly error: ShallowRef<string | null>;
}

/** @param isShown asks for networks only while somebody looks */
export function useRunChoice(isShown: () => boolean): RunChoice {
  const store = useRunsStore();
  const runs = computed(() => store.list.filter(({ epochsDone }) => epochsDone > 0));
  const chosen = ref<number | null>(null);
  const runId = computed({
    get() {
      const wanted = chosen.value ?? store.currentId;
      return runs.value.find(({ id }) => id === wanted)?.id ?? runs.value[0]?.id ?? null;
    },
    set: (id) => (chosen.value = id),
  });
  const { answer: network, failure: error } = useRunNetwork({
    runId: () => (isShown() ? runId.value : null),
    token: 'convolution',
  });
  return { runs, runId, network, error };
}
