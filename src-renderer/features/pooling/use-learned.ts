/** The first layer of a run as kernels: its network from main, its filters from the explorer worker. */
import { computed, type ComputedRef } from 'vue';
import type { FeatureKernels } from '../../../src-engine';
import { useAnswer } from '../../explorer/use-answer';
import { useRunNetwork } from '../../shared/composables/use-run-network';

export interface Learned {
  /** Null without a run, and until its filters are there. */
  readonly kernels: ComputedRef<FeatureKernels | null>;
  readonly error: ComputedRef<string | null>;
}

export function useLearned(runId: () => number | null): Learned {
  const { answer: network, failure } = useRunNetwork({ runId, token: 'pooling' });
  const { answer, error } = useAnswer('learnedKernels', () => {
    if (network.value === null) return null;
    const { experiment, sampleShape, classNames, checkpoint, preprocessing, whiteningScale } = network.value;
    return {
      source: { experiment, sampleShape, classCount: classNames.length, checkpoint },
      input: { preprocessing, whiteningScale },
    };
  });
  return { kernels: computed(() => answer.value), error: computed(() => failure.value ?? error.value) };
}
