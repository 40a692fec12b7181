/** The invariance meter of one picture: it is moved, and its features before and after pooling are compared. */
import { computed, type ComputedRef } from 'vue';
import {
  describeShift,
  shiftable,
  shiftedPicture,
  type FeatureMap,
  type PoolSettings,
  type ShiftablePicture,
} from '../../../src-engine';
import { useAnswer } from '../../explorer/use-answer';
import { rangeOf, type PictureRange } from '../../shared/canvas/paint-picture';
import type { usePoolingSettings } from './pooling-settings';
import { oneChannel } from './shown-map';
import type { Features } from './use-features';

/** Both maps after the shift, and what it did. */
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
  readonly error: ComputedRef<string | null>;
}

export function useMeter(
  settings: ReturnType<typeof usePoolingSettings>,
  features: Features,
  source: () => FeatureMap | null,
  frame: () => ShiftablePicture | null,
): Meter {
  /** As it is, whatever the kernels are shown of it. */
  const plain = computed(() => {
    const picture = source();
    return picture === null || settings.part !== 'meter' ? null : shiftable(picture);
  });
  const shown = (map: FeatureMap): FeatureMap =>
    oneChannel(map, Math.min(settings.channel, map.channels - 1));
  const picture = computed(() => {
    if (plain.value === null) return null;
    const moved = shiftedPicture(plain.value, settings.dx, settings.dy);
    return features.kernels.value?.learned == null ? shown(moved) : moved;
  });

  const { answer, answered, error } = useAnswer('shift', () => {
    const around = frame();
    const kernels = features.kernels.value;
    if (around === null || kernels === null || settings.part !== 'meter') return null;
    const { kind, meterRegion: side, dx, dy } = settings;
    return {
      picture: around,
      kernels,
      settings: { kind, region: [side, side] as const, stride: [side, side] as const },
      dx,
      dy,
    };
  });
  const moved = computed((): MovedView | null => {
    if (answer.value === null || answered.value === null) return null;
    const { features: map, pooled, before: changeBefore, after: changeAfter } = answer.value;
    const { settings: pooling, dx, dy } = answered.value;
    const before = shown(map);
    const [from, to] = features.isPicture.value ? [0, 1] : rangeOf(before.values);
    const sentence = describeShift({
      dx,
      dy,
      kind: pooling.kind,
      region: pooling.region[0],
      before: changeBefore,
      after: changeAfter,
      pictures: 1,
    });
    return { before, after: shown(pooled), range: [Math.min(0, from), to], settings: pooling, sentence };
  });

  return {
    picture,
    isMirrored: computed(() => plain.value?.isMirrored === true),
    moved,
    channels: computed(() => answer.value?.features.channels ?? 1),
    error: computed(() => error.value),
  };
}
