import { describe, expect, it } from 'vitest';
import { measureSlope } from './slope';

const rule = { epsilon: 1e-4, tolerance: 1e-7, scale: 1e-3 };
const relu = (x: number): number => Math.max(0, x);

describe('a slope by differences', () => {
  it('stands where the function is smooth', () => {
    const slope = measureSlope((shift) => Math.exp(1 + shift), Math.E, rule);
    expect(slope.kind).toBe('smooth');
    expect(slope.numeric).toBeCloseTo(Math.E, 7);
  });

  it('is taken closer by where a kink lies within ε', () => {
    const slope = measureSlope((shift) => 3 * relu(5e-5 + shift) + (1 + shift) ** 2, 5, rule);
    expect(slope.kind).toBe('nearKink');
    expect(slope.numeric).toBeCloseTo(5, 6);
  });

  it.each([0, 0.25, 1])('does not exist on a kink, where %f of the jump is as good as any', (part) => {
    expect(measureSlope((shift) => 3 * relu(shift) + shift * shift, 3 * part, rule).kind).toBe('onKink');
  });

  it('is not excused by a kink that does not reach the analytic value', () => {
    const slope = measureSlope((shift) => 3 * relu(shift), 4, rule);
    expect(slope).toEqual({ kind: 'smooth', numeric: expect.closeTo(1.5, 6) as number });
  });

  it.each([1.001, 0, -1])('shows that %f times the slope of a smooth function is wrong', (factor) => {
    for (const at of [-2, 0.3, 1]) {
      const smooth = (shift: number): number => Math.sin(at + shift) + 40 * (at + shift) ** 2;
      const right = Math.cos(at) + 80 * at;
      const { kind, numeric } = measureSlope(smooth, factor * right, rule);
      expect(kind).toBe('smooth');
      expect(numeric / right).toBeCloseTo(1, 6);
    }
  });

  it('is not excused near a kink either', () => {
    const slope = measureSlope((shift) => 3 * relu(5e-5 + shift) + (1 + shift) ** 2, 4.9, rule);
    expect(slope.kind).toBe('smooth');
    expect(Math.abs(slope.numeric - 4.9)).toBeGreaterThan(0.01);
  });
});
