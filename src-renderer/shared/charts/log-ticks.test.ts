/** A logarithmic axis can be read whatever part of it is shown: round values, enough of them, none over another. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logTicks } from './log-ticks';

describe('logTicks', () => {
  it('stands at decades over a wide range, and leaves some out where they would crowd', () => {
    expect(logTicks({ min: 1e-4, max: 1 }, 5)).toEqual([0.0001, 0.001, 0.01, 0.1, 1]);
    expect(logTicks({ min: 1e-8, max: 1 }, 5)).toEqual([1e-8, 1e-6, 1e-4, 0.01, 1]);
  });

  it('stands at 1, 2 and 5 within a few decades, and at equal steps within a part of one', () => {
    expect(logTicks({ min: 0.9, max: 110 }, 8)).toEqual([1, 2, 5, 10, 20, 50, 100]);
    expect(logTicks({ min: 0.41, max: 0.63 }, 6)).toEqual([0.45, 0.5, 0.55, 0.6]);
  });

  it('has no marks between epochs', () => {
    expect(logTicks({ min: 2.1, max: 4.9 }, 8, true)).toEqual([3, 4]);
  });

  it('leaves at least two values to read by, with room between them, wherever one looks', () => {
    const exponent = fc.double({ min: -9, max: 6, noNaN: true });
    const length = fc.double({ min: 0.01, max: 12, noNaN: true });
    fc.assert(
      fc.property(exponent, length, fc.integer({ min: 4, max: 9 }), (low, decades, most) => {
        const range = { min: 10 ** low, max: 10 ** (low + decades) };
        const ticks = logTicks(range, most);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        const places = ticks.map((tick) => (Math.log10(tick) - low) / decades);
        expect(places[0]).toBeGreaterThanOrEqual(-1e-9);
        expect(places.at(-1)).toBeLessThanOrEqual(1 + 1e-9);
        places.slice(1).forEach((place, index) => {
          expect(place - (places[index] ?? 0)).toBeGreaterThanOrEqual(0.65 / most - 1e-6);
        });
      }),
      { numRuns: 500 },
    );
  });
});
