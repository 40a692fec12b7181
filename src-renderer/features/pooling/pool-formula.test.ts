/** Formulas with the numbers of a region: the right ones, all of them while they are few, and set by KaTeX. */
import { renderToString } from 'katex';
import { describe, expect, it } from 'vitest';
import { tracePool, type PoolSettings } from '../../../src-engine';
import { poolingFormula, poolingNumbers } from './pool-formula';

const map = {
  height: 4,
  width: 4,
  channels: 1,
  values: Float32Array.from([0, 0.25, -0.5, 1, 2, 3, 12.34, -7, 0, 0, 0, 0, 1, 1, 1, 123]),
};

function settings(kind: PoolSettings['kind'], side: number, stride = side): PoolSettings {
  return { kind, region: [side, side], stride: [stride, stride] };
}

function numbersOf(kind: PoolSettings['kind'], side: number, x: number, y: number): string {
  const place = { x, y };
  return poolingNumbers(kind, place, tracePool(map, settings(kind, side), { ...place, channel: 0 }));
}

describe('the numbers of a region', () => {
  it('are the set that the maximum is taken of', () => {
    expect(numbersOf('max', 2, 1, 0)).toBe(
      String.raw`P(1,0) = \max\{{-}0.50,\, 1.00,\, 12.3,\, {-}7.00\} = 12.3`,
    );
  });

  it('are summed and divided by their count', () => {
    expect(numbersOf('mean', 2, 1, 0)).toBe(
      String.raw`P(1,0) = \tfrac{1}{4}({-}0.50 + 1.00 + 12.3 - 7.00) = \tfrac{5.84}{4} = 1.46`,
    );
  });

  it('of a large region are the first seven and the last', () => {
    expect(numbersOf('max', 4, 0, 0)).toBe(
      String.raw`P(0,0) = \max\{0.00,\, 0.25,\, {-}0.50,\, 1.00,\, 2.00,\, 3.00,\, 12.3,\, \dots,\, 123\} = 123`,
    );
  });
});

describe('the formula', () => {
  it('says where the region begins', () => {
    expect(poolingFormula(settings('max', 3, 2))).toContain(String.raw`F(2x + m,\, 2y + n)`);
    expect(poolingFormula(settings('mean', 3, 1))).toContain(String.raw`F(x + m,\, y + n)`);
  });

  it('can be set, empty and filled', () => {
    for (const kind of ['max', 'mean'] as const) {
      for (const tex of [
        poolingFormula(settings(kind, 3)),
        numbersOf(kind, 2, 0, 0),
        numbersOf(kind, 4, 0, 0),
      ]) {
        expect(renderToString(tex, { strict: 'error', throwOnError: true })).toContain('katex');
      }
    }
  });
});
