/** The diverging colour map for weights: blue below zero, white at zero, orange above. */
import { parseHex, token } from './theme';

/** Entries of the table; odd, so that zero has an entry of its own in the middle. */
export const mapSize = 255;

type Rgb = readonly [number, number, number];

/** A colour as ImageData holds it: little-endian RGBA. */
export function packRgb([red, green, blue]: Rgb): number {
  return ((255 << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0;
}

/**
 * Table of packed pixels from equally spaced stops.
 * @param stops at least two colours, components in 0…255
 * @returns `mapSize` pixels; entry 0 is the first stop, the middle one exactly the middle stop of an odd number
 */
export function interpolateStops(stops: readonly Rgb[]): Uint32Array {
  const table = new Uint32Array(mapSize);
  for (let i = 0; i < mapSize; i++) {
    const position = (i / (mapSize - 1)) * (stops.length - 1);
    const left = Math.min(Math.floor(position), stops.length - 2);
    const from = stops[left] ?? [0, 0, 0];
    const to = stops[left + 1] ?? from;
    const t = position - left;
    table[i] = packRgb([
      from[0] + (to[0] - from[0]) * t,
      from[1] + (to[1] - from[1]) * t,
      from[2] + (to[2] - from[2]) * t,
    ]);
  }
  return table;
}

let table: Uint32Array | null = null;

/** The table from the tokens; the stops are the same in every theme, so it is read once. */
export function divergingMap(): Uint32Array {
  table ??= interpolateStops([0, 1, 2, 3, 4].map((stop) => parseHex(token(`--map-${stop}`))));
  return table;
}

/** Index in the table of a value in [−1, 1]; values outside are clipped. */
export function mapIndex(value: number): number {
  const clipped = value < -1 ? -1 : value > 1 ? 1 : value;
  return Math.round(((clipped + 1) / 2) * (mapSize - 1));
}
