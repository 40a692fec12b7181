/** Looking points up by x, and leaving out those that no pixel can show. Points are in rising x. */
import type { Range } from './axis-range';
import type { ChartPoint } from './series';

/** Index of the first point with x at or after the value; the number of points where there is none. */
export function firstFrom(points: readonly ChartPoint[], x: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((points[middle]?.x ?? Infinity) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The point nearest in x, the earlier of two; null without points. */
export function nearestPoint(points: readonly ChartPoint[], x: number): ChartPoint | null {
  const after = firstFrom(points, x);
  const [before, next] = [points[after - 1], points[after]];
  if (before === undefined || next === undefined) return before ?? next ?? null;
  return x - before.x <= next.x - x ? before : next;
}

/** The point of a line that is read at x: the nearest one, unless the line has not begun or has ended there. */
export function pointAt(points: readonly ChartPoint[], x: number): ChartPoint | null {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || x < first.x || x > last.x) return null;
  return nearestPoint(points, x);
}

/**
 * The points that the picture of a line needs: those in the range with a neighbour on either side, and of those that
 * share a column of the picture the first, the lowest, the highest and the last, which draw the same pixels as all.
 * @see Jugel et al. 2014, “M4: a visualization-oriented time series data aggregation”
 * @param columns columns of the picture, at least 1
 * @returns at most 4 · columns + 2 points; the given array itself where nothing is left out
 */
export function decimate(
  points: readonly ChartPoint[],
  { min, max }: Range,
  columns: number,
  logarithmic = false,
): readonly ChartPoint[] {
  const start = Math.max(0, firstFrom(points, min) - 1);
  let end = firstFrom(points, max);
  while (points[end]?.x === max) end += 1;
  end = Math.min(points.length, end + 1);
  if (end - start <= 4 * columns + 2)
    return start === 0 && end === points.length ? points : points.slice(start, end);
  const position = logarithmic ? Math.log : Number;
  const [from, length] = [position(min), position(max) - position(min)];
  const kept: ChartPoint[] = [];
  for (let at = start; at < end;) {
    const column = columnOf(points, at);
    let stop = at + 1;
    while (stop < end && columnOf(points, stop) === column) stop += 1;
    keepExtremes(points, at, stop, kept);
    at = stop;
  }
  return kept;

  function columnOf(all: readonly ChartPoint[], index: number): number {
    return Math.floor(((position(all[index]?.x ?? 0) - from) / length) * columns);
  }
}

/** Appends the first, lowest, highest and last of the points from `start` to before `stop`, in their order. */
function keepExtremes(points: readonly ChartPoint[], start: number, stop: number, kept: ChartPoint[]): void {
  let [low, high] = [start, start];
  for (let at = start + 1; at < stop; at++) {
    const y = points[at]?.y ?? 0;
    if (y < (points[low]?.y ?? 0)) low = at;
    if (y > (points[high]?.y ?? 0)) high = at;
  }
  const wanted = [start, Math.min(low, high), Math.max(low, high), stop - 1];
  wanted.forEach((index, place) => {
    const point = points[index];
    if (point !== undefined && wanted.indexOf(index) === place) kept.push(point);
  });
}
