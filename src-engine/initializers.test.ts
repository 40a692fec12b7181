import { describe, expect, test } from 'vitest';
import { initializeWeights } from './initializers';
import { createRandom } from './random';
import type { InitSpec } from './spec/experiment';

const fans = { fanIn: 30, fanOut: 20 };

function draw(init: InitSpec, count = 20_000): Float64Array {
  const values = new Float64Array(count + 2).fill(7);
  initializeWeights(values, { offset: 1, length: count }, fans, init, createRandom(1, 'init'));
  expect([values[0], values[count + 1]]).toEqual([7, 7]);
  return values.subarray(1, count + 1);
}

function deviation(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

describe('initial weights', () => {
  test('zeros are zeros', () => {
    expect(draw({ type: 'zeros' }).every((value) => value === 0)).toBe(true);
  });

  test.each([
    [{ type: 'glorot' }, Math.sqrt(6 / 50)],
    [{ type: 'ufldl' }, Math.sqrt(6 / 51)],
  ] as [InitSpec, number][])('%j fill [−r, r) evenly', (init, radius) => {
    const values = draw(init);
    expect(Math.max(...values)).toBeLessThan(radius);
    expect(Math.max(...values)).toBeGreaterThan(0.99 * radius);
    expect(Math.min(...values)).toBeLessThan(-0.99 * radius);
    expect(deviation(values) / (radius / Math.sqrt(3))).toBeCloseTo(1, 1);
  });

  test.each([
    [{ type: 'he' }, Math.sqrt(2 / 30)],
    [{ type: 'normal', std: 0.01 }, 0.01],
  ] as [InitSpec, number][])('%j have their standard deviation', (init, std) => {
    const values = draw(init);
    expect(deviation(values) / std).toBeCloseTo(1, 1);
    expect(values.filter((value) => Math.abs(value) > 2 * std).length / values.length).toBeCloseTo(0.0455, 2);
  });

  test('the same stream gives the same weights', () => {
    expect(draw({ type: 'he' }, 50)).toEqual(draw({ type: 'he' }, 50));
  });
});
