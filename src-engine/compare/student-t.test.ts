/** Student's t against published tables and against its own density, integrated. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { studentQuantile, studentWithin } from './student-t';

/** Two-sided quantiles, to the four digits that printed tables give: [probability, degrees, t]. */
const table = [
  [0.95, 1, 12.7062],
  [0.95, 2, 4.3027],
  [0.95, 3, 3.1824],
  [0.95, 4, 2.7764],
  [0.95, 5, 2.5706],
  [0.95, 6, 2.4469],
  [0.95, 7, 2.3646],
  [0.95, 8, 2.306],
  [0.95, 9, 2.2622],
  [0.95, 10, 2.2281],
  [0.95, 15, 2.1314],
  [0.95, 20, 2.086],
  [0.95, 30, 2.0423],
  [0.95, 60, 2.0003],
  [0.95, 120, 1.9799],
  [0.9, 1, 6.3138],
  [0.9, 2, 2.92],
  [0.9, 5, 2.015],
  [0.9, 30, 1.6973],
  [0.99, 1, 63.6567],
  [0.99, 4, 4.6041],
  [0.99, 10, 3.1693],
  [0.99, 30, 2.75],
] as const;

/** ∫ of the density over [−t, t] by Simpson's rule; the constant follows from Γ((ν+1)/2)/Γ(ν/2), by its recursion. */
function integrated(t: number, degrees: number): number {
  let constant = degrees % 2 === 1 ? 1 / Math.PI : 1 / (2 * Math.SQRT2);
  for (let n = degrees % 2 === 1 ? 1 : 2; n < degrees; n += 2) {
    constant *= ((n + 1) / n) * Math.sqrt(n / (n + 2));
  }
  const density = (x: number): number => constant * (1 + (x * x) / degrees) ** (-(degrees + 1) / 2);
  const steps = 2000;
  const width = t / steps;
  let sum = density(0) + density(t);
  for (let i = 1; i < steps; i += 1) sum += density(i * width) * (i % 2 === 1 ? 4 : 2);
  return (2 * sum * width) / 3;
}

describe('studentQuantile', () => {
  it.each(table)('has the t of the tables for %d with %d degrees of freedom', (probability, degrees, t) => {
    expect(studentQuantile(probability, degrees)).toBeCloseTo(t, 4);
  });

  it('comes close to the normal distribution with many degrees of freedom', () => {
    expect(studentQuantile(0.95, 100_000)).toBeCloseTo(1.95996, 3);
  });

  it('leads back to its probability', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        (p, v) => {
          expect(studentWithin(studentQuantile(p, v), v)).toBeCloseTo(p, 10);
        },
      ),
    );
  });

  it('refuses what has no interval', () => {
    expect(() => studentQuantile(0.95, 0)).toThrow(/1 degree of freedom or more, got 0/);
    expect(() => studentQuantile(0.95, 1.5)).toThrow(/got 1.5/);
    expect(() => studentQuantile(1, 4)).toThrow(/\[0, 1\), got 1/);
    expect(() => studentQuantile(NaN, 4)).toThrow(/got NaN/);
  });
});

describe('studentWithin', () => {
  it('is the integral of the density', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 12, noNaN: true }), fc.integer({ min: 1, max: 80 }), (t, v) => {
        expect(studentWithin(t, v)).toBeCloseTo(integrated(t, v), 6);
      }),
      { numRuns: 60 },
    );
  });
});
