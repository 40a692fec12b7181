/** What is pooled, as the engine takes it: the picture itself or kernels that look at it, and how their map is shown. */
import { computed, type ComputedRef } from 'vue';
import { kernelLibrary, spreadKernel, type FeatureKernels } from '../../../src-engine';
import type { PictureMap } from '../../shared/canvas/paint-picture';
import type { usePoolingSettings } from './pooling-settings';

export interface Features {
  /** Null where the picture itself is pooled. */
  readonly kernels: ComputedRef<FeatureKernels | null>;
  /** The same for the meter, which sees the picture itself as a kernel of one pixel. */
  readonly meterKernels: ComputedRef<FeatureKernels>;
  /** For people, to follow “The map of …”. */
  readonly title: ComputedRef<string>;
  readonly map: ComputedRef<PictureMap>;
}

const onePixel = { height: 1, width: 1, weights: [1] };

/** @param channels of the picture */
export function useFeatures(
  settings: ReturnType<typeof usePoolingSettings>,
  channels: () => number,
): Features {
  const known = computed(() => kernelLibrary.find(({ name }) => settings.source === `kernel:${name}`));

  const kernels = computed(() => {
    if (known.value === undefined) return null;
    const { side, weights, scale } = known.value;
    const scaled = weights.map((weight) => weight * scale);
    return spreadKernel({ height: side, width: side, weights: scaled }, channels(), settings.activation);
  });
  const meterKernels = computed(() => kernels.value ?? spreadKernel(onePixel, channels(), 'linear'));
  const title = computed(() => known.value?.title ?? 'Picture');
  const map = computed((): PictureMap => {
    if (kernels.value === null) return 'grey';
    const isSigned = known.value?.isSigned === true && settings.activation === 'linear';
    return isSigned || settings.activation === 'tanh' ? 'diverging' : 'intensity';
  });
  return { kernels, meterKernels, title, map };
}
