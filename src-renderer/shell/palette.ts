/** Whether the command palette is open; a button and a shortcut open it. */
import { ref } from 'vue';

export const paletteOpen = ref(false);

export function openPalette(): void {
  paletteOpen.value = true;
}
