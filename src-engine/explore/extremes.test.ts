import { expect, test } from 'vitest';
import { measureMap } from './extremes';

test('extremes are the first of their kind, row by row, over all channels', () => {
  const values = Float32Array.of(1, 2, 5, -3, 5, -3, 0, 4);
  const map = measureMap({ height: 2, width: 2, channels: 2, values });
  expect(map.values).toBe(values);
  expect(map.extremes).toEqual({
    smallest: { value: -3, x: 1, y: 0 },
    largest: { value: 5, x: 1, y: 0 },
  });
});

test('of a single number both are that number', () => {
  const { extremes } = measureMap({ height: 1, width: 1, channels: 1, values: Float32Array.of(-2) });
  expect(extremes.smallest).toEqual(extremes.largest);
  expect(extremes.largest).toEqual({ value: -2, x: 0, y: 0 });
});
