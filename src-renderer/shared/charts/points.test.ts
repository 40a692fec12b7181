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
  it('keeps first, lowest, highest and last of each column, in order', () => {
    const ys = [1, 9, 0, 2, 3, 3, 3, 3, 3, 3, 3, 3];
    expect(decimate(line(ys), { min: 0, max: 12 }, 2)).toEqual([
      { x: 0, y: 1 },
      { x: 1, y: 9 },
      { x: 2, y: 0 },
      { x: 5, y: 3 },
      { x: 6, y: 3 },
      { x: 11, y: 3 },
    ]);
  });

  it('gives short lines as they are, and of longer ones what the range needs', () => {
    const points = line(Array.from({ length: 50 }, (_, x) => x * x));
    expect(decimate(points, { min: 0, max: 49 }, 100)).toBe(points);
    expect(decimate(points, { min: 10.5, max: 12.5 }, 100).map(({ x }) => x)).toEqual([10, 11, 12, 13]);
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
        expect(kept.length).toBeLessThanOrEqual(4 * columns + 2);
        const scale = logarithmic ? Math.log : Number;
        const columnOf = ({ x }: ChartPoint): number =>
          Math.floor(((scale(x) - scale(1)) / (scale(range.max) - scale(1))) * columns);
        for (let column = 0; column < columns; column++) {
          const spanOf = (list: readonly ChartPoint[]): number[] => {
            const here = list.filter((point) => columnOf(point) === column).map(({ y }) => y);
            return here.length === 0 ? [] : [here[0], Math.min(...here), Math.max(...here), here.at(-1) ?? 0];
          };
          expect(spanOf(kept)).toEqual(spanOf(points));
        }
        expect(kept.map(({ x }) => x)).toEqual(kept.map(({ x }) => x).sort((a, b) => a - b));
      }),
    );
  });
});
