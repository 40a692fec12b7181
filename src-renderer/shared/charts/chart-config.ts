/** What a chart can be told, and its axes in the words of chart.js and the theme's colours. */
import type { Scale } from 'chart.js';
import { token } from '../canvas/theme';
import { formatCount, formatValue } from '../text/format';
import type { Range } from './axis-range';
import type { LineConfiguration } from './chart-setup';
import { logTicks } from './log-ticks';
import type { EventMark, Series } from './series';

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
  /** Of the picture. */
  readonly widthPx: number;
}

const namedLines = 6;
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
    .replace(/(\.\d*?)0+(?=e|$)/, '$1')
    .replace(/\.(?=e|$)/, '');
}

/** Room that a value needs along the axis, so that it stands apart from the next one. */
const valueWidthPx = 58;
const valueHeightPx = 30;

/** Chart.js writes 1, 2 … 9 of every decade, which crowd, or leaves out all but the decades. */
function writeLogTicks(whole: boolean): (scale: Scale) => void {
  return (scale) => {
    const room = scale.isHorizontal() ? scale.width / valueWidthPx : scale.height / valueHeightPx;
    const most = Math.max(2, Math.round(room));
    scale.ticks = logTicks({ min: scale.min, max: scale.max }, most, whole).map((value) => ({ value }));
  };
}

/** Share of a logarithmic axis that is left free beyond the lowest and the highest value. */
const logRoom = 0.03;

/** Where an axis of y begins and ends, as far as it does not follow from its marks. */
function boundsOf(props: LineChartProps, { y }: Shown, extent: Range | null): Partial<ScaleBounds> {
  if (y !== null) return y;
  if (props.yRange) return { min: props.yRange[0], max: props.yRange[1] };
  if (extent === null) return {};
  if (!props.logarithmic) return { suggestedMin: extent.min, suggestedMax: extent.max };
  const room = Math.max(1.02, (extent.max / extent.min) ** logRoom);
  return { min: extent.min / room, max: extent.max * room };
}

interface ScaleBounds extends Range {
  readonly suggestedMin: number;
  readonly suggestedMax: number;
}

/** Epochs and samples are counted, all else along x is measured. */
function placeText(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : valueText(value, false);
}

/** @param extent of the values that are shown; null where there are none */
export function lineOptions(
  props: LineChartProps,
  shown: Shown,
  extent: Range | null,
): NonNullable<LineConfiguration['options']> {
  const font = { family: token('--font-num'), size: 11 };
  const ticks = { color: token('--faint'), font, maxRotation: 0, autoSkipPadding: 10 };
  const grid = { color: token('--line'), drawTicks: false, lineWidth: 1 };
  const title = { display: true, color: token('--faint'), font: { family: token('--font-ui'), size: 11 } };
  const text = (value: number | string): string =>
    valueText(Number(Number(value).toPrecision(3)), props.percent);
  const steps =
    props.xStep === undefined || shown.isZoomed ? { maxTicksLimit: 6 } : { stepSize: props.xStep };
  return {
    animation: false,
    responsive: false,
    maintainAspectRatio: false,
    events: [],
    layout: { padding: { right: hasNames(props) ? namesPx : 10, top: 6 } },
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
          ...(props.xLogarithmic ? { autoSkip: false } : {}),
          callback: (value) => placeText(Number(value)),
        },
        ...(props.xLogarithmic ? { afterBuildTicks: writeLogTicks(!props.xFractions) } : {}),
        grid: { display: false },
        border: { color: token('--line') },
        title: { ...title, text: props.xLabel, padding: 0 },
      },
      y: {
        type: props.logarithmic ? 'logarithmic' : 'linear',
        ...boundsOf(props, shown, extent),
        ticks: {
          ...ticks,
          ...(props.logarithmic ? { autoSkip: false } : { maxTicksLimit: 5 }),
          padding: 6,
          callback: text,
          includeBounds: false,
        },
        ...(props.logarithmic ? { bounds: 'data', afterBuildTicks: writeLogTicks(false) } : {}),
        grid,
        border: { display: false },
        ...(props.yLabel === undefined ? {} : { title: { ...title, text: props.yLabel, padding: 0 } }),
      },
    },
  };
}
