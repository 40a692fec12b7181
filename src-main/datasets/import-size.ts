/** Chooses the working size of a set whose user left it to the app, from the sizes of some of its pictures. */
import type { OriginalSizePx } from './decoder-protocol';

/** Pictures that are looked at. */
export const PROBE_COUNT = 64;
/** Up to here pictures count as small and keep their size. */
const SMALL_PX = 96;
const LARGE_SIZE_PX = 256;
const MIN_SIZE_PX = 4;

/** Evenly spread over the list, so that one odd class does not decide. */
export function pickForProbe<T>(files: readonly T[]): T[] {
  const count = Math.min(PROBE_COUNT, files.length);
  return Array.from({ length: count }, (_, i) => files[Math.floor(((i + 0.5) * files.length) / count)] as T);
}

/**
 * The median size where it is at most 96 px, 256×256 otherwise.
 * @returns [height, width] in px
 */
export function chooseSize(sizes: readonly (OriginalSizePx | null)[]): [number, number] {
  const known = sizes.filter((size) => size !== null);
  const height = median(known.map((size) => size.heightPx));
  const width = median(known.map((size) => size.widthPx));
  if (height === null || width === null || Math.max(height, width) > SMALL_PX)
    return [LARGE_SIZE_PX, LARGE_SIZE_PX];
  return [Math.max(height, MIN_SIZE_PX), Math.max(width, MIN_SIZE_PX)];
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
