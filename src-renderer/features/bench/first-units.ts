/** The first units of a layer's filters: what fits into a small place without becoming smaller than its pixels. */
import type { FilterSet } from '../../../src-engine';

/** Between two pictures, in device pixels. */
const gapPx = 6;

/** Room of a figure, in CSS px or device pixels. */
export interface FigureSize {
  readonly width: number;
  readonly height: number;
}

/** At least one; in device pixels. */
export function unitsThatFit(
  { units, width, height }: Pick<FilterSet, 'units' | 'width' | 'height'>,
  room: FigureSize,
): number {
  const columns = Math.floor(room.width / (width + gapPx));
  const rows = Math.floor(room.height / (height + gapPx));
  return Math.max(1, Math.min(units, columns * rows));
}

/** Views of the same numbers, nothing is copied. */
export function firstUnits(filters: FilterSet, count: number): FilterSet {
  if (count >= filters.units) return filters;
  const { height, width, channels, values, norms, meanActivations } = filters;
  return {
    ...filters,
    units: count,
    values: values.subarray(0, count * height * width * channels),
    norms: norms.subarray(0, count),
    meanActivations: meanActivations.subarray(0, count),
  };
}
