/** Histograms of several arms share one axis and lose nothing by it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonRange, logLevel, sharesOver } from './activity-bins';

const histogram = fc.record({
  power: fc.integer({ min: -6, max: 8 }),
  negative: fc.boolean(),
  counts: fc.array(fc.nat(1000), { minLength: 64, maxLength: 64 }),
});

function made({ power, negative, counts }: { power: number; negative: boolean; counts: number[] }) {
  const to = 2 ** power;
  return { from: negative ? -to : 0, to, counts: Uint32Array.from(counts) };
}

describe('histograms on one axis', () => {
  it('keep every count, wherever it lay', () => {
    fc.assert(
      fc.property(fc.array(histogram, { minLength: 1, maxLength: 8 }), (drawn) => {
        const all = drawn.map(made);
        const range = commonRange(all);
        for (const each of all) {
          const total = each.counts.reduce((sum, count) => sum + count, 0);
          const shares = sharesOver(each, range);
          expect(shares).toHaveLength(64);
          expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(total === 0 ? 0 : 1, 9);
        }
      }),
    );
  });

  it('move to the bins that their values belong to', () => {
    const counts = new Uint32Array(64);
    [counts[0], counts[63]] = [1, 3];
    const shares = sharesOver({ from: 0, to: 1, counts }, { from: -2, to: 2 });
    // Bins of 1/16: 0 begins the 33rd, what is just below 1 lies in the 48th.
    expect(shares[32]).toBeCloseTo(0.25);
    expect(shares[47]).toBeCloseTo(0.75);
  });

  it('stand on a logarithmic axis of four decades', () => {
    expect([0, 1e-4, 1e-2, 1].map(logLevel)).toEqual([0, 0, 0.5, 1]);
  });
});
