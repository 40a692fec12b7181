/** The drawing of a line chart: made once, drawn again when what it shows, its size or the theme changes. */
import { useElementSize } from '@vueuse/core';
import type { Plugin } from 'chart.js';
import {
  computed,
  onBeforeUnmount,
  onMounted,
  shallowRef,
  watch,
  type ComputedRef,
  type Ref,
  type ShallowRef,
} from 'vue';
import { themeVersion } from '../canvas/theme';
import type { Range } from './axis-range';
import { hasNames, lineOptions, wholeRange, type LineChartProps, type Shown } from './chart-config';
import type { ChartGroup } from './chart-group';
import { Chart, type LineChartOf } from './chart-setup';
import { drawingOf, extentOf, type Drawing } from './drawn-lines';
import { linesPlugin } from './line-plugin';
import { directLabels, eventMarks } from './plot-plugins';

/** Where the plot lies in the chart, and what its axes show; in CSS px and values. */
export interface Plot {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly xAt: (px: number) => number;
  readonly yAt: (px: number) => number;
  readonly pxOfX: (value: number) => number;
  readonly pxOfY: (value: number) => number;
}

export interface LineDrawing {
  /** As it was drawn last; null before. */
  readonly plot: ShallowRef<Plot | null>;
  readonly whole: ComputedRef<Range>;
  readonly shown: ComputedRef<Shown>;
  /** The same picture apart from the page, with so many pixels for one of the window; null before there is one. */
  readonly picture: (fineness: number) => HTMLCanvasElement | null;
}

/** Name of the measure in the page's performance timeline. */
const measureName = 'line-chart';

function plotOf({ chartArea, scales }: LineChartOf): Plot | null {
  const { x, y } = scales;
  if (x === undefined || y === undefined) return null;
  const { left, top, right, bottom } = chartArea;
  return {
    left,
    top,
    right,
    bottom,
    xAt: (px) => x.getValueForPixel(px) ?? NaN,
    yAt: (px) => y.getValueForPixel(px) ?? NaN,
    pxOfX: (value) => x.getPixelForValue(value),
    pxOfY: (value) => y.getPixelForValue(value),
  };
}

/** The same picture once more, apart from the page. */
function stillOf(
  { width, height }: LineChartOf,
  options: ReturnType<typeof lineOptions>,
  plugins: Plugin<'line'>[],
): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const again: LineChartOf = new Chart(canvas, { type: 'line', data: { datasets: [] }, options, plugins });
  const still = document.createElement('canvas');
  [still.width, still.height] = [canvas.width, canvas.height];
  still.getContext('2d')?.drawImage(canvas, 0, 0);
  again.destroy();
  return still;
}

/** Work that is done at the next frame, once, however often it is asked for until then. */
function onceAFrame(work: () => void): { readonly soon: () => void; readonly cancel: () => void } {
  let frame: number | null = null;
  return {
    soon() {
      frame ??= requestAnimationFrame(() => {
        frame = null;
        work();
      });
    },
    cancel() {
      if (frame !== null) cancelAnimationFrame(frame);
      frame = null;
    },
  };
}

/** @param yView the part of y that was zoomed to; null where it follows from the points */
export function useLineChart(
  box: Readonly<ShallowRef<HTMLElement | null>>,
  canvas: Readonly<ShallowRef<HTMLCanvasElement | null>>,
  props: LineChartProps,
  group: ChartGroup,
  yView: Ref<Range | null>,
): LineDrawing {
  const { width, height } = useElementSize(box);
  const plot = shallowRef<Plot | null>(null);
  let chart: LineChartOf | null = null;
  let drawn: Drawing = { bands: [], lines: [] };
  const named = (): Drawing | null => (hasNames(props) ? drawn : null);
  const plugins = [eventMarks(() => props.marks ?? [], named), linesPlugin(() => drawn), directLabels(named)];

  const whole = computed(() => wholeRange(props));
  const shown = computed((): Shown => ({
    x: group.view.value ?? whole.value,
    y: yView.value,
    isZoomed: group.view.value !== null,
    widthPx: Math.max(50, Math.round(width.value)),
  }));

  function axes(): ReturnType<typeof lineOptions> {
    return lineOptions(props, shown.value, extentOf(drawn, shown.value.x));
  }

  function refresh(): void {
    if (chart === null || width.value < 1 || height.value < 1) return;
    const start = performance.now();
    drawn = drawingOf(props, shown.value);
    chart.options = axes();
    const [wide, high] = [Math.floor(width.value), Math.floor(height.value)];
    if (chart.width !== wide || chart.height !== high) chart.resize(wide, high);
    chart.update('none');
    plot.value = plotOf(chart);
    performance.measure(measureName, { start, end: performance.now() });
    performance.clearMeasures(measureName);
  }

  function picture(fineness: number): HTMLCanvasElement | null {
    return chart === null ? null : stillOf(chart, { ...axes(), devicePixelRatio: fineness }, plugins);
  }

  const redraw = onceAFrame(refresh);
  onMounted(() => {
    if (canvas.value === null) return;
    chart = new Chart<'line', { x: number; y: number }[]>(canvas.value, {
      type: 'line',
      data: { datasets: [] },
      options: axes(),
      plugins,
    });
    refresh();
    // Text in a canvas does not follow when its font arrives.
    void document.fonts.ready.then(refresh);
  });
  onBeforeUnmount(() => {
    redraw.cancel();
    chart?.destroy();
    chart = null;
  });
  watch(
    [
      () => props.series,
      () => props.xLabel,
      () => props.yLabel,
      () => props.yRange,
      () => props.logarithmic,
      () => props.marks,
      () => props.names,
      shown,
      height,
      themeVersion,
    ],
    redraw.soon,
    { flush: 'post' },
  );

  return { plot, whole, shown, picture };
}
