/** Draws lines and bands between the axes of chart.js, whose own lines would make an object of every point at every redraw. */
import type { Chart, Plugin, Scale } from 'chart.js';
import type { DrawnBand, Drawing, DrawnLine } from './drawn-lines';
import type { ChartPoint } from './series';

const dotRadiusPx = 2.5;

/** From values to px. */
export interface Places {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** The straight line, or on a logarithmic axis the logarithm, by which an axis places values. */
function placeAlong(scale: Scale): (value: number) => number {
  const position = scale.type === 'logarithmic' ? Math.log : Number;
  const { min, max } = scale;
  const from = scale.getPixelForValue(min);
  const perUnit = (scale.getPixelForValue(max) - from) / (position(max) - position(min));
  const start = from - position(min) * perUnit;
  return (value) => start + position(value) * perUnit;
}

/** Null before the chart has axes. */
export function placesOf({ scales }: Chart<'line'>): Places | null {
  const { x, y } = scales;
  return x === undefined || y === undefined ? null : { x: placeAlong(x), y: placeAlong(y) };
}

export function linesPlugin(drawing: () => Drawing): Plugin<'line'> {
  return {
    id: 'lines',
    beforeDatasetsDraw(chart) {
      const { ctx, chartArea } = chart;
      const places = placesOf(chart);
      if (places === null) return;
      const { bands, lines } = drawing();
      const { left, top, width, height } = chartArea;
      ctx.save();
      ctx.beginPath();
      // Lines along the edges keep their width.
      ctx.rect(left - 1, top - 1, width + 2, height + 2);
      ctx.clip();
      for (const band of bands) fillBand(ctx, band, places);
      ctx.lineJoin = 'bevel';
      for (const line of lines) drawLine(ctx, line, places);
      ctx.restore();
    },
  };
}

function trace(ctx: CanvasRenderingContext2D, points: readonly ChartPoint[], { x, y }: Places): void {
  for (const point of points) ctx.lineTo(x(point.x), y(point.y));
}

function fillBand(ctx: CanvasRenderingContext2D, { color, lo, hi }: DrawnBand, places: Places): void {
  ctx.fillStyle = color;
  ctx.beginPath();
  trace(ctx, lo, places);
  trace(ctx, hi.toReversed(), places);
  ctx.fill();
}

function drawLine(ctx: CanvasRenderingContext2D, line: DrawnLine, places: Places): void {
  const { color, widthPx, dash, points, isDot } = line;
  ctx.beginPath();
  if (isDot) {
    const [point] = points;
    if (point === undefined) return;
    ctx.fillStyle = color;
    ctx.arc(places.x(point.x), places.y(point.y), dotRadiusPx, 0, 2 * Math.PI);
    ctx.fill();
    return;
  }
  ctx.strokeStyle = color;
  ctx.lineWidth = widthPx;
  ctx.setLineDash([...dash]);
  trace(ctx, points, places);
  ctx.stroke();
}
