/** The window over the chosen picture as the kernels see it, one for both parts of the view. */
import { computed, type ComputedRef } from 'vue';
import type { FeatureMap, ShiftablePicture } from '../../../src-engine';
import { useAnswer } from '../../explorer/use-answer';
import type { Features } from './use-features';

export interface Frame {
  /** Null until it is there, and while picture and kernels do not fit each other. */
  readonly frame: ComputedRef<ShiftablePicture | null>;
  readonly error: ComputedRef<string | null>;
}

/** Plain numbers: what else a picture knows need not go to the worker. */
function numbersOf({ height, width, channels, values }: FeatureMap): FeatureMap {
  return { height, width, channels, values };
}

export function useFrame(features: Features, source: () => FeatureMap | null): Frame {
  const misfit = computed(() => {
    const picture = source();
    const kernels = features.kernels.value;
    if (picture === null || kernels === null || kernels.channels === picture.channels) return null;
    return kernels.channels === 1
      ? 'These features were learned on grey pictures. Choose “grey” for the picture.'
      : 'These features were learned on pictures in colour. Choose one with colours, and “RGB”.';
  });
  const { answer, error } = useAnswer('frame', () => {
    const picture = source();
    const kernels = features.kernels.value;
    if (picture === null || kernels === null || misfit.value !== null) return null;
    return { picture: numbersOf(picture), learned: kernels.learned };
  });
  return { frame: computed(() => answer.value), error: computed(() => misfit.value ?? error.value) };
}
