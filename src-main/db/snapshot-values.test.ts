/** Packed filters look the same, take a quarter, and those of earlier versions can still be read. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilterSet } from '../../src-engine';
import { mapIndex } from '../../src-renderer/shared/canvas/diverging-map';
import { packValues, unpackValues } from './snapshot-values';

const filters = (units: number, size: number, values: readonly number[]): FilterSet => ({
  layer: 0,
  units,
  height: 1,
  width: size,
  channels: 1,
  values: Float32Array.from(values),
  norms: new Float32Array(units),
  meanActivations: new Float32Array(units),
});

const anyFilters = fc
  .record({ units: fc.integer({ min: 1, max: 5 }), size: fc.integer({ min: 1, max: 12 }) })
  .chain(({ units, size }) =>
    fc
      .array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: units * size, maxLength: units * size })
      .map((values) => filters(units, size, values)),
  );

/** Of each weight, the entry of the colour map on its unit's own scale. */
function colors(values: Float32Array, size: number): number[] {
  return Array.from(values, (value, at) => {
    const unit = Math.floor(at / size);
    const own = values.subarray(unit * size, (unit + 1) * size);
    const extreme = own.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    return mapIndex(extreme > 0 ? value / extreme : 0);
  });
}

describe('packed values', () => {
  it('are a byte a weight and four a unit, with extremes and zeros as they were', () => {
    const set = filters(2, 3, [0.5, -0.25, 0, 0, 0, 0]);
    const packed = packValues(set);
    expect(packed.length).toBe(2 * 4 + 6);
    const values = unpackValues(packed, set);
    expect([values[0], values[2]]).toEqual([0.5, 0]);
    expect(values[1]).toBeCloseTo(-0.25, 2);
    expect([...values.subarray(3)]).toEqual([0, 0, 0]);
  });

  it('are off by half a step at most, and nobody sees it', () => {
    fc.assert(
      fc.property(anyFilters, (set) => {
        const values = unpackValues(packValues(set), set);
        set.values.forEach((value, at) => {
          const unit = Math.floor(at / set.width);
          const own = set.values.subarray(unit * set.width, (unit + 1) * set.width);
          const extreme = own.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
          expect(Math.abs(values[at] - value)).toBeLessThanOrEqual(extreme / 254 + 1e-6 * extreme);
        });
        const [before, after] = [colors(set.values, set.width), colors(values, set.width)];
        // Where a value lies within rounding of the middle between two colours, either is right.
        before.forEach((color, at) => expect(Math.abs(color - after[at])).toBeLessThanOrEqual(1));
        const other = before.filter((color, at) => color !== after[at]).length;
        expect(other).toBeLessThanOrEqual(Math.ceil(before.length / 4));
      }),
    );
  });

  it('are told from plain ones by their length alone', () => {
    fc.assert(
      fc.property(anyFilters, (set) => {
        const plain = new Uint8Array(set.values.buffer);
        expect(unpackValues(plain, set)).toEqual(set.values);
        expect(packValues(set).length).not.toBe(plain.length);
      }),
    );
  });

  it('of another length are damaged', () => {
    const set = filters(2, 3, [1, 2, 3, 4, 5, 6]);
    expect(() => unpackValues(new Uint8Array(13), set)).toThrow(/13 bytes, expected 14/);
  });
});
