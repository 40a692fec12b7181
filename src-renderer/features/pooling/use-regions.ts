/** The sliding region: both maps from the worker, the place the animation stands at, and how its number came about. */
import { storeToRefs } from 'pinia';
import { computed, type ComputedRef } from 'vue';
import {
  shiftedPicture,
  tracePool,
  type FeatureMap,
  type PoolSettings,
  type PoolTrace,
  type ShiftablePicture,
} from '../../../src-engine';
import { useAnswer } from '../../explorer/use-answer';
import { rangeOf, type PictureRange } from '../../shared/canvas/paint-picture';
import { useCell, type Cell } from '../../shared/playback/use-cell';
import { formatValue } from '../../shared/text/format';
import { oneChannel } from './shown-map';
import type { usePoolingSettings } from './pooling-settings';
import type { Features } from './use-features';

/** All that the stage shows, of one question. */
export interface RegionView {
  readonly before: FeatureMap;
  readonly after: FeatureMap;
  readonly range: PictureRange;
  readonly settings: PoolSettings;
}

export interface Regions extends Cell {
  readonly view: ComputedRef<RegionView | null>;
  readonly count: ComputedRef<number>;
  readonly trace: ComputedRef<PoolTrace | null>;
  readonly text: ComputedRef<string>;
  readonly channels: ComputedRef<number>;
  readonly error: ComputedRef<string | null>;
}

const placesPerSecond = 8;
/** Of regions and strides, as in the settings of a layer. */
const largestSide = 64;

function sidesProblem(what: string, sides: readonly number[]): string | null {
  if (sides.every((side) => Number.isInteger(side) && side >= 1 && side <= largestSide)) return null;
  return `${what} needs sides from 1 to ${largestSide}, got ${sides.join('×')}.`;
}

export function useRegions(
  settings: ReturnType<typeof usePoolingSettings>,
  features: Features,
  frame: () => ShiftablePicture | null,
): Regions {
  /** The middle of a large picture, so that single numbers can be seen. */
  const seen = computed(() => {
    const around = frame();
    return around === null ? null : shiftedPicture(around, 0, 0);
  });
  const problem = computed(() => {
    const { region, stride } = settings;
    return sidesProblem('The region', region) ?? sidesProblem('The stride', stride ?? region);
  });
  /** While sides are typed that cannot be, the last that could. */
  const possible = computed((last?: PoolSettings): PoolSettings => {
    const { kind, region, stride } = settings;
    if (problem.value === null || last === undefined) return { kind, region, stride: stride ?? region };
    return { ...last, kind };
  });
  const { answer, answered, error } = useAnswer('pooling', () => {
    const kernels = features.kernels.value;
    if (seen.value === null || kernels === null) return null;
    return { picture: seen.value, kernels, settings: possible.value };
  });

  const channels = computed(() => answer.value?.map.channels ?? 1);
  const view = computed((): RegionView | null => {
    if (answer.value === null || answered.value === null) return null;
    const channel = Math.min(settings.channel, channels.value - 1);
    const before = oneChannel(answer.value.map, channel);
    const after = oneChannel(answer.value.pooled, channel);
    const range = features.isPicture.value ? ([0, 1] as const) : rangeFromZero(before.values);
    return { before, after, range, settings: answered.value.settings };
  });
  const count = computed(() => (view.value === null ? 0 : view.value.after.width * view.value.after.height));
  const { playback, extent, place } = useCell(() => view.value?.after ?? null, {
    startSpeed: placesPerSecond,
    extent: storeToRefs(settings).extent,
  });
  const trace = computed(() => {
    if (view.value === null || count.value === 0) return null;
    return tracePool(view.value.before, view.value.settings, { ...place.value, channel: 0 });
  });
  const text = computed(() => {
    if (trace.value === null || view.value === null) return '';
    const name = view.value.settings.kind === 'max' ? 'maximum' : 'mean';
    return `row ${place.value.y + 1}, column ${place.value.x + 1}: ${name} ${formatValue(trace.value.result)}`;
  });

  return {
    view,
    count,
    playback,
    extent,
    place,
    trace,
    text,
    channels,
    error: computed(() => problem.value ?? error.value),
  };
}

/** From zero on where nothing lies below it. */
function rangeFromZero(values: Float32Array): PictureRange {
  const [from, to] = rangeOf(values);
  return [Math.min(0, from), to];
}
