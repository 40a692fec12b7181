/** Weight pictures to pixels: every weight becomes a square of whole device pixels. No DOM, no theme. */
import type { FilterSet } from '../../../src-engine';
import { mapIndex } from './diverging-map';

/** unit: each picture has its own extremes · common: one scale for all pictures. */
export type FilterScale = 'unit' | 'common';

export interface Surface {
  /** Packed little-endian RGBA, row-major [height, width]. */
  readonly pixels: Uint32Array;
  readonly widthPx: number;
}

function extremeOf(values: Float32Array, from: number, to: number): number {
  let largest = 0;
  for (let i = from; i < to; i++) largest = Math.max(largest, Math.abs(values[i] ?? 0));
  return largest;
}

/** Largest |x_j| of a unit's picture, in the units of the picture (norm 1). */
export function unitExtreme(filters: FilterSet, unit: number): number {
  const size = filters.height * filters.width * filters.channels;
  return extremeOf(filters.values, unit * size, (unit + 1) * size);
}

/** Largest |x_j| of all units. */
export function commonExtreme(filters: FilterSet): number {
  return extremeOf(filters.values, 0, filters.values.length);
}

/** Colour pictures have no single weight per pixel: zero is mid-grey and each channel swings around it. */
function packColorWeights(values: Float32Array, at: number, gain: number): number {
  let pixel = 255 << 24;
  for (let channel = 0; channel < 3; channel++) {
    const value = (values[at + channel] ?? 0) * gain;
    const level = Math.round(127.5 + 127.5 * Math.max(-1, Math.min(1, value)));
    pixel |= level << (8 * channel);
  }
  return pixel >>> 0;
}

export interface Placement {
  readonly leftPx: number;
  readonly topPx: number;
  readonly scale: number;
}

/**
 * Overwrites the unit's rectangle of the surface.
 * Shapes: filters.values [units, height, width, channels] → surface rectangle [height·scale, width·scale].
 * @param extreme the |x_j| that gets the ends of the colour map; 0 paints zero everywhere
 */
export function paintUnit(
  surface: Surface,
  filters: FilterSet,
  unit: number,
  extreme: number,
  colors: Uint32Array,
  place: Placement,
): void {
  const { height, width, channels, values } = filters;
  const { pixels, widthPx } = surface;
  const gain = extreme > 0 ? 1 / extreme : 0;
  const base = unit * height * width * channels;
  for (let y = 0; y < height; y++) {
    const rowStart = (place.topPx + y * place.scale) * widthPx + place.leftPx;
    for (let x = 0; x < width; x++) {
      const at = base + (y * width + x) * channels;
      const pixel =
        channels === 3
          ? packColorWeights(values, at, gain)
          : (colors[mapIndex((values[at] ?? 0) * gain)] ?? 0);
      const start = rowStart + x * place.scale;
      // For a few pixels a loop is far quicker than a call of `fill`.
      for (let at = start; at < start + place.scale; at++) pixels[at] = pixel;
    }
    for (let copy = 1; copy < place.scale; copy++) {
      pixels.copyWithin(rowStart + copy * widthPx, rowStart, rowStart + width * place.scale);
    }
  }
}
