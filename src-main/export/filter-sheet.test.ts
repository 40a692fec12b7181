/** The sheet shows each weight in the right place and colour. */
import { describe, expect, it } from 'vitest';
import type { FilterSet } from '../../src-engine';
import { drawFilterSheet, type Sheet } from './filter-sheet';

function filters(
  units: number,
  height: number,
  width: number,
  channels: number,
  values: number[],
): FilterSet {
  const zeros = new Float32Array(units);
  return {
    layer: 0,
    units,
    height,
    width,
    channels,
    values: Float32Array.from(values),
    norms: zeros,
    meanActivations: zeros,
  };
}

function pixel({ pixels, widthPx }: Sheet, x: number, y: number): string {
  return Buffer.from(pixels.subarray((y * widthPx + x) * 3, (y * widthPx + x) * 3 + 3)).toString('hex');
}

const [low, zero, high, ground] = ['2159a5', 'f5f3ee', 'b23f12', '0f1214'];

describe('drawFilterSheet', () => {
  it('is blue at the lowest, white at zero, orange at the highest, and crisp between', () => {
    const sheet = drawFilterSheet(filters(1, 1, 3, 1, [-2, 0, 2]));
    expect([sheet.widthPx, sheet.heightPx]).toEqual([3 * 12 + 8, 12 + 8]);
    const row = Array.from({ length: sheet.widthPx }, (_, x) => pixel(sheet, x, 10));
    const times = (color: string, count: number): string[] => Array.from({ length: count }, () => color);
    expect(row).toEqual([
      ...times(ground, 4),
      ...times(low, 12),
      ...times(zero, 12),
      ...times(high, 12),
      ...times(ground, 4),
    ]);
  });

  it('gives each unit its own scale, with zero always white', () => {
    const sheet = drawFilterSheet(filters(2, 1, 2, 1, [0, 1, 0, -0.001]));
    const colors = new Set(
      Array.from({ length: sheet.widthPx * sheet.heightPx }, (_, i) =>
        pixel(sheet, i % sheet.widthPx, Math.floor(i / sheet.widthPx)),
      ),
    );
    expect([...colors].sort()).toEqual([ground, zero, low, high].sort());
  });

  it('draws a unit without weights as white, and places without a unit as ground', () => {
    const sheet = drawFilterSheet(
      filters(
        3,
        2,
        2,
        1,
        Array.from({ length: 12 }, () => 0),
      ),
    );
    expect(pixel(sheet, 5, 5)).toBe(zero);
    expect(pixel(sheet, sheet.widthPx - 6, sheet.heightPx - 6)).toBe(ground);
  });

  it('shows colour filters in their colours around grey', () => {
    const sheet = drawFilterSheet(filters(1, 1, 1, 3, [1, -1, 0]));
    expect(pixel(sheet, 8, 8)).toBe('ff0080');
  });

  it('grows rather than drop a weight when there are very many', () => {
    const sheet = drawFilterSheet(
      filters(
        400,
        100,
        100,
        1,
        Array.from({ length: 4_000_000 }, () => 0.1),
      ),
    );
    expect(sheet.widthPx).toBe(20 * 104 + 4);
  });
});
