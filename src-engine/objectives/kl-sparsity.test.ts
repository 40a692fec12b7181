import { describe, expect, test } from 'vitest';
import { sparsityGradient, sparsityPenalty } from './kl-sparsity';

describe('KL sparsity', () => {
  test('is β Σ KL(ρ ‖ ρ̂) by hand', () => {
    // KL(0.25 ‖ 0.5) = ¼ log ½ + ¾ log 1½; KL(0.25 ‖ 0.25) = 0.
    const expected = 2 * (0.25 * Math.log(0.5) + 0.75 * Math.log(1.5));
    const spec = { rho: 0.25, beta: 2 };
    expect(sparsityPenalty(Float64Array.of(9, 0.5, 0.25), 1, 2, spec)).toBeCloseTo(expected, 12);
  });

  test('pulls each activation towards ρ by β(−ρ/ρ̂ + (1 − ρ)/(1 − ρ̂))/rows', () => {
    const values = Float64Array.of(0.5, 0.25, 0.125, 0, 0, 0);
    sparsityGradient(values, 0, 3, 3, 4, { rho: 0.25, beta: 2 });
    expect([...values.subarray(3)]).toEqual([0.5, 0, (2 * (0.75 / 0.875 - 2)) / 4]);
  });

  test('stays finite for units that are always off or always on', () => {
    const spec = { rho: 0.01, beta: 3 };
    const values = Float64Array.of(0, 1, 0, 0);
    expect(sparsityPenalty(values, 0, 2, spec)).toBeLessThan(100);
    sparsityGradient(values, 0, 2, 2, 10, spec);
    expect(values[2]).toBeLessThan(0);
    expect(values[3]).toBeGreaterThan(0);
    expect(values.every(Number.isFinite)).toBe(true);
  });
});
