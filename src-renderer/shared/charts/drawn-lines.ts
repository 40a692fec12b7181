/** What a chart draws of its series: their points thinned to what the picture can show, in the theme's colours. */
import { token } from '../canvas/theme';
import type { Range } from './axis-range';
import type { LineChartProps, Shown } from './chart-config';
import { decimate } from './points';
import type { ChartPoint, Series } from './series';

export interface DrawnLine {
  /** Empty where it has none. */
  readonly name: string;
  readonly color: string;
  readonly widthPx: number;
  readonly dash: readonly number[];
  readonly points: readonly ChartPoint[];
  /** A dot: a single finished epoch is a point before it can be a line. */
  readonly isDot: boolean;
}

export interface DrawnBand {
  readonly color: string;
  readonly lo: readonly ChartPoint[];
  readonly hi: readonly ChartPoint[];
}

/** From back to front: the bands, then the lines. */
export interface Drawing {
  readonly bands: readonly DrawnBand[];
  readonly lines: readonly DrawnLine[];
}

/** Hexadecimal opacity of bands. */
const bandAlpha = '2b';
/** Points are told apart in columns this wide. */
const columnPx = 2;
const widthPx = 1.75;
/** Where the processor draws, a thin line takes a fifth of the time of a wide one: beyond so many points all lines are thin. */
const thinPx = 1;
const mostForWide = 1500;

export function drawingOf(props: LineChartProps, shown: Shown): Drawing {
  // Read once: tens of thousands of points would each ask the page's reactive properties.
  const { series, logarithmic, xLogarithmic } = props;
  const columns = Math.max(1, Math.floor(shown.widthPx / columnPx));
  // Of all points and not of those that are shown: zooming changes no line's width.
  const count = series.reduce((sum, { points, background }) => sum + (background ? 0 : points.length), 0);
  const usualPx = count > mostForWide ? thinPx : widthPx;
  return {
    bands: series.flatMap(({ band, colorToken }) =>
      band === undefined
        ? []
        : [{ color: `${token(colorToken)}${bandAlpha}`, lo: thinned(band.lo), hi: thinned(band.hi) }],
    ),
    lines: [...series]
      .sort((first, second) => Number(second.background ?? false) - Number(first.background ?? false))
      .map((line) => lineOf(line, thinned(line.points), usualPx)),
  };

  function isDrawn({ x, y }: ChartPoint): boolean {
    return Number.isFinite(y) && (!logarithmic || y > 0) && (!xLogarithmic || x > 0);
  }
  function thinned(points: readonly ChartPoint[]): readonly ChartPoint[] {
    const drawn = points.every(isDrawn) ? points : points.filter(isDrawn);
    return decimate(drawn, shown.x, columns, xLogarithmic);
  }
}

function lineOf(series: Series, points: readonly ChartPoint[], usualPx: number): DrawnLine {
  const { background = false, label, colorToken, dash = [] } = series;
  return {
    name: background ? '' : label,
    color: token(colorToken),
    widthPx: series.widthPx ?? (background ? 1 : usualPx),
    dash,
    points,
    isDot: !background && series.points.length === 1,
  };
}

/** Lowest and highest value within the range of x, of lines that pass through it between two points those beside it; null without any. */
export function extentOf({ bands, lines }: Drawing, { min, max }: Range): Range | null {
  const all = [...lines.map(({ points }) => points), ...bands.flatMap(({ lo, hi }) => [lo, hi])];
  const within = all.map((points) => points.filter(({ x }) => x >= min && x <= max));
  const counted = within.some((points) => points.length > 0) ? within : all;
  let [low, high] = [Infinity, -Infinity];
  for (const points of counted) {
    for (const { y } of points) [low, high] = [Math.min(low, y), Math.max(high, y)];
  }
  return low > high ? null : { min: low, max: high };
}
