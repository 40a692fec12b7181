/** Space starts, pauses and resumes what the view plays; S steps. */
import { useEventListener } from '@vueuse/core';
import { isPressable, isTyping } from './is-typing';

export function usePlayKeys(actions: { readonly toggle: () => void; readonly step: () => void }): void {
  useEventListener(window, 'keydown', (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
    if (event.key === ' ' && !isPressable(event.target)) {
      event.preventDefault();
      actions.toggle();
    } else if (event.key.toLowerCase() === 's') {
      event.preventDefault();
      actions.step();
    }
  });
}
