/** Intervals worked by hand, and what holds for any values. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandOverEpochs, meanInterval, pairedDifference } from './intervals';

// Without −0, which is equal to 0 and only looks different.
const value = fc.double({ min: -1000, max: 1000, noNaN: true }).map((one) => (one === 0 ? 0 : one));
const values = fc.array(value, { minLength: 2, maxLength: 20 });
const half = (ci95: readonly [number, number] | null | undefined): number =>
  ci95 == null ? NaN : (ci95[1] - ci95[0]) / 2;

describe('meanInterval', () => {
  it('is mean ± t·s/√n, worked by hand', () => {
    // Mean 3, s² = (4 + 1 + 0 + 1 + 4)/4 = 2.5, t = 2.7764: half = 2.7764·√(2.5/5).
    const interval = meanInterval([1, 2, 3, 4, 5]);
    expect(interval).toMatchObject({ mean: 3, n: 5 });
    expect(half(interval?.ci95)).toBeCloseTo(2.7764 * Math.SQRT1_2, 4);
  });

  it('needs two values for an interval and one for a mean', () => {
    expect(meanInterval([])).toBeNull();
    expect(meanInterval([7])).toEqual({ mean: 7, ci95: null, n: 1 });
    // s = √2/2·2, t = 12.7062: half = 12.7062·(√2/√2).
    expect(half(meanInterval([6, 8])?.ci95)).toBeCloseTo(12.7062, 4);
  });

  it('has no width where all values are equal, exactly', () => {
    fc.assert(
      fc.property(value, fc.integer({ min: 2, max: 30 }), (same, n) => {
        expect(meanInterval(new Array<number>(n).fill(same))).toEqual({ mean: same, ci95: [same, same], n });
      }),
    );
  });

  it('lies around a mean between the smallest and the largest value, whatever their order', () => {
    fc.assert(
      fc.property(values, (list) => {
        const interval = meanInterval(list);
        const { mean, ci95 } = interval!;
        expect(mean).toBeGreaterThanOrEqual(Math.min(...list));
        expect(mean).toBeLessThanOrEqual(Math.max(...list));
        expect(ci95![0]).toBeLessThanOrEqual(mean);
        expect(ci95![1]).toBeGreaterThanOrEqual(mean);
        expect(meanInterval([...list].reverse())?.mean).toBeCloseTo(mean, 8);
      }),
    );
  });

  it('moves with its values and grows with their unit', () => {
    fc.assert(
      fc.property(values, value, fc.double({ min: 0.1, max: 10, noNaN: true }), (list, shift, scale) => {
        const before = meanInterval(list)!;
        const after = meanInterval(list.map((one) => one * scale + shift))!;
        expect(after.mean).toBeCloseTo(before.mean * scale + shift, 6);
        expect(half(after.ci95)).toBeCloseTo(half(before.ci95) * scale, 6);
      }),
    );
  });

  it('covers the true mean of normal values at about 95 of 100 draws', () => {
    let state = 12345;
    const uniform = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state + 0.5) / 2 ** 32;
    };
    const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    const draws = 4000;
    let covered = 0;
    for (let draw = 0; draw < draws; draw += 1) {
      const { ci95 } = meanInterval([normal(), normal(), normal(), normal(), normal()])!;
      if (ci95![0] <= 0 && ci95![1] >= 0) covered += 1;
    }
    expect(covered / draws).toBeGreaterThan(0.94);
    expect(covered / draws).toBeLessThan(0.96);
  });

  it('refuses values that are none', () => {
    expect(() => meanInterval([1, NaN])).toThrow(/finite values, got NaN/);
    expect(() => meanInterval([Infinity])).toThrow(/got Infinity/);
  });
});

describe('pairedDifference', () => {
  it('is made over the seeds that both have, b minus a', () => {
    const a = [
      { seed: 3, value: 0.9 },
      { seed: 1, value: 0.5 },
      { seed: 8, value: 0 },
    ];
    const b = [
      { seed: 1, value: 0.75 },
      { seed: 2, value: 1 },
      { seed: 3, value: 1.4 },
    ];
    const difference = pairedDifference(a, b);
    expect(difference).toMatchObject({ n: 2, seeds: [1, 3] });
    expect(difference?.mean).toBeCloseTo(0.375, 12);
    expect(pairedDifference(a, [])).toBeNull();
  });

  it('does not feel what a seed does to both sides', () => {
    const seeds = fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(seeds, fc.func(value), value, (list, ofSeed, step) => {
        const a = list.map((seed) => ({ seed, value: ofSeed(seed) }));
        const b = a.map((one) => ({ seed: one.seed, value: one.value + step }));
        const { mean, ci95 } = pairedDifference(a, b)!;
        expect(mean).toBeCloseTo(step, 8);
        expect(half(ci95)).toBeCloseTo(0, 8);
      }),
    );
  });

  it('changes its sign with its sides', () => {
    const side = fc.uniqueArray(fc.record({ seed: fc.nat(20), value }), { selector: ({ seed }) => seed });
    fc.assert(
      fc.property(side, side, (a, b) => {
        const there = pairedDifference(a, b);
        const back = pairedDifference(b, a);
        expect(back?.seeds).toEqual(there?.seeds);
        if (there === null || back === null) return;
        expect(back.mean + there.mean).toBeCloseTo(0, 9);
        if (there.ci95 !== null) expect(back.ci95![0]).toBeCloseTo(-there.ci95[1], 8);
      }),
    );
  });
});

describe('bandOverEpochs', () => {
  const curve = (...numbers: number[]) => numbers.map((one, index) => ({ epoch: index + 1, value: one }));

  it('takes at each epoch the runs that have come so far', () => {
    const band = bandOverEpochs([curve(1, 2, 4), curve(3, 4)]);
    expect(band.map(({ epoch, mean, n }) => [epoch, mean, n])).toEqual([
      [1, 2, 2],
      [2, 3, 2],
      [3, 4, 1],
    ]);
    expect(band[0]?.lo).toBeCloseTo(2 - 12.7062, 4);
    expect(band[0]?.hi).toBeCloseTo(2 + 12.7062, 4);
    expect(band[2]).toMatchObject({ lo: null, hi: null });
  });

  it('leaves out what is not finite', () => {
    expect(bandOverEpochs([curve(NaN, 2), curve(5, Infinity)]).map(({ mean, n }) => [mean, n])).toEqual([
      [5, 1],
      [2, 1],
    ]);
    expect(bandOverEpochs([])).toEqual([]);
  });
});
