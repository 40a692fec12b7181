/** The grid fills its area at whole scales. */
import { describe, expect, it } from 'vitest';
import { layoutGrid, tileAt, tileCorner, type GridQuestion } from './grid-layout';

const hundred: GridQuestion = {
  tiles: 100,
  tileWidthPx: 10,
  tileHeightPx: 10,
  areaWidthPx: 620,
  areaHeightPx: 560,
  gapPx: 3,
  maxScale: 40,
};

describe('layoutGrid', () => {
  it('takes the square when the area is nearly square', () => {
    expect(layoutGrid(hundred)).toMatchObject({ columns: 10, rows: 10, scale: 5 });
  });

  it('gives up the square for a larger scale in a wide area', () => {
    const wide = layoutGrid({ ...hundred, areaWidthPx: 1200, areaHeightPx: 560 });
    expect(wide.scale).toBeGreaterThan(5);
    expect(wide.columns).toBeGreaterThan(wide.rows);
    expect(wide.columns * wide.rows).toBeGreaterThanOrEqual(100);
  });

  it('never exceeds the area while a scale of one fits', () => {
    for (let side = 150; side < 1400; side += 37) {
      const layout = layoutGrid({ ...hundred, areaWidthPx: side, areaHeightPx: side });
      expect(layout.widthPx).toBeLessThanOrEqual(side);
      expect(layout.heightPx).toBeLessThanOrEqual(side);
    }
  });

  it('keeps a scale of one and grows downwards when nothing fits', () => {
    const layout = layoutGrid({ ...hundred, tiles: 5000, areaWidthPx: 300, areaHeightPx: 100 });
    expect(layout.scale).toBe(1);
    expect(layout.widthPx).toBeLessThanOrEqual(300);
    expect(layout.heightPx).toBeGreaterThan(100);
  });
});

describe('tileAt', () => {
  const layout = layoutGrid(hundred);

  it('finds the first and the last tile at their corners', () => {
    expect(tileAt(layout, hundred, 4, 4)).toBe(0);
    expect(tileAt(layout, hundred, layout.widthPx - 4, layout.heightPx - 4)).toBe(99);
  });

  it('finds nothing where the last row has no tile', () => {
    const odd = { ...hundred, tiles: 95 };
    expect(tileAt(layout, odd, layout.widthPx - 4, layout.heightPx - 4)).toBeNull();
  });
});

describe('tileCorner', () => {
  it('is the corner that tileAt finds the same tile at', () => {
    const layout = layoutGrid(hundred);
    for (let place = 0; place < hundred.tiles; place++) {
      const { leftPx, topPx } = tileCorner(layout, hundred, place);
      expect(tileAt(layout, hundred, leftPx, topPx)).toBe(place);
    }
    expect(tileCorner(layout, hundred, 11)).toEqual({ leftPx: 3 + 53, topPx: 3 + 53 });
  });
});
