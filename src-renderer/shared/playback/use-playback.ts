/** Plays a sequence of steps in time: play, pause, single steps, speed, any place by a slider. */
import { useRafFn } from '@vueuse/core';
import { ref, watch, type Ref } from 'vue';

export interface Playback {
  /** The step shown, from 0. */
  readonly position: Ref<number>;
  readonly isPlaying: Ref<boolean>;
  /** Steps a second. */
  readonly speed: Ref<number>;
  /** Starts or pauses; from the last step it starts anew. */
  readonly toggle: () => void;
  /** Pauses and goes so many steps on, or back. */
  readonly step: (by?: number) => void;
  /** Pauses at a step. */
  readonly jump: (position: number) => void;
}

/** After a pause of the page (a hidden window) the animation goes on where it was. */
const longestFrameMs = 100;

/** @param count steps there are; the position stays among them */
export function usePlayback(count: () => number, startSpeed: number): Playback {
  const position = ref(0);
  const isPlaying = ref(false);
  const speed = ref(startSpeed);
  let due = 0;

  const frames = useRafFn(
    ({ delta }) => {
      due += (Math.min(delta, longestFrameMs) / 1000) * speed.value;
      const steps = Math.floor(due);
      if (steps === 0) return;
      due -= steps;
      position.value = Math.min(position.value + steps, count() - 1);
      if (position.value >= count() - 1) isPlaying.value = false;
    },
    { immediate: false },
  );
  watch(isPlaying, (playing) => {
    due = 0;
    if (playing) frames.resume();
    else frames.pause();
  });
  watch(count, (steps) => {
    // Nothing to play for a moment is no reason to forget the place.
    if (steps > 0) position.value = Math.min(position.value, steps - 1);
    else isPlaying.value = false;
  });

  function toggle(): void {
    if (!isPlaying.value && position.value >= count() - 1) position.value = 0;
    isPlaying.value = !isPlaying.value && count() > 1;
  }

  function jump(to: number): void {
    isPlaying.value = false;
    position.value = Math.max(0, Math.min(to, count() - 1));
  }

  return { position, isPlaying, speed, toggle, step: (by = 1) => jump(position.value + by), jump };
}
