/** The invariance meter: one picture that is moved, and the change over all shifts of many. */
import { computed, type ComputedRef } from 'vue';
import {
  describeShift,
  shiftable,
  shiftedPicture,
  type FeatureMap,
  type InvarianceResult,
  type PoolSettings,
} from '../../../src-engine';
import { useAnswer } from '../../explorer/use-answer';
import { rangeOf, type PictureRange } from '../../shared/canvas/paint-picture';
import { meanAt, meterRegions } from './invariance-series';
import { oneChannel } from './one-channel';
import type { usePoolingSettings } from './pooling-settings';
import type { Features } from './use-features';
import { useManyPictures, type PictureChoice } from './use-many-pictures';

/** One picture after its shift. */
export interface MovedView {
  readonly before: FeatureMap;
  readonly after: FeatureMap;
  readonly range: PictureRange;
  readonly settings: PoolSettings;
  readonly sentence: string;
}

export interface Meter {
  /** The picture in its window, moved; there at once. */
  readonly picture: ComputedRef<FeatureMap | null>;
  readonly isMirrored: ComputedRef<boolean>;
  readonly moved: ComputedRef<MovedView | null>;
  readonly channels: ComputedRef<number>;
  readonly result: ComputedRef<InvarianceResult | null>;
  /** The shift that the sentence about many pictures speaks of. */
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

export function useMeter(
  settings: ReturnType<typeof usePoolingSettings>,
  features: Features,
  source: () => FeatureMap | null,
  choice: () => PictureChoice | null,
): Meter {
  const isShown = computed(() => settings.part === 'meter');
  const frame = computed(() => {
    const picture = source();
    return picture === null || !isShown.value ? null : shiftable(picture);
  });
  const picture = computed(() =>
    frame.value === null
      ? null
      : oneChannel(shiftedPicture(frame.value, settings.dx, settings.dy), shownOf(frame.value.surroundings)),
  );
  const shownOf = ({ channels }: FeatureMap): number => Math.min(settings.channel, channels - 1);

  const one = useAnswer('shift', () => {
    if (frame.value === null) return null;
    const { kind, meterRegion: side, dx, dy } = settings;
    return {
      picture: frame.value,
      kernels: features.meterKernels.value,
      settings: { kind, region: [side, side] as const, stride: [side, side] as const },
      dx,
      dy,
    };
  });
  const moved = computed((): MovedView | null => {
    if (one.answer.value === null || one.answered.value === null) return null;
    const { features: map, pooled, before, after } = one.answer.value;
    const { settings: pooling, dx, dy } = one.answered.value;
    const channel = shownOf(map);
    const shown = oneChannel(map, channel);
    const [from, to] = features.kernels.value === null ? [0, 1] : rangeOf(shown.values);
    return {
      before: shown,
      after: oneChannel(pooled, channel),
      range: [Math.min(0, from), to],
      settings: pooling,
      sentence: describeShift({
        ...{ dx, dy, before, after, pictures: 1 },
        kind: pooling.kind,
        region: pooling.region[0],
      }),
    };
  });

  const many = useManyPictures(() => (isShown.value ? choice() : null));
  const regions = computed(() => {
    const sizes = many.pictures.value?.map(({ height, width }) => Math.min(height, width)) ?? [];
    const { height, width } = features.meterKernels.value;
    const room = Math.min(...sizes) - Math.max(height, width) + 1;
    return meterRegions.filter((side) => side <= room);
  });
  const measured = useAnswer('invariance', () => {
    const pictures = many.pictures.value;
    if (pictures === null || pictures.length === 0) return null;
    const { axis } = settings;
    return { pictures, kernels: features.meterKernels.value, regions: regions.value, axis };
  });
  const shift = computed(() => (settings.axis === 'x' ? settings.dx : settings.dy));
  const sentence = computed(() => {
    const result = measured.answer.value;
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
    if (!measured.isAsking.value) return null;
    return readingShare + (1 - readingShare) * (measured.progress.value ?? 0);
  });

  return {
    picture,
    isMirrored: computed(() => frame.value?.isMirrored === true),
    moved,
    channels: computed(() => one.answer.value?.features.channels ?? 1),
    result: computed(() => measured.answer.value),
    shift,
    sentence,
    progress,
    error: computed(() => one.error.value ?? many.error.value ?? measured.error.value),
  };
}
