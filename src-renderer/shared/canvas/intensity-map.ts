/** The colour map for intensities, which have no sign: dark is little, light is much, evenly to the eye. */
import { interpolateStops, mapSize } from './diverging-map';
import { parseHex, token } from './theme';

let table: Uint32Array | null = null;

/** The table of `mapSize` packed pixels from the tokens; the same in every theme, so it is read once. */
export function intensityMap(): Uint32Array {
  table ??= interpolateStops([0, 1, 2, 3, 4, 5, 6].map((stop) => parseHex(token(`--intensity-${stop}`))));
  return table;
}

/** Index in the table of a value in [0, 1]; values outside are clipped. */
export function intensityIndex(value: number): number {
  const clipped = value < 0 ? 0 : value > 1 ? 1 : value;
  return Math.round(clipped * (mapSize - 1));
}
