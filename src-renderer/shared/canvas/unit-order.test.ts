/** Orders of units worked out by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilterSet } from '../../../src-engine';
import { orderUnits, type KnownOfLayer, type UnitSort } from './unit-order';

const filters: FilterSet = {
  layer: 0,
  units: 4,
  height: 1,
  width: 1,
  channels: 1,
  values: new Float32Array(4),
  norms: Float32Array.of(2, 5, 2, 7),
  meanActivations: Float32Array.of(0.1, 0, 0.4, 0.1),
};
const known: KnownOfLayer = {
  orientationDegrees: Float32Array.of(Number.NaN, 170, 20, 10),
  selectivity: Float32Array.of(0, 0.9, 0.9, 0.1),
  similarityOrder: Uint32Array.of(2, 0, 3, 1),
};

function order(sort: UnitSort, of: KnownOfLayer | null = known): number[] | null {
  const units = orderUnits(filters, sort, of);
  return units === null ? null : [...units];
}

describe('orderUnits', () => {
  it('puts the largest norm and the most active unit first, equals in the order of the layer', () => {
    expect(order('norm')).toEqual([3, 1, 0, 2]);
    expect(order('activity')).toEqual([2, 0, 3, 1]);
  });

  it('sorts by the direction of the bars and puts units without one last', () => {
    expect(order('orientation')).toEqual([2, 1, 0, 3]);
  });

  it('takes the chain of similar units as it was found', () => {
    expect(order('similarity')).toEqual([2, 0, 3, 1]);
  });

  it('keeps the order of the layer where nothing else is wanted or known', () => {
    expect(order('unit')).toBeNull();
    expect(order('orientation', null)).toBeNull();
    expect(order('similarity', null)).toBeNull();
  });

  it('gives every unit one place, whatever the numbers', () => {
    const numbers = fc.array(fc.float(), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(numbers, fc.constantFrom('norm', 'activity', 'orientation'), (values, sort) => {
        const all = Float32Array.from(values);
        const set = { ...filters, units: all.length, norms: all, meanActivations: all };
        const of = { ...known, orientationDegrees: all, selectivity: new Float32Array(all.length).fill(1) };
        const places = [...(orderUnits(set, sort, of) ?? [])];
        expect(places.sort((a, b) => a - b)).toEqual(values.map((_, unit) => unit));
      }),
      { seed: 4 },
    );
  });
});
