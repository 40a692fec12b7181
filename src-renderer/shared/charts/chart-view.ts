/** What a chart shows and where its crosshair stands, and the steps by which both are moved. */
import { computed, type ComputedRef, type ShallowRef } from 'vue';
import { panned, zoomed, type Range } from './axis-range';
import type { LineChartProps } from './chart-config';
import type { ChartGroup } from './chart-group';
import { firstFrom, nearestPoint } from './points';
import type { LineDrawing } from './use-line-chart';

export interface ChartView {
  readonly group: ChartGroup;
  /** The part of y that was zoomed to; null where it follows from the points. */
  readonly yView: ShallowRef<Range | null>;
  readonly isZoomed: ComputedRef<boolean>;
  /** Shows all of it. */
  readonly reset: () => void;
  /** What lies at a value of x stays there; a factor below 1 shows less. */
  readonly zoomAround: (x: number, factor: number) => void;
  /** Around the crosshair, or the middle of what is shown. */
  readonly zoomBy: (factor: number) => void;
  /** By a share of what is shown. */
  readonly pan: (share: number) => void;
  /** The x of the points of all lines that is nearest to a value; null without points. */
  readonly snapped: (x: number) => number | null;
  /** To the next point of any line, or the one before. */
  readonly stepCrosshair: (by: 1 | -1) => void;
}

/** Share of what is shown that a key moves it by. */
export const keyPan = 0.2;

export function createChartView(
  props: LineChartProps,
  group: ChartGroup,
  { whole, shown }: Pick<LineDrawing, 'whole' | 'shown'>,
  yView: ShallowRef<Range | null>,
): ChartView {
  const lines = computed(() =>
    props.series.filter(({ background, points }) => !background && points.length > 0),
  );

  function reset(): void {
    group.view.value = null;
    yView.value = null;
  }

  function zoomAround(x: number, factor: number): void {
    group.view.value = zoomed(shown.value.x, whole.value, x, factor, props.xLogarithmic);
    if (group.view.value === null) yView.value = null;
  }

  function zoomBy(factor: number): void {
    const { min, max } = shown.value.x;
    const middle = props.xLogarithmic ? Math.sqrt(min * max) : (min + max) / 2;
    const at = group.at.value;
    zoomAround(at !== null && at >= min && at <= max ? at : middle, factor);
  }

  function pan(share: number): void {
    if (group.view.value === null) return;
    group.view.value = panned(group.view.value, whole.value, share, props.xLogarithmic);
  }

  function snapped(x: number): number | null {
    const near = lines.value.flatMap(({ points }) => nearestPoint(points, x)?.x ?? []);
    if (near.length === 0) return null;
    return near.reduce((best, one) => (Math.abs(one - x) < Math.abs(best - x) ? one : best));
  }

  function stepCrosshair(by: 1 | -1): void {
    const { min, max } = shown.value.x;
    const at = group.at.value;
    // From outside it comes in at the end it is moved away from.
    if (at === null || at < min || at > max) {
      group.at.value = snapped(by > 0 ? min : max);
      return;
    }
    const next = lines.value.flatMap(({ points }) => {
      const index = firstFrom(points, at);
      const point = by < 0 ? points[index - 1] : points[points[index]?.x === at ? index + 1 : index];
      return point === undefined ? [] : [point.x];
    });
    if (next.length === 0) return;
    const to = by > 0 ? Math.min(...next) : Math.max(...next);
    group.at.value = to;
    if (to > max) pan(keyPan);
    else if (to < min) pan(-keyPan);
  }

  return {
    group,
    yView,
    isZoomed: computed(() => group.view.value !== null || yView.value !== null),
    reset,
    zoomAround,
    zoomBy,
    pan,
    snapped,
    stepCrosshair,
  };
}
