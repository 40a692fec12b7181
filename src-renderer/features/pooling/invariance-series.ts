/** The meter's curves as lines of a chart: one for each region size, the same stroke for it everywhere. */
import type { InvarianceCurve, InvarianceResult, PoolSettings } from '../../../src-engine';
import type { ChartPoint, Series } from '../../shared/charts/series';

type Kind = PoolSettings['kind'];

/** Sides of the regions that the meter compares. */
export const meterRegions = [2, 3, 4, 6, 8] as const;

/** Colour and dashes both tell the sizes apart, so that either is enough. */
const strokes: Readonly<Record<number, Pick<Series, 'colorToken' | 'dash'>>> = {
  2: { colorToken: '--a', dash: [2, 2] },
  3: { colorToken: '--b', dash: [6, 3] },
  4: { colorToken: '--c', dash: [10, 3, 2, 3] },
  6: { colorToken: '--d', dash: [14, 4] },
  8: { colorToken: '--e', dash: [] },
};

const chosenWidthPx = 2.75;

function pointsOf({ shifts }: InvarianceResult, valueAt: (index: number) => number): ChartPoint[] {
  return shifts.flatMap((x, index) => {
    const y = valueAt(index);
    return Number.isNaN(y) ? [] : [{ x, y }];
  });
}

/** Mean ± one standard deviation; a relative change is never below 0. */
function bandOf(result: InvarianceResult, { mean, deviation }: InvarianceCurve): NonNullable<Series['band']> {
  const edge = (sign: number) => (index: number) =>
    Math.max(0, (mean[index] ?? NaN) + sign * (deviation[index] ?? NaN));
  return { lo: pointsOf(result, edge(-1)), hi: pointsOf(result, edge(1)) };
}

/** E.g. `4×4`, or `before`. */
export function curveLabel({ pooling }: Pick<InvarianceCurve, 'pooling'>): string {
  return pooling === null ? 'before' : `${pooling.region}×${pooling.region}`;
}

/** How a curve is drawn, in the chart and in its legend. */
export function strokeOf(
  { pooling }: Pick<InvarianceCurve, 'pooling'>,
  chosenRegion: number,
): Pick<Series, 'label' | 'colorToken' | 'dash' | 'widthPx'> {
  const label = curveLabel({ pooling });
  if (pooling === null) return { label, colorToken: '--text', widthPx: chosenWidthPx };
  const isChosen = pooling.region === chosenRegion;
  return {
    label,
    ...(strokes[pooling.region] ?? { colorToken: '--muted' }),
    ...(isChosen ? { widthPx: chosenWidthPx } : {}),
  };
}

/** Lines of one kind of pooling beside those before it; bands around the latter and around the chosen region. */
export function invarianceSeries(result: InvarianceResult, kind: Kind, chosenRegion: number): Series[] {
  return result.curves
    .filter(({ pooling }) => pooling === null || pooling.kind === kind)
    .map((curve) => ({
      ...strokeOf(curve, chosenRegion),
      points: pointsOf(result, (index) => curve.mean[index] ?? NaN),
      ...(curve.pictures > 1 && (curve.pooling === null || curve.pooling.region === chosenRegion)
        ? { band: bandOf(result, curve) }
        : {}),
    }));
}

/**
 * The upper end of the axis that all charts of a result share: holds every line and band, and lies on a mark: a fifth,
 * above 1 a half.
 */
export function commonTop({ curves }: InvarianceResult): number {
  let largest = 0;
  for (const { mean, deviation, pictures } of curves) {
    if (pictures === 0) continue;
    mean.forEach((value, index) => (largest = Math.max(largest, value + (deviation[index] ?? 0))));
  }
  const step = largest > 1 ? 0.5 : 0.2;
  return Math.max(0.2, Math.ceil(largest / step - 1e-9) * step);
}

/** Mean change at a shift of the curve of one pooling, or before it; null where no picture counts. */
export function meanAt(
  result: InvarianceResult,
  pooling: InvarianceCurve['pooling'],
  shift: number,
): number | null {
  const curve = result.curves.find(
    (candidate) => candidate.pooling?.kind === pooling?.kind && candidate.pooling?.region === pooling?.region,
  );
  const value = curve?.mean[result.shifts.indexOf(shift)];
  return value === undefined || Number.isNaN(value) ? null : value;
}
