/** Curves over the epochs of a run as a drawing: axes with words, each line named at its end and told by more than its colour. */
import { html, nothing, type Markup } from './html';
import { figure, linearTicks, logarithmicTicks } from './numbers';

export interface Curve {
  readonly name: string;
  /** The line's look in the style sheet: `a`, `b` … */
  readonly stroke: 'a' | 'b' | 'c';
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface CurvesChart {
  readonly title: string;
  readonly curves: readonly Curve[];
  /** Numbers of the vertical axis in words. */
  readonly format?: (value: number) => string;
  /** Draws ratios as distances where the curves span more than so many times their smallest value. */
  readonly mayBeLogarithmic: boolean;
  /** Places on the epoch axis where settings were changed. */
  readonly marks: readonly number[];
}

const WIDTH = 880;
const HEIGHT = 250;
const PLOT = { left: 62, right: 96, top: 14, bottom: 40 } as const;
const PLOT_WIDTH = WIDTH - PLOT.left - PLOT.right;
const PLOT_HEIGHT = HEIGHT - PLOT.top - PLOT.bottom;
const LABEL_PX = 15;
/** More points than pixels are drawn as the extremes of pieces. */
const MOST_POINTS = 700;
const LOGARITHMIC_FROM = 30;

interface Axis {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

/** Nothing where no curve has a point. */
export function curvesSvg(chart: CurvesChart): Markup {
  const curves = chart.curves.filter(({ points }) => points.length > 0);
  const all = curves.flatMap(({ points }) => points);
  if (all.length === 0) return nothing;
  const xs = all.map(({ x }) => x);
  const ys = all.map(({ y }) => y);
  const horizontal = epochAxis(Math.min(...xs), Math.max(...xs));
  const isLogarithmic =
    chart.mayBeLogarithmic && Math.min(...ys) > 0 && Math.max(...ys) / Math.min(...ys) > LOGARITHMIC_FROM;
  const vertical = isLogarithmic ? logarithmicAxis(ys) : linearAxis(ys);
  const format = chart.format ?? figure;
  const described = curves
    .map(({ name, points }) => `${name} ends at ${format(points.at(-1)?.y ?? 0)}`)
    .join(', ');
  return html`<figure class="chart">
    <figcaption>${chart.title}${isLogarithmic ? ', logarithmic' : ''}</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${chart.title} over epochs: ${described}.">
      ${vertical.ticks.map((tick) => rowLine(vertical.place(tick), format(tick)))}
      ${horizontal.ticks.map((tick) => columnLabel(horizontal.place(tick), String(tick)))}
      <text class="axis" x="${PLOT.left + PLOT_WIDTH / 2}" y="${HEIGHT - 6}" text-anchor="middle">epoch</text>
      ${chart.marks.map((x) => markLine(horizontal.place(x)))}
      ${curves.map((curve) => line(curve, horizontal, vertical))} ${endLabels(curves, vertical)}
    </svg>
  </figure>`;
}

function epochAxis(min: number, max: number): Axis {
  const from = min;
  const to = max > min ? max : min + 1;
  const whole = linearTicks(from, to, 8).filter(Number.isInteger);
  return {
    place: (value) => PLOT.left + ((value - from) / (to - from)) * PLOT_WIDTH,
    ticks: max > min ? whole : [min],
  };
}

function linearAxis(values: readonly number[]): Axis {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const spare = most > least ? (most - least) * 0.06 : Math.abs(most) * 0.1 || 1;
  const [from, to] = [least - spare, most + spare];
  return {
    place: (value) => PLOT.top + (1 - (value - from) / (to - from)) * PLOT_HEIGHT,
    ticks: linearTicks(from, to, 5),
  };
}

function logarithmicAxis(values: readonly number[]): Axis {
  const [from, to] = [Math.min(...values) / 1.15, Math.max(...values) * 1.15];
  return {
    place: (value) => PLOT.top + (1 - Math.log(value / from) / Math.log(to / from)) * PLOT_HEIGHT,
    ticks: logarithmicTicks(from, to),
  };
}

function rowLine(y: number, label: string): Markup {
  return html`<line
      class="grid"
      x1="${PLOT.left}"
      x2="${PLOT.left + PLOT_WIDTH}"
      y1="${px(y)}"
      y2="${px(y)}"
    /><text class="tick" x="${PLOT.left - 8}" y="${px(y + 4)}" text-anchor="end">${label}</text>`;
}

function columnLabel(x: number, label: string): Markup {
  return html`<text class="tick" x="${px(x)}" y="${HEIGHT - PLOT.bottom + 18}" text-anchor="middle"
    >${label}</text
  >`;
}

function markLine(x: number): Markup {
  return html`<line
    class="mark"
    x1="${px(x)}"
    x2="${px(x)}"
    y1="${PLOT.top}"
    y2="${PLOT.top + PLOT_HEIGHT}"
  />`;
}

function line({ stroke, points }: Curve, horizontal: Axis, vertical: Axis): Markup {
  const places = thinned(points).map(({ x, y }) => `${px(horizontal.place(x))},${px(vertical.place(y))}`);
  const [only] = places;
  if (places.length === 1 && only !== undefined) {
    const [x, y] = only.split(',');
    return html`<circle class="dot ${stroke}" cx="${x ?? ''}" cy="${y ?? ''}" r="4" />`;
  }
  return html`<polyline class="line ${stroke}" points="${places.join(' ')}" />`;
}

/** Beside the last points, moved apart where they would lie over one another. */
function endLabels(curves: readonly Curve[], vertical: Axis): Markup[] {
  const labels = curves
    .map(({ name, stroke, points }) => ({ name, stroke, y: vertical.place(points.at(-1)?.y ?? 0) }))
    .sort((first, second) => first.y - second.y);
  let free = -Infinity;
  return labels.map(({ name, stroke, y }) => {
    const at = Math.max(y, free);
    free = at + LABEL_PX;
    return html`<text class="end ${stroke}" x="${PLOT.left + PLOT_WIDTH + 8}" y="${px(at + 4)}"
      >${name}</text
    >`;
  });
}

/** The smallest and the largest of each piece, in their order, so that no spike is lost. */
function thinned(points: Curve['points']): Curve['points'] {
  if (points.length <= MOST_POINTS) return points;
  const size = Math.ceil((2 * points.length) / MOST_POINTS);
  const kept: { readonly x: number; readonly y: number }[] = [];
  for (let first = 0; first < points.length; first += size) {
    const piece = points.slice(first, first + size);
    const least = piece.reduce((best, point) => (point.y < best.y ? point : best));
    const most = piece.reduce((best, point) => (point.y > best.y ? point : best));
    kept.push(...(least.x <= most.x ? [least, most] : [most, least]));
  }
  const last = points.at(-1);
  return last === undefined ? kept : [...kept, last];
}

function px(value: number): string {
  return value.toFixed(1);
}
