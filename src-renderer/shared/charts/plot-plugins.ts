/** Plugins of chart.js that write on the plot: each line's name at its end, and events across it. */
import type { Chart, Plugin } from 'chart.js';
import { token } from '../canvas/theme';
import type { Drawing, DrawnLine } from './drawn-lines';
import { placesOf } from './line-plugin';
import type { EventMark } from './series';

const labelHeightPx = 13;
const gapPx = 6;
const markDash = [3, 3];
/** The chart's menu lies in the top right corner, and no word may be under it. */
const corner = { widthPx: 24, heightPx: 18 };

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

/**
 * Where names are written that would touch: the lower one is pushed down, and from the bottom on all of them up, as far
 * as none gets higher than it may.
 * @param labels from the highest to the lowest; `least` is the upper edge of what each may take
 * @returns the middle of each name, in px from the top
 */
export function apart(
  labels: readonly { readonly y: number; readonly least: number }[],
  bottomPx: number,
): number[] {
  const half = labelHeightPx / 2;
  let edge = 0;
  const down = labels.map(({ y, least }) => {
    edge = Math.max(y - half, edge, least) + labelHeightPx;
    return { y: edge - half, least };
  });
  let room = bottomPx + half;
  return down.reduceRight<number[]>((heights, { y, least }) => {
    const height = Math.max(Math.min(y, room - half), least + half);
    room = height - half;
    return [height, ...heights];
  }, []);
}

interface PlacedName extends EndLabel {
  readonly left: number;
  readonly right: number;
}

/** The name of each line where it is written: at its end, apart from the others, its middle at `y`. */
function placedNames(chart: Chart<'line'>, { lines }: Drawing): PlacedName[] {
  const { ctx, chartArea, width } = chart;
  setFont(chart, 500);
  const labels = endLabels(chart, lines).map((label) => {
    const textPx = ctx.measureText(label.text).width;
    const right = label.x + gapPx + textPx;
    const isLeftAligned = right <= width;
    // A name without room is written a line higher.
    const least =
      (right > width - corner.widthPx ? corner.heightPx : chartArea.top) +
      (isLeftAligned ? 0 : labelHeightPx);
    return { ...label, isLeftAligned, least, textPx };
  });
  const heights = apart(labels, chartArea.bottom);
  return labels.map((label, at) => {
    const { isLeftAligned, textPx, x } = label;
    const left = isLeftAligned ? x + gapPx : width - 2 - textPx;
    const y = (heights[at] ?? 0) - (isLeftAligned ? 0 : labelHeightPx);
    return { ...label, y, left, right: left + textPx };
  });
}

/**
 * Writes each line's name at its end.
 * @param named null where no names are written
 */
export function directLabels(named: () => Drawing | null): Plugin<'line'> {
  return {
    id: 'directLabels',
    afterDatasetsDraw(chart) {
      const drawing = named();
      if (drawing === null) return;
      const { ctx } = chart;
      ctx.save();
      const names = placedNames(chart, drawing);
      ctx.textBaseline = 'middle';
      ctx.textAlign = 'left';
      for (const { text, color, left, y } of names) {
        ctx.fillStyle = color;
        ctx.fillText(text, left, y);
      }
      ctx.restore();
    },
  };
}

/**
 * Draws a line across the plot for each event, and its word at the top where there is room for it.
 * @param named whose names the words keep clear of; null where none are written
 */
export function eventMarks(marks: () => readonly EventMark[], named: () => Drawing | null): Plugin<'line'> {
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
      const drawing = named();
      const names = drawing === null ? [] : placedNames(chart, drawing);
      const wordBottom = chartArea.top + labelHeightPx;
      const isOverName = (from: number, to: number): boolean =>
        names.some(({ left, right, y }) => left < to && right > from && y - labelHeightPx / 2 < wordBottom);
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
        if (label === '' || px < free || px + 3 + width > chart.width - corner.widthPx) continue;
        if (isOverName(px + 3, px + 3 + width)) continue;
        ctx.fillText(label, px + 3, chartArea.top);
        free = px + 3 + width + gapPx;
      }
      ctx.restore();
    },
  };
}
