/** The run whose layer is looked at, and its network with all that is needed to run it here. */
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { RunNetwork } from '../../../src-main/contract/inspect';
import type { RunSummary } from '../../../src-main/contract/runs';
import { lab } from '../../api/lab';
import { useRunsStore } from '../../stores/runs';

export interface RunChoice {
  /** Runs with weights to look at, the newest first. */
  readonly runs: ComputedRef<readonly RunSummary[]>;
  readonly runId: Ref<number | null>;
  readonly network: ShallowRef<RunNetwork | null>;
  readonly error: Ref<string | null>;
}

/** Names the questions of this view to main, which answers the latest. */
const token = 'convolution';

/** @param isShown asks for networks only while somebody looks */
export function useRunNetwork(isShown: () => boolean): RunChoice {
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
  const network: ShallowRef<RunNetwork | null> = shallowRef(null);
  const error = ref<string | null>(null);

  async function open(id: number): Promise<void> {
    try {
      const opened = await lab.inspect.network({ runId: id, token });
      if (id !== runId.value) return;
      network.value = opened;
      error.value = null;
    } catch (failure) {
      if (id === runId.value) error.value = failure instanceof Error ? failure.message : String(failure);
    }
  }

  watch(runId, () => (network.value = null));
  watch(
    [runId, isShown],
    ([id, shown]) => {
      if (id !== null && shown) void open(id);
    },
    { immediate: true },
  );
  return { runs, runId, network, error };
}
