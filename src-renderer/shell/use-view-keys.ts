/** Number keys and Ctrl/⌘ with a number switch views, in the order of the rail. */
import { useEventListener } from '@vueuse/core';
import { useRouter } from 'vue-router';
import { features } from '../router';
import { isTyping } from '../shared/composables/is-typing';
import { useRunsStore } from '../stores/runs';
import { viewOfKey } from './view-key';
import { viewTarget } from './view-target';

export function useViewKeys(): void {
  const router = useRouter();
  const runs = useRunsStore();
  useEventListener(window, 'keydown', (event: KeyboardEvent) => {
    const withCommand = event.ctrlKey || event.metaKey;
    const feature = features[viewOfKey(event.key, withCommand) ?? -1];
    if (feature === undefined || event.altKey) return;
    if (!withCommand && isTyping(event.target)) return;
    event.preventDefault();
    void router.push(viewTarget(feature.name, runs.currentId));
  });
}
