/** The first layer of a run as kernels: its network from main, its filters from the explorer worker. */
import { computed, ref, shallowRef, watch, type ComputedRef } from 'vue';
import type { FeatureKernels } from '../../../src-engine';
import type { RunNetwork } from '../../../src-main/contract/inspect';
import { lab } from '../../api/lab';
import { useAnswer } from '../../explorer/use-answer';

export interface Learned {
  /** Null without a run, and until its filters are there. */
  readonly kernels: ComputedRef<FeatureKernels | null>;
  readonly error: ComputedRef<string | null>;
}

/** Names the questions of this view to main, which answers the latest. */
const token = 'pooling';

export function useLearned(runId: () => number | null): Learned {
  const network = shallowRef<RunNetwork | null>(null);
  const refusal = ref<string | null>(null);

  async function open(id: number): Promise<void> {
    try {
      const opened = await lab.inspect.network({ runId: id, token });
      if (id === runId()) network.value = opened;
    } catch (failure) {
      if (id === runId()) refusal.value = failure instanceof Error ? failure.message : String(failure);
    }
  }
  watch(
    runId,
    (id) => {
      network.value = null;
      refusal.value = null;
      if (id !== null) void open(id);
    },
    { immediate: true },
  );

  const { answer, error } = useAnswer('learnedKernels', () => {
    if (network.value === null) return null;
    const { experiment, sampleShape, classNames, checkpoint, preprocessing, whiteningScale } = network.value;
    return {
      source: { experiment, sampleShape, classCount: classNames.length, checkpoint },
      input: { preprocessing, whiteningScale },
    };
  });

  return { kernels: computed(() => answer.value), error: computed(() => refusal.value ?? error.value) };
}
