/** The time, renewed now and then, for texts such as “12 s ago”. */
import { useIntervalFn } from '@vueuse/core';
import { ref, type Ref } from 'vue';

export function useClock(intervalMs: number): Ref<number> {
  const nowMs = ref(Date.now());
  useIntervalFn(() => (nowMs.value = Date.now()), intervalMs);
  return nowMs;
}
