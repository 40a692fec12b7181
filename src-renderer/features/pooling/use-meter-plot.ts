/** The invariance meter over many pictures: read from the data set, measured in the worker, said in a sentence. */
import { computed, type ComputedRef } from 'vue';
import { describeShift, type FeatureKernels, type InvarianceResult } from '../../../src-engine';
import { patientExplorer } from '../../explorer/explorer';
import { useAnswer } from '../../explorer/use-answer';
import { meanAt, meterRegions } from './invariance-series';
import type { usePoolingSettings } from './pooling-settings';
import type { Features } from './use-features';
import { useManyPictures, type PictureChoice } from './use-many-pictures';

export interface MeterPlot {
  readonly result: ComputedRef<InvarianceResult | null>;
  /** The shift of the one picture along the axis of the plot. */
  readonly shift: ComputedRef<number>;
  readonly sentence: ComputedRef<string>;
  /** Of reading and measuring, in [0, 1]; null when nothing is under way. */
  readonly progress: ComputedRef<number | null>;
  readonly error: ComputedRef<string | null>;
}

/** Share of the progress bar that reading the pictures takes. */
const readingShare = 0.3;
/** Spoken of while the picture lies where it was. */
const usualShift = 2;

/** Pixels from the first to the last that a kernel reads, along its longer side. */
function coveredBy(kernels: FeatureKernels | null): number {
  if (kernels === null) return 1;
  const { height, width, dilation } = kernels;
  return Math.max((height - 1) * dilation[0], (width - 1) * dilation[1]) + 1;
}

export function useMeterPlot(
  settings: ReturnType<typeof usePoolingSettings>,
  features: Features,
  choice: () => PictureChoice | null,
): MeterPlot {
  const many = useManyPictures(
    () => (settings.part === 'meter' ? choice() : null),
    () => features.kernels.value?.learned ?? null,
  );
  /** Those that fit into the features of every picture. */
  const regions = computed(() => {
    const sides = many.pictures.value?.map(({ height, width }) => Math.min(height, width)) ?? [];
    const room = Math.min(...sides) - coveredBy(features.kernels.value) + 1;
    return meterRegions.filter((side) => side <= room);
  });
  const question = computed(() => {
    const pictures = many.pictures.value;
    const kernels = features.kernels.value;
    if (kernels === null || pictures === null || pictures.length === 0) return null;
    return { pictures, kernels, regions: regions.value, axis: settings.axis };
  });
  const measured = useAnswer('invariance', () => question.value, patientExplorer);
  const { answer, progress: measuring, error, isAsking } = measured;

  const shift = computed(() => (settings.axis === 'x' ? settings.dx : settings.dy));
  const sentence = computed(() => {
    const result = answer.value;
    if (result === null) return '';
    const at = shift.value === 0 ? usualShift : shift.value;
    const pooling = { kind: settings.kind, region: settings.meterRegion };
    return describeShift({
      ...pooling,
      dx: result.axis === 'x' ? at : 0,
      dy: result.axis === 'y' ? at : 0,
      before: meanAt(result, null, at),
      after: meanAt(result, pooling, at),
      pictures: result.curves[0]?.pictures ?? 0,
    });
  });
  const progress = computed(() => {
    if (many.progress.value !== null) return many.progress.value * readingShare;
    return isAsking.value ? readingShare + (1 - readingShare) * (measuring.value ?? 0) : null;
  });

  return {
    result: computed(() => answer.value),
    shift,
    sentence,
    progress,
    error: computed(() => many.error.value ?? error.value),
  };
}
