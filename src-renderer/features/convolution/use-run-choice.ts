/** The run whose layer is looked at, and its network with all that is needed to run it here. */
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import type { RunNetwork } from '../../../src-main/contract/inspect';
import type { RunSummary } from '../../../src-main/contract/runs';
import { useRunNetwork } from '../../shared/composables/use-run-network';
import { useRunsStore } from '../../stores/runs';

export interface RunChoice {
  /** The latest runs with weights to look at, the newest first. */
  readonly runs: ComputedRef<readonly RunSummary[]>;
  /** Null while there is none to look at. */
  readonly run: ComputedRef<RunSummary | null>;
  readonly runId: ComputedRef<number | null>;
  readonly chooseRun: (run: RunSummary) => void;
  readonly network: ShallowRef<RunNetwork | null>;
  readonly error: ShallowRef<string | null>;
}

/** @param isShown asks for networks only while somebody looks */
export function useRunChoice(isShown: () => boolean): RunChoice {
  const store = useRunsStore();
  const runs = computed(() => store.list.filter(({ epochsDone }) => epochsDone > 0));
  const chosen = shallowRef<RunSummary | null>(null);
  const run = computed(
    () => chosen.value ?? runs.value.find(({ id }) => id === store.currentId) ?? runs.value[0] ?? null,
  );
  const runId = computed(() => run.value?.id ?? null);
  const { answer: network, failure: error } = useRunNetwork({
    runId: () => (isShown() ? runId.value : null),
    token: 'convolution',
  });
  return { runs, run, runId, chooseRun: (next) => (chosen.value = next), network, error };
}
