/** The app's only import of chart.js: the parts that line charts need, and direct labels at the ends of lines. */
import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type ChartConfiguration,
  type Plugin,
} from 'chart.js';

export interface ChartPoint {
  readonly x: number;
  readonly y: number;
}

export interface Series {
  readonly label: string;
  /** Token that holds its colour, e.g. `--a`. */
  readonly colorToken: string;
  readonly points: readonly ChartPoint[];
  /** Lengths of strokes and gaps in px; a whole line where nothing is said. */
  readonly dash?: readonly number[];
  /** Of the line in px. */
  readonly widthPx?: number;
  /** Lower and upper edge of a band around the line, over the same x: how far what it is a mean of spreads. */
  readonly band?: { readonly low: readonly ChartPoint[]; readonly high: readonly ChartPoint[] };
  /** A thin line without a label: the noise behind the means. */
  readonly background?: boolean;
}

const labelHeightPx = 13;

/** Writes each line's name at its end; names that would touch are pushed apart. */
const directLabels: Plugin<'line'> = {
  id: 'directLabels',
  afterDatasetsDraw(chart) {
    const labels = chart.data.datasets
      .map((dataset, index) => ({ dataset, end: chart.getDatasetMeta(index).data.at(-1) }))
      .filter(({ dataset, end }) => end !== undefined && dataset.label !== '')
      .map(({ dataset, end }) => ({
        text: dataset.label ?? '',
        color: typeof dataset.borderColor === 'string' ? dataset.borderColor : '',
        x: end?.x ?? 0,
        y: end?.y ?? 0,
      }))
      .sort((first, second) => first.y - second.y);
    const { ctx, chartArea } = chart;
    ctx.save();
    ctx.font = `500 11px ${getComputedStyle(chart.canvas).fontFamily}`;
    ctx.textBaseline = 'middle';
    let lowest = chartArea.top;
    for (const label of labels) {
      const y = Math.max(label.y, lowest + labelHeightPx / 2);
      lowest = y + labelHeightPx / 2;
      const width = ctx.measureText(label.text).width;
      const outside = label.x + 6 + width <= chart.width;
      ctx.fillStyle = label.color;
      ctx.textAlign = outside ? 'left' : 'right';
      ctx.fillText(label.text, outside ? label.x + 6 : chart.width - 2, outside ? y : y - labelHeightPx);
    }
    ctx.restore();
  },
};

Chart.register(
  Filler,
  LineController,
  LineElement,
  PointElement,
  LinearScale,
  LogarithmicScale,
  directLabels,
);

export { Chart };
export type LineConfiguration = ChartConfiguration<'line', { x: number; y: number }[]>;
