/** The filters that fit beside a network drawing. */
import { describe, expect, it } from 'vitest';
import { firstUnits, unitsThatFit } from './first-units';

const filters = {
  layer: 1,
  units: 4,
  height: 1,
  width: 2,
  channels: 1,
  values: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  norms: Float32Array.of(1, 2, 3, 4),
  meanActivations: Float32Array.of(5, 6, 7, 8),
};

describe('the first units', () => {
  it('keep their own numbers', () => {
    expect(firstUnits(filters, 2)).toMatchObject({ layer: 1, units: 2, values: Float32Array.of(1, 2, 3, 4) });
    expect(firstUnits(filters, 2).norms).toEqual(Float32Array.of(1, 2));
    expect(firstUnits(filters, 9)).toBe(filters);
  });

  it('are as many as fit with gaps between them, and one at least', () => {
    const large = { units: 256, width: 28, height: 28 };
    expect(unitsThatFit(large, { width: 238, height: 204 })).toBe(42);
    expect(unitsThatFit(large, { width: 10, height: 10 })).toBe(1);
    expect(unitsThatFit({ ...large, units: 9 }, { width: 2000, height: 2000 })).toBe(9);
  });
});
