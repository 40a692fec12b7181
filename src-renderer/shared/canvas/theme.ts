/** Colours of the tokens for things that are drawn rather than styled; they follow the theme. */
import { shallowRef, type ShallowRef } from 'vue';

/** Goes up whenever the theme changes: drawings that depend on it draw again. */
export const themeVersion: ShallowRef<number> = shallowRef(0);

export function themeChanged(): void {
  themeVersion.value += 1;
}

/** Value of a token such as `--line`, as the page uses it now. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A `#rrggbb` colour as [red, green, blue] in 0…255. */
export function parseHex(color: string): readonly [number, number, number] {
  const value = Number.parseInt(color.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
