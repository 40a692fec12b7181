/** What is drawn, in the words of chart.js: lines and bands with their points thinned out, and axes in the theme's colours. */
import { token } from '../canvas/theme';
import { formatValue } from '../text/format';
import type { Range } from './axis-range';
import type { LineConfiguration } from './chart-setup';
import { decimate } from './points';
import type { ChartPoint, EventMark, Series } from './series';

export interface LineChartProps {
  series: readonly Series[];
  /** What the chart shows, for screen readers; the first words also name its files. */
  label: string;
  /** With the unit, where there is one: `time in s`. */
  xLabel: string;
  /** 0 where nothing is said, on a logarithmic axis the smallest x above 0. */
  xMin?: number | undefined;
  xMax: number;
  /** Distance of the marks of x, where they shall not follow from the room. */
  xStep?: number | undefined;
  xLogarithmic?: boolean;
  /** Marks of x between whole numbers; without it there are none. */
  xFractions?: boolean;
  yLabel?: string | undefined;
  logarithmic?: boolean;
  /** Fixed range of y, e.g. [0, 1] for fractions. */
  yRange?: readonly [number, number] | undefined;
  percent?: boolean;
  /** What happened at places of x. */
  marks?: readonly EventMark[] | undefined;
  /** The names of lines at their ends; without them up to six lines have it, more need a legend of their own. */
  names?: boolean | undefined;
}

export interface Shown {
  readonly x: Range;
  /** Null where y follows from the points that are shown. */
  readonly y: Range | null;
  readonly isZoomed: boolean;
  /** Columns of the picture that points are told apart in. */
  readonly columns: number;
}

const namedLines = 6;
/** Hexadecimal opacity of bands. */
const bandAlpha = '2b';
/** Room for the names at the ends of finished lines, kept free from the start. */
const namesPx = 62;

export function hasNames({ names, series }: LineChartProps): boolean {
  return names ?? series.filter(({ background }) => !background).length <= namedLines;
}

/** All of x. */
export function wholeRange({ xMin, xMax, xLogarithmic, series }: LineChartProps): Range {
  if (!xLogarithmic) return { min: xMin ?? 0, max: Math.max((xMin ?? 0) + 1e-9, xMax) };
  const positive = series.flatMap(({ points }) => points.find(({ x }) => x > 0)?.x ?? []);
  const min = xMin !== undefined && xMin > 0 ? xMin : Math.min(...positive, xMax > 0 ? xMax : 1);
  return { min, max: Math.max(min * 1.01, xMax) };
}

/** Numbers along an axis and in readings of it. */
export function valueText(value: number, percent: boolean | undefined): string {
  if (percent) return `${Number((value * 100).toPrecision(4))} %`;
  return formatValue(Number(value.toPrecision(4)))
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}

type LineDataset = LineConfiguration['data']['datasets'][number];

export function lineDatasets(props: LineChartProps, shown: Shown): LineDataset[] {
  // Read once: tens of thousands of points would each ask the page's reactive properties.
  const { logarithmic, xLogarithmic } = props;
  const isDrawn = ({ x, y }: ChartPoint): boolean =>
    Number.isFinite(y) && (!logarithmic || y > 0) && (!xLogarithmic || x > 0);
  const thin = (points: readonly ChartPoint[]): ChartPoint[] => {
    const drawn = points.every(isDrawn) ? points : points.filter(isDrawn);
    return decimate(drawn, shown.x, shown.columns, xLogarithmic) as ChartPoint[];
  };
  return [
    ...props.series.flatMap(({ band, colorToken }) => (band ? bandOf(band, colorToken, thin) : [])),
    ...props.series.map((series) => lineOf(series, thin(series.points))),
  ];
}

/** Two edges without a line; what lies between them is filled. */
function bandOf(
  { lo, hi }: NonNullable<Series['band']>,
  colorToken: string,
  thin: (points: readonly ChartPoint[]) => ChartPoint[],
): LineDataset[] {
  const edge = { label: '', borderWidth: 0, pointRadius: 0, order: 2 };
  return [
    { ...edge, data: thin(lo) },
    { ...edge, data: thin(hi), fill: '-1', backgroundColor: `${token(colorToken)}${bandAlpha}` },
  ];
}

function lineOf(series: Series, data: ChartPoint[]): LineDataset {
  const color = token(series.colorToken);
  return {
    label: series.background ? '' : series.label,
    data,
    borderColor: color,
    borderWidth: series.widthPx ?? (series.background ? 1 : 1.75),
    borderDash: [...(series.dash ?? [])],
    // A single finished epoch is a point before it can be a line.
    pointRadius: !series.background && series.points.length < 2 ? 2.5 : 0,
    pointBackgroundColor: color,
    order: series.background ? 1 : 0,
  };
}

export function lineOptions(props: LineChartProps, shown: Shown): NonNullable<LineConfiguration['options']> {
  const font = { family: token('--font-num'), size: 11 };
  const ticks = { color: token('--faint'), font, maxRotation: 0, autoSkipPadding: 10 };
  const grid = { color: token('--line'), drawTicks: false, lineWidth: 1 };
  const title = { display: true, color: token('--faint'), font: { family: token('--font-ui'), size: 11 } };
  const text = (value: number | string): string =>
    valueText(Number(Number(value).toPrecision(3)), props.percent);
  const bounds = shown.y ?? (props.yRange ? { min: props.yRange[0], max: props.yRange[1] } : {});
  const steps =
    props.xStep === undefined || shown.isZoomed ? { maxTicksLimit: 6 } : { stepSize: props.xStep };
  return {
    animation: false,
    responsive: false,
    maintainAspectRatio: false,
    parsing: false,
    normalized: true,
    events: [],
    layout: { padding: { right: hasNames(props) ? namesPx : 10, top: 6 } },
    datasets: { line: { tension: 0, borderJoinStyle: 'round' } },
    scales: {
      x: {
        type: props.xLogarithmic ? 'logarithmic' : 'linear',
        ...shown.x,
        ticks: {
          ...ticks,
          ...steps,
          padding: 4,
          // Ends of what is shown after zooming are no round numbers.
          includeBounds: !shown.isZoomed,
          ...(props.xFractions || props.xLogarithmic ? {} : { precision: 0 }),
          ...(props.xLogarithmic ? { callback: (value) => valueText(Number(value), false) } : {}),
        },
        grid: { display: false },
        border: { color: token('--line') },
        title: { ...title, text: props.xLabel, padding: 0 },
      },
      y: {
        type: props.logarithmic ? 'logarithmic' : 'linear',
        ...bounds,
        ticks: { ...ticks, maxTicksLimit: 5, padding: 6, callback: text, includeBounds: false },
        grid,
        border: { display: false },
        ...(props.yLabel === undefined ? {} : { title: { ...title, text: props.yLabel, padding: 0 } }),
      },
    },
  };
}
