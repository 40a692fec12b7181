/** One kernel over one picture: the map by the explorer worker, the cell that is looked at, and its arithmetic. */
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';
import {
  EngineError,
  traceCell,
  type CellTrace,
  type ConvolutionSettings,
  type FeatureMap,
} from '../../../src-engine';
import { useAnswer } from '../../explorer/use-answer';
import { rangeOf, type PictureMap, type PictureRange } from '../../shared/canvas/paint-picture';
import type { ShownPicture } from '../../shared/pictures/picture';
import { usePlayback, type Playback } from '../../shared/playback/use-playback';
import type { Sliding } from './SlidingPanel.vue';
import type { KernelChoice } from './use-kernel';

export interface Convolving {
  readonly sliding: Ref<Sliding>;
  readonly errors: ComputedRef<Readonly<Partial<Record<keyof Sliding, string>>>>;
  /** What the map shown was made of; the picture on the left belongs to it. */
  readonly shown: ComputedRef<Shown | null>;
  readonly error: ComputedRef<string | null>;
  readonly playback: Playback;
  /** growing: the map as far as the animation has come. */
  readonly extent: Ref<'whole' | 'growing'>;
  readonly place: ComputedRef<{ readonly x: number; readonly y: number }>;
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
  readonly map: FeatureMap;
  readonly colors: PictureMap;
  readonly range: PictureRange;
}

/** Cells a second that can be followed. */
const startSpeed = 10;

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function errorsOf({ stride, padding, dilation }: Sliding): Partial<Record<keyof Sliding, string>> {
  const errors: Partial<Record<keyof Sliding, string>> = {};
  if (!isWhole(stride, 1, 64)) errors.stride = 'A whole number from 1 to 64.';
  if (!isWhole(dilation, 1, 64)) errors.dilation = 'A whole number from 1 to 64.';
  if (typeof padding === 'number' && !isWhole(padding, 0, 64))
    errors.padding = 'A whole number from 0 to 64.';
  return errors;
}

export function useConvolution(picture: () => ShownPicture | null, choice: KernelChoice): Convolving {
  const sliding = ref<Sliding>({ stride: 1, padding: 'valid', dilation: 1, kind: 'correlation' });
  const errors = computed(() => errorsOf(sliding.value));
  const channel = ref(0);
  const extent = ref<'whole' | 'growing'>('whole');

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
  const count = computed(() => (shown.value === null ? 0 : shown.value.map.height * shown.value.map.width));
  const steps = usePlayback(() => count.value, startSpeed);
  const playback: Playback = {
    ...steps,
    // Whoever looks at the whole map and plays wants to see it grow from the start.
    toggle() {
      if (!steps.isPlaying.value && extent.value === 'whole') {
        extent.value = 'growing';
        steps.position.value = 0;
      }
      steps.toggle();
    },
  };
  const stopWaiting = watch(count, (cells) => {
    if (cells === 0 || shown.value === null) return;
    // Something is to be seen in the middle.
    const { height, width } = shown.value.map;
    steps.jump(Math.floor(height / 2) * width + Math.floor(width / 2));
    stopWaiting();
  });
  const place = computed(() => {
    const width = shown.value?.map.width ?? 1;
    return { x: playback.position.value % width, y: Math.floor(playback.position.value / width) };
  });

  const trace = computed(() => {
    if (shown.value === null || playback.position.value >= count.value) return null;
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
    text: computed(() => `row ${place.value.y + 1}, column ${place.value.x + 1}`),
    channel,
    trace,
  };
}

/** Pictures that keep their brightness keep their scale too; everything else spans what there is. */
function rangeFor(
  map: FeatureMap,
  kernel: FeatureMap,
  { scale, bias }: ConvolutionSettings,
  colors: PictureMap,
): PictureRange {
  const gain = kernel.values.reduce((sum, weight) => sum + weight, 0) * scale;
  if (colors === 'grey' && bias === 0 && Math.abs(gain - 1) < 1e-3) return [0, 1];
  return rangeOf(map.values);
}
