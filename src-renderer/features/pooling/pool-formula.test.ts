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

/** The lines of an aligned formula. */
function linesOf(tex: string): string[] {
  return tex.replace(/\\begin\{aligned\} | \\end\{aligned\}/g, '').split(' \\\\ ');
}

describe('the numbers of a region', () => {
  it('are the set that the maximum is taken of', () => {
    expect(linesOf(numbersOf('max', 2, 1, 0))).toEqual([
      String.raw`P(1,0) &= \max\{{-}0.50,\, 1.00,\, 12.3,\, {-}7.00\}`,
      '&= 12.3',
    ]);
  });

  it('are summed and divided by their count', () => {
    expect(linesOf(numbersOf('mean', 2, 1, 0))).toEqual([
      String.raw`P(1,0) &= \tfrac{1}{4}({-}0.50 + 1.00 + 12.3 - 7.00)`,
      String.raw`&= \tfrac{5.84}{4} = 1.46`,
    ]);
  });

  it('go on over lines that begin with their sign', () => {
    const lines = linesOf(numbersOf('mean', 3, 0, 0));
    expect(lines).toHaveLength(4);
    expect(lines.slice(0, 2)).toEqual([
      String.raw`P(0,0) &= \tfrac{1}{9}(0.00 + 0.25 - 0.50 + 2.00`,
      String.raw`&\quad {}+ 3.00 + 12.3 + 0.00 + 0.00`,
    ]);
    expect(lines[2]).toBe(String.raw`&\quad {}+ 0.00)`);
  });

  it('of a large region are the first and the last', () => {
    const wide = {
      height: 5,
      width: 5,
      channels: 1,
      values: Float32Array.from({ length: 25 }, (_, at) => at),
    };
    const tex = poolingNumbers(
      'max',
      { x: 0, y: 0 },
      tracePool(wide, settings('max', 5), { x: 0, y: 0, channel: 0 }),
    );
    expect(tex).toContain(String.raw`13.0,\, \dots,\, 24.0\}`);
    expect(tex).not.toContain('14.0');
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
