/** Zooming keeps what lies under the pointer, nothing leaves the axis, and all of it comes back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { between, panned, zoomed } from './axis-range';

const full = { min: 0, max: 100 };

describe('zoomed', () => {
  it('keeps the value under the pointer at its place', () => {
    expect(zoomed(full, full, 25, 0.5)).toEqual({ min: 12.5, max: 62.5 });
    expect(zoomed(full, full, 0, 0.1)).toEqual({ min: 0, max: 10 });
  });

  it('keeps ratios on a logarithmic axis', () => {
    const range = zoomed({ min: 1, max: 10_000 }, { min: 1, max: 10_000 }, 100, 0.5, true);
    expect(range?.min).toBeCloseTo(10, 9);
    expect(range?.max).toBeCloseTo(1000, 9);
  });

  it('shows the whole axis again when it is zoomed out far enough', () => {
    expect(zoomed({ min: 40, max: 90 }, full, 50, 2)).toBeNull();
    expect(zoomed({ min: 0, max: 40 }, full, 40, 2)).toEqual({ min: 0, max: 80 });
  });

  it('never leaves the axis and never shows nothing', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const steps = fc.array(fc.tuple(share, fc.double({ min: 0.01, max: 3, noNaN: true })), { maxLength: 30 });
    fc.assert(
      fc.property(steps, (all) => {
        let range = full;
        for (const [at, factor] of all) {
          const value = range.min + at * (range.max - range.min);
          range = zoomed(range, full, value, factor) ?? full;
          expect(range.min).toBeGreaterThanOrEqual(full.min);
          expect(range.max).toBeLessThanOrEqual(full.max + 1e-9);
          expect(range.max - range.min).toBeGreaterThan(0.0099);
        }
      }),
    );
  });
});

describe('panned', () => {
  it('moves by a share of what is shown and stops at the ends', () => {
    expect(panned({ min: 20, max: 40 }, full, 0.5)).toEqual({ min: 30, max: 50 });
    expect(panned({ min: 20, max: 40 }, full, -3)).toEqual({ min: 0, max: 20 });
    expect(panned({ min: 70, max: 90 }, full, 1)).toEqual({ min: 80, max: 100 });
  });
});

describe('between', () => {
  it('orders the ends and keeps them on the axis', () => {
    expect(between(60, -5, full)).toEqual({ min: 0, max: 60 });
  });

  it('is nothing where nothing or everything is chosen', () => {
    expect(between(50, 50, full)).toBeNull();
    expect(between(-1, 101, full)).toBeNull();
  });
});
