/** Histograms whose range grows: every number is counted, in the bin that holds it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UnitHistograms } from './unit-histograms';

describe('unit histograms', () => {
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });

  test('count every number, and as many below each edge as there are', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 200 }), (values) => {
        const histograms = new UnitHistograms(2, null);
        for (const value of values) histograms.add(1, value);
        const { from, to, counts } = histograms.histogram(1);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
        const width = (to - from) / counts.length;
        const slack = 1e-9 * Math.max(1, Math.abs(from), Math.abs(to));
        expect(Math.min(...values)).toBeGreaterThanOrEqual(from - slack);
        expect(Math.max(...values)).toBeLessThanOrEqual(to + slack);
        let below = 0;
        counts.forEach((count, bin) => {
          below += count;
          const edge = from + (bin + 1) * width;
          expect(below).toBeGreaterThanOrEqual(values.filter((value) => value < edge - slack).length);
          expect(below).toBeLessThanOrEqual(values.filter((value) => value <= edge + slack).length);
        });
        expect(histograms.histogram(0)).toEqual({ from: 0, to: 0, counts: [] });
      }),
    );
  });

  test('keep a range they are given, with both its ends', () => {
    const histograms = new UnitHistograms(1, [0, 1]);
    for (const value of [0, 1, 0.5, 0.999]) histograms.add(0, value);
    const { from, to, counts } = histograms.histogram(0);
    expect([from, to, counts.length]).toEqual([0, 1, 64]);
    expect([counts[0], counts[32], counts[63]]).toEqual([1, 1, 2]);
  });

  test('put equal numbers into one bin', () => {
    const histograms = new UnitHistograms(1, null);
    for (let i = 0; i < 5; i += 1) histograms.add(0, 0.25);
    expect(histograms.histogram(0)).toEqual({ from: 0.25, to: 0.25, counts: [5] });
  });
});
