/**
 * The mouse on a chart. Wheel: zoom around the pointer · drag: zoom to what is dragged over · Shift and drag: pan; a double
 * click, which shows all again, is the chart's own.
 */
import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue';
import { between } from './axis-range';
import type { ChartView } from './chart-view';
import type { LineDrawing, Plot } from './use-line-chart';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** A rectangle that is dragged over the plot, in CSS px of the chart. */
export interface Selection {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface ChartPointer {
  readonly selection: ComputedRef<Selection | null>;
  readonly isPanning: Ref<boolean>;
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onPointerMove: (event: PointerEvent) => void;
  readonly onPointerUp: () => void;
  readonly onPointerLeave: () => void;
  readonly onWheel: (event: WheelEvent) => void;
}

/** A shorter movement is a click. */
const leastDragPx = 5;
/** A flatter rectangle chooses a part of x alone. */
const leastHeightPx = 14;
const wheelStep = 0.0016;

function placeOf(event: MouseEvent): Place {
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

function isInside({ left, right, top, bottom }: Plot, { x, y }: Place): boolean {
  return x >= left && x <= right && y >= top && y <= bottom;
}

function rectangle(plot: Plot, start: Place, at: Place): Selection | null {
  const x = Math.min(Math.max(at.x, plot.left), plot.right);
  const y = Math.min(Math.max(at.y, plot.top), plot.bottom);
  const width = Math.abs(x - start.x);
  const height = Math.abs(y - start.y);
  if (width < leastDragPx) return null;
  const left = Math.min(start.x, x);
  return height < leastHeightPx
    ? { left, width, top: plot.top, height: plot.bottom - plot.top }
    : { left, width, top: Math.min(start.y, y), height };
}

export function useChartPointer(view: ChartView, { plot, whole }: LineDrawing): ChartPointer {
  const { group, yView } = view;
  const drag = shallowRef<{ readonly start: Place; readonly at: Place } | null>(null);
  const isPanning = ref(false);

  function onPointerDown(event: PointerEvent): void {
    const start = placeOf(event);
    if (event.button !== 0 || plot.value === null || !isInside(plot.value, start)) return;
    // What lies over the plot (its menu) keeps its clicks.
    if (event.target instanceof Element && event.target.closest('button') !== null) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    drag.value = { start, at: start };
    isPanning.value = event.shiftKey;
  }

  function onPointerMove(event: PointerEvent): void {
    const area = plot.value;
    if (area === null) return;
    const at = placeOf(event);
    const held = drag.value;
    if (held !== null) {
      if (isPanning.value) view.pan((held.at.x - at.x) / (area.right - area.left));
      drag.value = { ...held, at };
    }
    group.at.value = isInside(area, at) ? view.snapped(area.xAt(at.x)) : null;
  }

  const selection = computed(() =>
    drag.value === null || isPanning.value || plot.value === null
      ? null
      : rectangle(plot.value, drag.value.start, drag.value.at),
  );

  function onPointerUp(): void {
    const [chosen, area] = [selection.value, plot.value];
    drag.value = null;
    isPanning.value = false;
    if (chosen === null || area === null) return;
    const { left, top, width, height } = chosen;
    const range = between(area.xAt(left), area.xAt(left + width), whole.value);
    if (height < area.bottom - area.top) yView.value = { min: area.yAt(top + height), max: area.yAt(top) };
    if (range !== null) group.view.value = range;
  }

  function onPointerLeave(): void {
    if (drag.value === null) group.at.value = null;
  }

  function onWheel(event: WheelEvent): void {
    const area = plot.value;
    const at = placeOf(event);
    if (area === null || !isInside(area, at)) return;
    // All of it is shown: the page around scrolls.
    if (event.deltaY >= 0 && group.view.value === null) return;
    event.preventDefault();
    view.zoomAround(area.xAt(at.x), Math.exp(event.deltaY * wheelStep));
  }

  return { selection, isPanning, onPointerDown, onPointerMove, onPointerUp, onPointerLeave, onWheel };
}
