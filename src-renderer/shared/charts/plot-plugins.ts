/** Plugins of chart.js that write on the plot: each line's name at its end, and events across it. */
import type { Chart, Plugin } from 'chart.js';
import { token } from '../canvas/theme';
import type { Drawing, DrawnLine } from './drawn-lines';
import { placesOf } from './line-plugin';
import type { EventMark } from './series';

const labelHeightPx = 13;
const gapPx = 6;
const markDash = [3, 3];

function setFont({ ctx }: Chart, weight: number): void {
  ctx.font = `${weight} 11px ${token('--font-ui')}`;
}

interface EndLabel {
  readonly text: string;
  readonly color: string;
  readonly x: number;
  readonly y: number;
}

function endLabels(chart: Chart<'line'>, lines: readonly DrawnLine[]): EndLabel[] {
  const { chartArea } = chart;
  const places = placesOf(chart);
  if (places === null) return [];
  return lines
    .flatMap(({ name, color, points }): EndLabel[] => {
      const end = points.findLast(({ x }) => places.x(x) <= chartArea.right + 1);
      if (end === undefined || name === '') return [];
      const y = Math.min(Math.max(places.y(end.y), chartArea.top), chartArea.bottom);
      return [{ text: name, color, x: places.x(end.x), y }];
    })
    .sort((first, second) => first.y - second.y);
}

/** Writes each line's name at its end; names that would touch are pushed apart. */
export function directLabels(areShown: () => boolean, drawing: () => Drawing): Plugin<'line'> {
  return {
    id: 'directLabels',
    afterDatasetsDraw(chart) {
      if (!areShown()) return;
      const { ctx, chartArea } = chart;
      ctx.save();
      setFont(chart, 500);
      ctx.textBaseline = 'middle';
      let lowest = chartArea.top;
      for (const label of endLabels(chart, drawing().lines)) {
        const y = Math.max(label.y, lowest + labelHeightPx / 2);
        lowest = y + labelHeightPx / 2;
        const isRoom = label.x + gapPx + ctx.measureText(label.text).width <= chart.width;
        ctx.fillStyle = label.color;
        ctx.textAlign = isRoom ? 'left' : 'right';
        ctx.fillText(label.text, isRoom ? label.x + gapPx : chart.width - 2, isRoom ? y : y - labelHeightPx);
      }
      ctx.restore();
    },
  };
}

/** Draws a line across the plot for each event, and its word at the top where there is room for it. */
export function eventMarks(marks: () => readonly EventMark[]): Plugin<'line'> {
  return {
    id: 'eventMarks',
    beforeDatasetsDraw(chart) {
      const { ctx, chartArea, scales } = chart;
      const shown = marks()
        .map((mark) => ({ ...mark, px: scales['x']?.getPixelForValue(mark.x) ?? NaN }))
        .filter(({ px }) => px >= chartArea.left - 0.5 && px <= chartArea.right + 0.5)
        .sort((first, second) => first.px - second.px);
      if (shown.length === 0) return;
      ctx.save();
      setFont(chart, 400);
      ctx.textBaseline = 'top';
      ctx.setLineDash(markDash);
      let free = chartArea.left;
      for (const { px, label, colorToken } of shown) {
        ctx.strokeStyle = ctx.fillStyle = token(colorToken ?? '--accent');
        ctx.beginPath();
        ctx.moveTo(px, chartArea.top);
        ctx.lineTo(px, chartArea.bottom);
        ctx.stroke();
        const width = ctx.measureText(label).width;
        if (label === '' || px < free || px + 3 + width > chart.width) continue;
        ctx.fillText(label, px + 3, chartArea.top);
        free = px + 3 + width + gapPx;
      }
      ctx.restore();
    },
  };
}
