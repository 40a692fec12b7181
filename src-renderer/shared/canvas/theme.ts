/** Colours of the tokens for things that are drawn rather than styled; they follow the theme. */
import { shallowRef, type ShallowRef } from 'vue';

/** Goes up whenever the theme changes: drawings that depend on it draw again. */
export const themeVersion: ShallowRef<number> = shallowRef(0);

/** Asking the page makes it work out all its styles at once, in the middle of a drawing: it is asked once a theme. */
const known = new Map<string, string>();

export function themeChanged(): void {
  known.clear();
  themeVersion.value += 1;
}

/** Value of a token such as `--line`, as the page uses it now. */
export function token(name: string): string {
  const before = known.get(name);
  if (before !== undefined) return before;
  const value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  // Before the styles are there it has none.
  if (value !== '') known.set(name, value);
  return value;
}

/** A `#rrggbb` colour as [red, green, blue] in 0…255. */
export function parseHex(color: string): readonly [number, number, number] {
  const value = Number.parseInt(color.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
