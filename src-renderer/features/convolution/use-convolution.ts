/** One kernel over one picture: the map by the explorer worker, the cell that is looked at, and its arithmetic. */
import { computed, ref, type ComputedRef, type Ref } from 'vue';
import {
  EngineError,
  traceCell,
  type CellTrace,
  type ConvolutionSettings,
  type FeatureMap,
  type MeasuredMap,
} from '../../../src-engine';
import { useAnswer } from '../../explorer/use-answer';
import { type PictureMap, type PictureRange } from '../../shared/canvas/paint-picture';
import type { ShownPicture } from '../../shared/pictures/picture';
import { useCell, type Cell } from '../../shared/playback/use-cell';
import { errorsOf, type Sliding, type SlidingErrors } from './sliding';
import type { KernelChoice } from './use-kernel';

/** Cells a second. */
const startSpeed = 10;

export interface Convolving extends Cell {
  readonly sliding: Ref<Sliding>;
  readonly errors: ComputedRef<SlidingErrors>;
  /** What the map shown was made of; the picture on the left belongs to it. */
  readonly shown: ComputedRef<Shown | null>;
  readonly error: ComputedRef<string | null>;
  /** The cell, for people. */
  readonly text: ComputedRef<string>;
  /** Of the picture and map, where they have colours. */
  readonly channel: Ref<number>;
  readonly trace: ComputedRef<CellTrace | null>;
}

export interface Shown {
  readonly picture: FeatureMap;
  readonly kernel: FeatureMap;
  readonly settings: ConvolutionSettings;
  readonly map: MeasuredMap;
  readonly colors: PictureMap;
  readonly range: PictureRange;
}

export function useConvolution(picture: () => ShownPicture | null, choice: KernelChoice): Convolving {
  const sliding = ref<Sliding>({ stride: 1, padding: 'valid', dilation: 1, kind: 'correlation' });
  const errors = computed(() => errorsOf(sliding.value));
  const channel = ref(0);

  const question = computed(() => {
    const seen = picture();
    const numbers = [choice.scale.value, choice.bias.value];
    if (seen === null || Object.keys(errors.value).length > 0 || !numbers.every(Number.isFinite)) return null;
    const { stride, padding, dilation, kind } = sliding.value;
    const { height, width, channels, values } = seen;
    return {
      picture: { height, width, channels, values },
      kernel: choice.kernel.value,
      settings: {
        kind,
        stride: [stride, stride] as const,
        padding,
        dilation: [dilation, dilation] as const,
        scale: choice.scale.value,
        bias: choice.bias.value,
      },
    };
  });
  const { answer, answered, error } = useAnswer('convolution', () => question.value);

  const shown = computed((): Shown | null => {
    if (answer.value === null || answered.value === null) return null;
    const { kernel, settings } = answered.value;
    const map = answer.value;
    const colors = choice.isSigned.value && map.channels === 1 ? 'diverging' : 'grey';
    return { ...answered.value, map, colors, range: rangeFor(map, kernel, settings, colors) };
  });
  const { playback, extent, place } = useCell(() => shown.value?.map ?? null, { startSpeed });

  const trace = computed(() => {
    if (shown.value === null) return null;
    const { picture: seen, kernel, settings, map } = shown.value;
    const at = { ...place.value, channel: Math.min(channel.value, map.channels - 1) };
    try {
      return traceCell(seen, kernel, settings, at);
    } catch (failure) {
      if (failure instanceof EngineError) return null;
      throw failure;
    }
  });

  return {
    sliding,
    errors,
    shown,
    error: computed(() => error.value),
    playback,
    extent,
    place,
    text: computed(() => `x = ${place.value.x}, y = ${place.value.y}`),
    channel,
    trace,
  };
}

/** Pictures that keep their brightness keep their scale too; everything else spans what there is. */
function rangeFor(
  { extremes }: MeasuredMap,
  kernel: FeatureMap,
  { scale, bias }: ConvolutionSettings,
  colors: PictureMap,
): PictureRange {
  const gain = kernel.values.reduce((sum, weight) => sum + weight, 0) * scale;
  if (colors === 'grey' && bias === 0 && Math.abs(gain - 1) < 1e-3) return [0, 1];
  return [extremes.smallest.value, extremes.largest.value];
}
