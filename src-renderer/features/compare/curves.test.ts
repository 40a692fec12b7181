/** Curves of compared runs: the right numbers at the right places of each axis. */
import { describe, expect, it } from 'vitest';
import type { EpochRow, RunDetail } from '../../../src-main/contract/runs';
import { withDetail } from '../../stores/live-run';
import { comparedMarks, curvePoints, placesOf, type ComparedRun } from './curves';

const metrics = (loss: number, accuracy: number | null) => ({
  loss,
  data: loss / 2,
  weightDecay: loss / 2,
  sparsity: 0,
  accuracy,
});
const row = (epoch: number, durationMs: number, validation: EpochRow['validation']): EpochRow => ({
  epoch,
  train: metrics(epoch * 10, null),
  validation,
  learningRate: 0.1 / epoch,
  samplesPerSecond: 1000,
  durationMs,
});
const rows = [row(1, 500, metrics(1, 0.25)), row(2, 1500, null), row(3, 2000, metrics(3, 0.75))];
const plain = { metric: 'loss', axis: 'epoch', smoothing: 0 } as const;

describe('placesOf', () => {
  it('counts epochs, seconds of training, or samples in millions', () => {
    expect(placesOf(rows, 'epoch')).toEqual([1, 2, 3]);
    expect(placesOf(rows, 'time')).toEqual([0.5, 2, 4]);
    expect(placesOf(rows, 'samples')).toEqual([0.0005, 0.002, 0.004]);
  });
});

describe('curvePoints', () => {
  it('takes the numbers of one split and leaves out epochs that have none', () => {
    expect(curvePoints(rows, plain, 'train').map(({ y }) => y)).toEqual([10, 20, 30]);
    expect(curvePoints(rows, { ...plain, metric: 'accuracy', axis: 'time' }, 'validation')).toEqual([
      { x: 0.5, y: 0.25 },
      { x: 4, y: 0.75 },
    ]);
    expect(curvePoints(rows, { ...plain, metric: 'accuracy' }, 'train')).toEqual([]);
    expect(curvePoints(rows, { ...plain, metric: 'learningRate' }, 'train')[1]?.y).toBeCloseTo(0.05, 12);
  });
});

describe('comparedMarks', () => {
  it('puts a change in the middle of an epoch to the middle of its time', () => {
    const moment = { atMs: 0, epoch: 1, batch: 1, x: 1.5 };
    const event = {
      ...moment,
      kind: 'change',
      setting: 'learningRate',
      layer: null,
      from: 1,
      to: 2,
    } as const;
    const detail = { id: 7, epochs: rows, events: [event], snapshotEpochs: [] } as unknown as RunDetail;
    const run = withDetail(undefined, detail);
    const compared: ComparedRun = { id: 7, run, label: '7', stroke: { colorToken: '--series-0', dash: [] } };
    expect(comparedMarks([compared], 'epoch')).toEqual([
      { x: 1.5, label: '7: α 1 → 2', colorToken: '--series-0' },
    ]);
    // Half-way between 0.5 s after the first and 2 s after the second epoch.
    expect(comparedMarks([compared], 'time')[0]?.x).toBeCloseTo(1.25, 12);
  });
});
