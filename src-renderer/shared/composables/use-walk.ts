/** A walk over numbered places, one after the other: what a sliding window does. Played, stepped or gone to. */
import { useRafFn } from '@vueuse/core';
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';

export interface Walk {
  /** In 0 … count − 1; 0 where there are no places. */
  readonly place: ComputedRef<number>;
  readonly count: ComputedRef<number>;
  readonly isPlaying: Ref<boolean>;
  /** Places a second. */
  readonly speed: Ref<number>;
  /** Plays or pauses; at the end it plays from the start. */
  readonly toggle: () => void;
  /** To a place, the nearest there is; whoever chooses one wants to look at it, so the walk pauses. */
  readonly go: (place: number) => void;
  readonly step: (by: number) => void;
}

/** @param countOf places; when their number changes, the walk begins anew */
export function useWalk(countOf: () => number, placesPerSecond: number): Walk {
  const count = computed(() => Math.max(0, countOf()));
  const at = ref(0);
  const place = computed(() => Math.max(0, Math.min(at.value, count.value - 1)));
  const isPlaying = ref(false);
  const speed = ref(placesPerSecond);
  /** Part of a place that has been walked. */
  let remainder = 0;

  useRafFn(({ delta }) => {
    if (!isPlaying.value) return;
    remainder += (delta / 1000) * speed.value;
    const whole = Math.floor(remainder);
    if (whole === 0) return;
    remainder -= whole;
    at.value = Math.min(place.value + whole, count.value - 1);
    if (at.value >= count.value - 1) isPlaying.value = false;
  });

  function toggle(): void {
    if (count.value === 0) return;
    if (!isPlaying.value && place.value === count.value - 1) at.value = 0;
    remainder = 0;
    isPlaying.value = !isPlaying.value;
  }

  function go(next: number): void {
    isPlaying.value = false;
    at.value = Math.max(0, Math.min(next, count.value - 1));
  }

  watch(count, () => {
    isPlaying.value = false;
    at.value = 0;
  });

  return { place, count, isPlaying, speed, toggle, go, step: (by) => go(place.value + by) };
}
