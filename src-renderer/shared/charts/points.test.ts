/** Points are found by x, and what decimation leaves out nobody can see. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimate, nearestPoint, pointAt } from './points';
import type { ChartPoint } from './series';

const line = (ys: readonly number[]): ChartPoint[] => ys.map((y, x) => ({ x, y }));

describe('nearestPoint', () => {
  it('takes the nearer neighbour, the earlier of two equally near', () => {
    const points = line([5, 6, 7]);
    expect(nearestPoint(points, 1.4)).toEqual({ x: 1, y: 6 });
    expect(nearestPoint(points, 1.5)).toEqual({ x: 1, y: 6 });
    expect(nearestPoint(points, 1.6)).toEqual({ x: 2, y: 7 });
    expect(nearestPoint(points, -9)).toEqual({ x: 0, y: 5 });
    expect(nearestPoint([], 1)).toBeNull();
  });
});

describe('pointAt', () => {
  it('reads nothing before a line begins and after it has ended', () => {
    expect(pointAt(line([5, 6, 7]), 2.1)).toBeNull();
    expect(pointAt(line([5, 6, 7]), -0.1)).toBeNull();
    expect(pointAt(line([5, 6, 7]), 2)).toEqual({ x: 2, y: 7 });
  });
});

describe('decimate', () => {
  it('keeps the lowest and the highest of each column in their order, and the ends of the line', () => {
    const ys = [1, 9, 0, 2, 3, 3, 4, 3, 5, 3, 3, 3];
    expect(decimate(line(ys), { min: 0, max: 12 }, 2)).toEqual([
      { x: 0, y: 1 },
      { x: 1, y: 9 },
      { x: 2, y: 0 },
      { x: 7, y: 3 },
      { x: 8, y: 5 },
      { x: 11, y: 3 },
    ]);
  });

  it('gives short lines as they are, and of longer ones what the range needs', () => {
    const points = line(Array.from({ length: 50 }, (_, x) => x * x));
    expect(decimate(points, { min: 0, max: 49 }, 100)).toBe(points);
    expect(decimate(points, { min: 10.5, max: 12.5 }, 100).map(({ x }) => x)).toEqual([10, 11, 12, 13]);
  });

  it('shows a spike of a single epoch among thousands, wherever it is and however little is drawn', () => {
    const place = fc.integer({ min: 0, max: 9_999 });
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: 400 }), fc.boolean(), (spike, columns, up) => {
        const ys = Array.from({ length: 10_000 }, (_, x) => Math.sin(x));
        ys[spike] = up ? 50 : -50;
        const kept = decimate(line(ys), { min: 0, max: 9_999 }, columns);
        expect(kept).toContainEqual({ x: spike, y: ys[spike] });
      }),
      { numRuns: 50 },
    );
  });

  it('leaves the extremes of every column where they are, whatever the line', () => {
    const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), {
      minLength: 60,
      maxLength: 400,
    });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 12 }), fc.boolean(), (ys, columns, logarithmic) => {
        const points = ys.map((y, index) => ({ x: index + 1, y }));
        const range = { min: 1, max: ys.length + 1 };
        const kept = decimate(points, range, columns, logarithmic);
        // Columns begin at 0 and not at the range: there may be a part of one at either end.
        expect(kept.length).toBeLessThanOrEqual(2 * columns + 6);
        const scale = logarithmic ? Math.log : Number;
        const perUnit = columns / (scale(range.max) - scale(range.min));
        const columnOf = ({ x }: ChartPoint): number => Math.floor(scale(x) * perUnit);
        const spans = (list: readonly ChartPoint[]): Map<number, readonly number[]> => {
          const byColumn = new Map<number, number[]>();
          for (const point of list) {
            byColumn.set(columnOf(point), [...(byColumn.get(columnOf(point)) ?? []), point.y]);
          }
          return new Map(
            [...byColumn].map(([column, here]) => [column, [Math.min(...here), Math.max(...here)]]),
          );
        };
        expect(spans(kept)).toEqual(spans(points));
        expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
        expect(kept.map(({ x }) => x)).toEqual(kept.map(({ x }) => x).sort((a, b) => a - b));
      }),
    );
  });

  it('keeps the same points while the picture is panned', () => {
    const points = line(Array.from({ length: 5000 }, (_, x) => Math.sin(x * x)));
    const inMiddle = ({ x }: ChartPoint): boolean => x > 2200 && x < 2800;
    const still = decimate(points, { min: 1000, max: 4000 }, 200).filter(inMiddle);
    const panned = decimate(points, { min: 1007.25, max: 4007.25 }, 200).filter(inMiddle);
    expect(panned).toEqual(still);
  });
});
