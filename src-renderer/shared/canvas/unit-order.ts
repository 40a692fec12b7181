/** In which order the units of a layer lie in the grid. */
import type { FilterSet, LayerAnswer } from '../../../src-engine';

export type UnitSort = 'unit' | 'norm' | 'activity' | 'orientation' | 'similarity';

/** What only a look into the trained layer tells. */
export type KnownOfLayer = Pick<LayerAnswer, 'orientationDegrees' | 'selectivity' | 'similarityOrder'>;

/** Of selectivity; below it a direction says nothing: the 95th percentile of white-noise filters of 10×10. */
const orientedFrom = 0.23;

function indices(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, unit) => unit);
}

/** From the largest down; equal values keep the order of the layer. */
function byFalling(values: Float32Array): Uint32Array {
  return indices(values.length).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);
}

/** By the direction of the bars; units without one come last, in the order of the layer. */
function byOrientation({ orientationDegrees, selectivity }: KnownOfLayer): Uint32Array {
  const key = (unit: number): number => {
    const angle = orientationDegrees[unit] ?? Number.NaN;
    return Number.isNaN(angle) || (selectivity[unit] ?? 0) < orientedFrom ? 180 : angle;
  };
  return indices(orientationDegrees.length).sort((a, b) => key(a) - key(b) || a - b);
}

/**
 * The unit at each place of the grid.
 * Shapes: filters [units, …], known [units] → [units], a permutation; null for the order of the layer, which also
 * stands in where what a sort needs is not known yet.
 */
export function orderUnits(
  filters: FilterSet,
  sort: UnitSort,
  known: KnownOfLayer | null,
): Uint32Array | null {
  switch (sort) {
    case 'unit':
      return null;
    case 'norm':
      return byFalling(filters.norms);
    case 'activity':
      return byFalling(filters.meanActivations);
    case 'orientation':
      return known && byOrientation(known);
    case 'similarity':
      return known?.similarityOrder ?? null;
  }
}
