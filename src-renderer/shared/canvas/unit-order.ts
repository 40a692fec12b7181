/** In which order the units of a layer lie in the grid. Long work is cut into slices, so that no frame waits for it. */
import { measureOrientation, type FilterSet } from '../../../src-engine';

export const unitSorts = ['unit', 'norm', 'activity', 'orientation', 'similarity'] as const;
export type UnitSort = (typeof unitSorts)[number];

/** Gives the page a chance to draw; false ends the work, because its result is not wanted any more. */
export type Breathe = () => Promise<boolean>;

/** Of selectivity; below it a direction says nothing: the 95th percentile of white-noise filters of 10×10. */
const orientedFrom = 0.23;
const sliceMs = 6;

/** Indices by falling value; equal values keep the order of the layer. */
function byFalling(values: ArrayLike<number>): Uint32Array {
  const order = Uint32Array.from({ length: values.length }, (_, unit) => unit);
  return order.sort((first, second) => (values[second] ?? 0) - (values[first] ?? 0) || first - second);
}

/** By the direction of the bars; units without one come last, in the order of the layer. */
export function byOrientation(degrees: Float32Array, selectivity: Float32Array): Uint32Array {
  const key = (unit: number): number => {
    const angle = degrees[unit] ?? Number.NaN;
    return Number.isNaN(angle) || (selectivity[unit] ?? 0) < orientedFrom ? 180 : angle;
  };
  const order = Uint32Array.from({ length: degrees.length }, (_, unit) => unit);
  return order.sort((first, second) => key(first) - key(second) || first - second);
}

async function measuredOrientation(filters: FilterSet, breathe: Breathe): Promise<Uint32Array | null> {
  const degrees = new Float32Array(filters.units);
  const selectivity = new Float32Array(filters.units);
  const size = filters.height * filters.width * filters.channels;
  let sliceStart = performance.now();
  for (let unit = 0; unit < filters.units; unit++) {
    const values = filters.values.subarray(unit * size, (unit + 1) * size);
    const one = measureOrientation({ ...filters, units: 1, values });
    degrees[unit] = one.preferredDegrees[0] ?? Number.NaN;
    selectivity[unit] = one.selectivity[0] ?? 0;
    if (performance.now() - sliceStart < sliceMs) continue;
    if (!(await breathe())) return null;
    sliceStart = performance.now();
  }
  return byOrientation(degrees, selectivity);
}

/** |cosine| of two pictures of norm 1. */
function likeness({ height, width, channels, values }: FilterSet, first: number, second: number): number {
  const size = height * width * channels;
  let sum = 0;
  for (let i = 0; i < size; i++) {
    sum += (values[first * size + i] ?? 0) * (values[second * size + i] ?? 0);
  }
  return Math.abs(sum);
}

/** A chain that begins at the largest norm and goes on, each time, to the most alike unit that is left. */
async function similarityChain(filters: FilterSet, breathe: Breathe): Promise<Uint32Array | null> {
  const chain = new Uint32Array(filters.units);
  const left = new Set(byFalling(filters.norms));
  let current = byFalling(filters.norms)[0] ?? 0;
  let sliceStart = performance.now();
  for (let place = 0; place < filters.units; place++) {
    chain[place] = current;
    left.delete(current);
    let most = -1;
    const last = current;
    for (const unit of left) {
      const alike = likeness(filters, last, unit);
      if (alike > most) [most, current] = [alike, unit];
    }
    if (performance.now() - sliceStart < sliceMs) continue;
    if (!(await breathe())) return null;
    sliceStart = performance.now();
  }
  return chain;
}

/**
 * The unit at each place of the grid.
 * Shapes: filters [units, h, w, c] → [units], a new permutation; null for the order of the layer, and where
 * `breathe` ended the work.
 */
export async function orderUnits(
  filters: FilterSet,
  sort: UnitSort,
  breathe: Breathe,
): Promise<Uint32Array | null> {
  switch (sort) {
    case 'unit':
      return null;
    case 'norm':
      return byFalling(filters.norms);
    case 'activity':
      return byFalling(filters.meanActivations);
    case 'orientation':
      return measuredOrientation(filters, breathe);
    case 'similarity':
      return similarityChain(filters, breathe);
  }
}
