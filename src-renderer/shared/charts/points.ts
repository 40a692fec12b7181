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
 * share a column of the picture the lowest and the highest, so that no spike is lost at any zoom. The ends of the line
 * always stay. Columns are counted from x = 0 (on a logarithmic axis from 1) and not from where the range begins: panning
 * moves them along with the line, and what is kept does not flicker.
 * @see Jugel et al. 2014, “M4: a visualization-oriented time series data aggregation”; first and last of a column would
 * matter for columns wider than two pixels
 * @param columns columns of the picture, at least 1
 * @returns at most 2 · columns + 6 points; the given array itself where nothing is left out
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
  if (end - start <= 2 * columns + 2)
    return start === 0 && end === points.length ? points : points.slice(start, end);
  const position = logarithmic ? Math.log : Number;
  const perUnit = columns / (position(max) - position(min));
  const kept: ChartPoint[] = [];
  for (let at = start; at < end;) {
    const column = columnAt(at);
    let [low, high, next] = [at, at, at + 1];
    for (; next < end && columnAt(next) === column; next++) {
      if (heightAt(next) < heightAt(low)) low = next;
      if (heightAt(next) > heightAt(high)) high = next;
    }
    keep(at === 0 ? 0 : -1, Math.min(low, high), Math.max(low, high), next === points.length ? next - 1 : -1);
    at = next;
  }
  return kept;

  function columnAt(index: number): number {
    return Math.floor(position(points[index]?.x ?? 0) * perUnit);
  }
  function heightAt(index: number): number {
    return points[index]?.y ?? 0;
  }
  /** Ascending places; −1 for none. */
  function keep(...places: readonly number[]): void {
    places.forEach((place, index) => {
      const point = points[place];
      if (point !== undefined && places.indexOf(place) === index) kept.push(point);
    });
  }
}
