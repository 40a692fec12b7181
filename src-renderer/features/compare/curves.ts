/** Curves of compared runs: one quantity of one split, over epochs, time or samples, smoothed or as it is. */
import type { EpochRow } from '../../../src-main/contract/runs';
import { changeMarks } from '../../shared/charts/change-marks';
import type { ChartPoint, EventMark, Series, Stroke } from '../../shared/charts/series';
import type { LiveRun } from '../../stores/live-run';
import { smoothed } from './smoothing';

export type Metric = 'loss' | 'accuracy' | 'data' | 'weightDecay' | 'sparsity' | 'learningRate';
export type CurveSplit = 'train' | 'validation';
export type CurveAxis = 'epoch' | 'time' | 'samples';

/** A run with its name in the comparison and the stroke it keeps. */
export interface ComparedRun {
  readonly id: number;
  readonly run: LiveRun;
  readonly label: string;
  readonly stroke: Required<Pick<Stroke, 'colorToken' | 'dash'>>;
}

export interface CurveChoice {
  readonly metric: Metric;
  readonly axis: CurveAxis;
  /** β of the moving average, in [0, 1). */
  readonly smoothing: number;
}

export const metricWords: Readonly<Record<Metric, string>> = {
  loss: 'J',
  accuracy: 'accuracy',
  data: 'data term of J',
  weightDecay: 'ridge term of J',
  sparsity: 'sparsity term of J',
  learningRate: 'learning rate α',
};

export const axisWords: Readonly<Record<CurveAxis, string>> = {
  epoch: 'epoch',
  time: 'training time in s',
  samples: 'samples seen in millions',
};

/** Null where the run has no such number. */
function valueOf(row: EpochRow, metric: Metric, split: CurveSplit): number | null {
  return metric === 'learningRate' ? row.learningRate : (row[split]?.[metric] ?? null);
}

/** Place along the axis after each of the rows; time is that of training alone, without pauses. */
export function placesOf(rows: readonly EpochRow[], axis: CurveAxis): number[] {
  let sum = 0;
  return rows.map(({ epoch, durationMs, samplesPerSecond }) => {
    if (axis === 'epoch') return epoch;
    const seconds = durationMs / 1000;
    sum += axis === 'time' ? seconds : (seconds * samplesPerSecond) / 1e6;
    return sum;
  });
}

/** Of each run's epochs, by metric, axis and split: what smoothing, zooming and the epochs of other runs do not change. */
const measured = new WeakMap<readonly EpochRow[], Map<string, readonly ChartPoint[]>>();

function measuredPoints(
  rows: readonly EpochRow[],
  { metric, axis }: CurveChoice,
  split: CurveSplit,
): readonly ChartPoint[] {
  const ofRun = measured.get(rows) ?? new Map<string, readonly ChartPoint[]>();
  measured.set(rows, ofRun);
  const key = `${metric} ${axis} ${split}`;
  const known = ofRun.get(key);
  if (known !== undefined) return known;
  const places = placesOf(rows, axis);
  const points = rows.flatMap((row, index): ChartPoint[] => {
    const y = valueOf(row, metric, split);
    return y === null ? [] : [{ x: places[index] ?? row.epoch, y }];
  });
  ofRun.set(key, points);
  return points;
}

/** @param rows not changed afterwards: new epochs come in a new list */
export function curvePoints(
  rows: readonly EpochRow[],
  choice: CurveChoice,
  split: CurveSplit,
): readonly ChartPoint[] {
  return smoothed(measuredPoints(rows, choice, split), choice.smoothing);
}

/** A line for each run that has such numbers. */
export function curveSeries(
  runs: readonly ComparedRun[],
  choice: CurveChoice,
  split: CurveSplit,
): readonly Series[] {
  return runs.flatMap(({ id, run, label, stroke }) => {
    const points = curvePoints(run.epochs, choice, split);
    return points.length === 0 ? [] : [{ label, shortLabel: String(id), ...stroke, points }];
  });
}

/** Where a place on the epoch axis, e.g. 2.5, lies on another one. */
function placeAt(rows: readonly EpochRow[], axis: CurveAxis, epoch: number): number {
  if (axis === 'epoch') return epoch;
  const places = [0, ...placesOf(rows, axis)];
  const whole = Math.min(Math.floor(epoch), places.length - 1);
  const from = places[whole] ?? 0;
  return from + (epoch - whole) * ((places[whole + 1] ?? from) - from);
}

/** What was changed while the runs trained, in their colours. */
export function comparedMarks(runs: readonly ComparedRun[], axis: CurveAxis): readonly EventMark[] {
  return runs.flatMap(({ id, run, stroke }) =>
    changeMarks(run.events).map(({ x, label }) => ({
      x: placeAt(run.epochs, axis, x),
      label: `${id}: ${label}`,
      colorToken: stroke.colorToken,
    })),
  );
}
