/** Curves become lines: the right ones, with the band that the numbers say, on one axis. */
import { describe, expect, it } from 'vitest';
import type { InvarianceCurve, InvarianceResult } from '../../../src-engine';
import { commonTop, invarianceSeries, meanAt, meterRegions, strokeOf } from './invariance-series';

function curve(
  pooling: InvarianceCurve['pooling'],
  mean: readonly number[],
  deviation: readonly number[],
  pictures = 5,
): InvarianceCurve {
  return { pooling, pictures, mean: Float64Array.from(mean), deviation: Float64Array.from(deviation) };
}

const result: InvarianceResult = {
  axis: 'x',
  shifts: [-1, 0, 1],
  pictures: 5,
  curves: [
    curve(null, [0.9, 0, 0.8], [0.1, 0, 0.1]),
    curve({ kind: 'max', region: 2 }, [0.5, 0, 0.25], [0.5, 0, 0.5]),
    curve({ kind: 'mean', region: 2 }, [0.4, 0, 0.3], [0.1, 0, 0.1]),
    curve({ kind: 'max', region: 4 }, [0.2, 0, 0.1], [0.1, 0, 0.1]),
    curve({ kind: 'mean', region: 4 }, [NaN, NaN, NaN], [0, 0, 0], 0),
  ],
};

describe('invarianceSeries', () => {
  it('gives the line before pooling and those of one kind', () => {
    const series = invarianceSeries(result, 'max', 2);
    expect(series.map(({ label }) => label)).toEqual(['before', '2×2', '4×4']);
    expect(series[1].points).toEqual([
      { x: -1, y: 0.5 },
      { x: 0, y: 0 },
      { x: 1, y: 0.25 },
    ]);
  });

  it('gives bands of one deviation, not below 0, to the chosen region and before pooling', () => {
    const [before, two, four] = invarianceSeries(result, 'max', 2);
    expect(before.band?.hi.map(({ y }) => y)).toEqual([1, 0, 0.9]);
    expect(two.band?.lo.map(({ y }) => y)).toEqual([0, 0, 0]);
    expect(two.band?.hi.map(({ y }) => y)).toEqual([1, 0, 0.75]);
    expect(four.band).toBeUndefined();
  });

  it('draws nothing where no picture counts, and no band for one picture', () => {
    expect(invarianceSeries(result, 'mean', 4)[2]?.points).toEqual([]);
    const single = { ...result, curves: [curve(null, [1, 0, 1], [0, 0, 0], 1)] };
    expect(invarianceSeries(single, 'max', 2)[0]?.band).toBeUndefined();
  });
});

describe('strokes', () => {
  it('differ in colour and in dashes for every region', () => {
    const strokes = meterRegions.map((region) => strokeOf({ pooling: { kind: 'max', region } }, 0));
    expect(new Set(strokes.map(({ colorToken }) => colorToken)).size).toBe(meterRegions.length);
    expect(new Set(strokes.map(({ dash }) => dash?.join())).size).toBe(meterRegions.length);
  });
});

describe('commonTop', () => {
  it('holds every band, in fifths, above 1 in halves', () => {
    expect(commonTop(result)).toBe(1);
    const wide = { ...result, curves: [curve(null, [1, 0, 1.01], [0, 0, 0])] };
    expect(commonTop(wide)).toBe(1.5);
    const low = { ...result, curves: [curve(null, [0.5, 0, 0.41], [0.05, 0, 0])] };
    expect(commonTop(low)).toBeCloseTo(0.6, 12);
    expect(commonTop({ ...result, curves: [] })).toBe(0.2);
  });
});

describe('meanAt', () => {
  it('finds the curve of a pooling, or that before it', () => {
    expect(meanAt(result, null, 1)).toBe(0.8);
    expect(meanAt(result, { kind: 'mean', region: 2 }, -1)).toBe(0.4);
    expect(meanAt(result, { kind: 'mean', region: 4 }, 1)).toBeNull();
    expect(meanAt(result, { kind: 'mean', region: 2 }, 7)).toBeNull();
  });
});
