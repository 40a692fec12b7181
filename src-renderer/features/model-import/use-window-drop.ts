/** Files that are dropped anywhere in the window; places that take files themselves (`DropZone.vue`) come first. */
import { useEventListener } from '@vueuse/core';
import { ref, type Ref } from 'vue';

/** @returns whether files hang over the window, and not over a place of their own */
export function useWindowDrop(take: (files: readonly File[]) => void): Ref<boolean> {
  const isOver = ref(false);

  useEventListener(window, 'dragover', (event: DragEvent) => {
    const isOverZone = event.target instanceof Element && event.target.closest('[data-over]') !== null;
    isOver.value = !isOverZone && (event.dataTransfer?.types.includes('Files') ?? false);
  });
  useEventListener(window, 'dragleave', (event: DragEvent) => {
    // Inside the window the next element is known.
    if (event.relatedTarget === null) isOver.value = false;
  });
  // Where a zone has taken them, the event ends there.
  useEventListener(window, 'drop', () => (isOver.value = false), { capture: true });
  useEventListener(window, 'drop', (event: DragEvent) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) take(files);
  });
  return isOver;
}
