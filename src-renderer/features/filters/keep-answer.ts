/** The last answer while the next is on its way, so that turning a page makes nothing jump. */
import { shallowRef, watch, type ShallowRef } from 'vue';

/** @param about what answers must have in common to stand in for each other; dropped when it changes */
export function keepAnswer<T>(answer: ShallowRef<T | null>, about: () => unknown): ShallowRef<T | null> {
  const kept = shallowRef<T | null>(answer.value);
  // First in the order of declaration: an answer that is there already wins over the dropping.
  watch(about, () => (kept.value = answer.value), { flush: 'sync' });
  watch(
    answer,
    (latest) => {
      if (latest !== null) kept.value = latest;
    },
    { flush: 'sync' },
  );
  return kept;
}
