/** Orders of units worked out by hand, and that work without takers ends. */
import { describe, expect, it } from 'vitest';
import type { FilterSet } from '../../../src-engine';
import { byOrientation, orderUnits, unitSorts } from './unit-order';

const goOn = (): Promise<boolean> => Promise.resolve(true);

/** Gratings of norm 1 whose bars run along the given directions. */
function gratings(degrees: readonly number[], side = 8): FilterSet {
  const values = new Float32Array(degrees.length * side * side);
  degrees.forEach((angle, unit) => {
    const across = ((angle + 90) * Math.PI) / 180;
    let squares = 0;
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const value = Math.cos((Math.PI / 2) * (x * Math.cos(across) - y * Math.sin(across)) + 0.3);
        values[(unit * side + y) * side + x] = value;
        squares += value * value;
      }
    }
    for (let i = 0; i < side * side; i++) values[unit * side * side + i] /= Math.sqrt(squares);
  });
  return {
    layer: 0,
    units: degrees.length,
    height: side,
    width: side,
    channels: 1,
    values,
    norms: Float32Array.from(degrees, (_, unit) => 1 + unit),
    meanActivations: Float32Array.from(degrees, (angle) => -angle),
  };
}

describe('orderUnits', () => {
  const filters = gratings([90, 0, 135, 45]);

  it('sorts norms and activities from the largest down', async () => {
    expect([...(await orderUnits(filters, 'norm', goOn))!]).toEqual([3, 2, 1, 0]);
    expect([...(await orderUnits(filters, 'activity', goOn))!]).toEqual([1, 3, 0, 2]);
  });

  it('sorts by the direction of the bars', async () => {
    const order = await orderUnits(filters, 'orientation', goOn);
    expect([...order!].map((unit) => [90, 0, 135, 45][unit])).toEqual([0, 45, 90, 135]);
  });

  it('keeps the order of the layer by returning none', async () => {
    expect(await orderUnits(filters, 'unit', goOn)).toBeNull();
  });

  it('lays what is alike side by side, sign aside', async () => {
    const mixed = gratings([0, 90, 0, 90]);
    for (let i = 0; i < 64; i++) mixed.values[2 * 64 + i] *= -1;
    const chain = [...(await orderUnits(mixed, 'similarity', goOn))!];
    expect(chain).toEqual([3, 1, 2, 0]);
  });

  it.each(unitSorts)('gives every unit one place by %s', async (sort) => {
    const order = await orderUnits(gratings([3, 1, 4, 1, 5, 9, 2, 6]), sort, goOn);
    if (order !== null) expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(order === null).toBe(sort === 'unit');
  });

  it('ends without a result when nobody wants it any more', async () => {
    const many = gratings(Array.from({ length: 3000 }, (_, unit) => unit % 180));
    let breaths = 0;
    const stop = (): Promise<boolean> => Promise.resolve(++breaths < 2);
    expect(await orderUnits(many, 'similarity', stop)).toBeNull();
    expect(breaths).toBe(2);
  });
});

describe('byOrientation', () => {
  it('puts units without a direction last', () => {
    const order = byOrientation(Float32Array.of(Number.NaN, 170, 20, 10), Float32Array.of(0, 0.9, 0.9, 0.1));
    expect([...order]).toEqual([2, 1, 0, 3]);
  });
});
