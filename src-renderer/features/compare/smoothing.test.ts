/** The average by hand, and what must hold for any curve. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smoothed } from './smoothing';

const line = (ys: readonly number[]) => ys.map((y, x) => ({ x, y }));

describe('smoothed', () => {
  it('is the average with weights that halve, as worked by hand for β = ½', () => {
    // (4), (4·½ + 8)/(½ + 1), (4·¼ + 8·½ + 0)/(¼ + ½ + 1)
    const got = smoothed(line([4, 8, 0]), 0.5).map(({ y }) => y);
    expect(got[0]).toBeCloseTo(4, 12);
    expect(got[1]).toBeCloseTo(20 / 3, 12);
    expect(got[2]).toBeCloseTo(20 / 7, 12);
  });

  it('changes nothing for β = 0 and leaves out what is not finite', () => {
    const points = line([1, 2]);
    expect(smoothed(points, 0)).toBe(points);
    expect(smoothed(line([1, NaN, 1]), 0.9).map(({ x }) => x)).toEqual([0, 2]);
  });

  it('stays within what it averages, and leaves a constant as it is from the first value on', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (ys, beta) => {
        const got = smoothed(line(ys), beta);
        got.forEach(({ y }, index) => {
          const seen = ys.slice(0, index + 1);
          expect(y).toBeGreaterThanOrEqual(Math.min(...seen) - 1e-6);
          expect(y).toBeLessThanOrEqual(Math.max(...seen) + 1e-6);
        });
        const constant = smoothed(line(ys.map(() => ys[0])), beta);
        constant.forEach(({ y }) => expect(y).toBeCloseTo(ys[0], 6));
      }),
    );
  });
});
