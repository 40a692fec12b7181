/** Weight pictures to pixels: every weight becomes a square of whole device pixels. No DOM, no theme. */
import type { FilterSet } from '../../../src-engine';
import { mapIndex } from './diverging-map';
import type { PictureRange } from './paint-picture';

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

/** The ends of the colours, for a legend; null where each unit has its own. */
export function scaleRange(filters: FilterSet, scale: FilterScale): PictureRange | null {
  if (scale === 'unit') return null;
  const extreme = commonExtreme(filters);
  return [-extreme, extreme];
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
  paintUnitLines(surface, filters, unit, extreme, colors, place);
  repeatLines(surface, place, filters.height, filters.width * place.scale);
}

/** As `paintUnit`, but of each row of weights only the first line of pixels: `repeatLines` makes the others. */
export function paintUnitLines(
  { pixels, widthPx }: Surface,
  { height, width, channels, values }: FilterSet,
  unit: number,
  extreme: number,
  colors: Uint32Array,
  { leftPx, topPx, scale }: Placement,
): void {
  const gain = extreme > 0 ? 1 / extreme : 0;
  let at = unit * height * width * channels;
  for (let y = 0; y < height; y++) {
    let target = (topPx + y * scale) * widthPx + leftPx;
    for (let x = 0; x < width; x++, at += channels) {
      const pixel =
        channels === 3
          ? packColorWeights(values, at, gain)
          : (colors[mapIndex((values[at] ?? 0) * gain)] ?? 0);
      // For a few pixels a loop is far quicker than a call of `fill`.
      for (const end = target + scale; target < end; target++) pixels[target] = pixel;
    }
  }
}

/**
 * Repeats the first line of every row of weights until the row is `scale` lines high. A call of `copyWithin` costs as much
 * as a hundred pixels: tiles side by side are repeated together.
 * @param lengthPx of a line, from `leftPx` on
 */
export function repeatLines(
  { pixels, widthPx }: Surface,
  { leftPx, topPx, scale }: Placement,
  height: number,
  lengthPx: number,
): void {
  for (let y = 0; y < height; y++) {
    const start = (topPx + y * scale) * widthPx + leftPx;
    for (let copy = 1; copy < scale; copy++) {
      pixels.copyWithin(start + copy * widthPx, start, start + lengthPx);
    }
  }
}
