/** The cell of a map that is looked at: a place in the animation, kept when the map becomes another. */
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';
import type { FeatureMap } from '../../../src-engine';
import { usePlayback, type Playback } from './use-playback';

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Cell {
  readonly playback: Playback;
  /** growing: the map as far as the animation has come. */
  readonly extent: Ref<'whole' | 'growing'>;
  readonly place: ComputedRef<Place>;
}

export interface CellOptions {
  /** Cells a second that can be followed. */
  readonly startSpeed: number;
  /** Where it outlives the view. */
  readonly extent?: Ref<'whole' | 'growing'>;
}

/** @param shownMap one channel or more */
export function useCell(
  shownMap: () => FeatureMap | null,
  { startSpeed, extent = ref('whole') }: CellOptions,
): Cell {
  const size = (): number => {
    const map = shownMap();
    return map === null ? 0 : map.height * map.width;
  };
  const steps = usePlayback(size, startSpeed);
  const { position } = steps;
  let latest: FeatureMap | null = null;

  // Something is to be seen where the answer is strongest; another map of another size keeps the place.
  watch(
    shownMap,
    (map) => {
      if (map === null) return;
      const before = latest;
      latest = map;
      if (before?.width === map.width && before.height === map.height) return;
      if (before === null) {
        position.value = Math.floor(strongest(map.values) / map.channels);
        return;
      }
      const x = Math.min(position.value % before.width, map.width - 1);
      const y = Math.min(Math.floor(position.value / before.width), map.height - 1);
      position.value = y * map.width + x;
    },
    { flush: 'sync', immediate: true },
  );

  const playback: Playback = {
    ...steps,
    // Whoever looks at the whole map and plays wants to see it grow from the start.
    toggle() {
      if (!steps.isPlaying.value && extent.value === 'whole') {
        extent.value = 'growing';
        position.value = 0;
      }
      steps.toggle();
    },
  };
  const place = computed(() => {
    const width = shownMap()?.width ?? 1;
    const at = Math.max(0, Math.min(position.value, size() - 1));
    return { x: at % width, y: Math.floor(at / width) };
  });
  return { playback, extent, place };
}

/** Index of the number that is furthest from zero, the first of equals. */
function strongest(values: Float32Array): number {
  return values.reduce((best, value, at) => (Math.abs(value) > Math.abs(values[best] ?? 0) ? at : best), 0);
}
