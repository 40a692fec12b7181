/** What is pooled, as the engine takes it: the picture itself or kernels that look at it, and how their map is shown. */
import { computed, watch, type ComputedRef } from 'vue';
import { kernelLibrary, spreadKernel, type FeatureKernels } from '../../../src-engine';
import type { PictureMap } from '../../shared/canvas/paint-picture';
import type { usePoolingSettings } from './pooling-settings';
import { useLearned } from './use-learned';

export interface Features {
  /** The picture itself is a kernel of one pixel. Null until learned ones are there. */
  readonly kernels: ComputedRef<FeatureKernels | null>;
  readonly isPicture: ComputedRef<boolean>;
  /** For people, the name of the map. */
  readonly title: ComputedRef<string>;
  readonly map: ComputedRef<PictureMap>;
  readonly error: ComputedRef<string | null>;
}

const onePixel = { height: 1, width: 1, weights: [1] };
const signedActivations: ReadonlySet<string> = new Set(['linear', 'tanh', 'leakyRelu']);

/** @param channels of the picture */
export function useFeatures(
  settings: ReturnType<typeof usePoolingSettings>,
  channels: () => number,
): Features {
  const known = computed(() => kernelLibrary.find(({ name }) => settings.source === `kernel:${name}`));
  const runId = computed(() =>
    settings.source.startsWith('run:') ? Number(settings.source.slice('run:'.length)) : null,
  );
  const learned = useLearned(() => runId.value);

  const kernels = computed(() => {
    if (runId.value !== null) return learned.kernels.value;
    if (known.value === undefined) return spreadKernel(onePixel, channels(), 'linear');
    const { side, weights, scale } = known.value;
    const scaled = weights.map((weight) => weight * scale);
    return spreadKernel({ height: side, width: side, weights: scaled }, channels(), settings.activation);
  });
  // Other kernels have other channels.
  watch(
    () => settings.source,
    () => (settings.channel = 0),
  );

  const isPicture = computed(() => settings.source === 'picture');
  const title = computed(() => {
    if (runId.value !== null) return `Unit ${settings.channel + 1}`;
    return known.value?.title ?? 'Picture';
  });
  const map = computed((): PictureMap => {
    if (isPicture.value) return 'grey';
    const isSigned =
      known.value?.isSigned !== false && signedActivations.has(kernels.value?.activation ?? '');
    return isSigned ? 'diverging' : 'intensity';
  });
  return { kernels, isPicture, title, map, error: learned.error };
}
