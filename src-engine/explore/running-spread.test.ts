/** Mean and deviation of rows, worked by hand. */
import { describe, expect, test } from 'vitest';
import { createRunningSpread } from './running-spread';

describe('a running spread', () => {
  test('is the mean and the deviation of a sample, column by column', () => {
    const spread = createRunningSpread(2);
    for (const row of [
      [1, 5],
      [2, 5],
      [6, 5],
    ])
      spread.add(Float64Array.from(row));
    const { pictures, mean, deviation } = spread.now();
    expect(pictures).toBe(3);
    expect([...mean]).toEqual([3, 5]);
    // (4 + 1 + 9) / 2 = 7
    expect(deviation[0]).toBeCloseTo(Math.sqrt(7), 12);
    expect(deviation[1]).toBe(0);
  });

  test('has no mean without a row, and no deviation with one', () => {
    const spread = createRunningSpread(1);
    expect(spread.now()).toEqual({ pictures: 0, mean: Float64Array.of(NaN), deviation: Float64Array.of(0) });
    spread.add(Float64Array.of(0.25));
    expect(spread.now()).toEqual({ pictures: 1, mean: Float64Array.of(0.25), deviation: Float64Array.of(0) });
  });

  test('hands out numbers that later rows leave alone', () => {
    const spread = createRunningSpread(1);
    spread.add(Float64Array.of(1));
    const early = spread.now();
    spread.add(Float64Array.of(3));
    expect(early.mean[0]).toBe(1);
    expect(spread.now().mean[0]).toBe(2);
  });
});
