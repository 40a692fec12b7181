/** Curves of arms: whole for training, dashed for validation, means with bands over seeds. */
import { describe, expect, it } from 'vitest';
import type { EpochRow } from '../../../src-main/contract/runs';
import { bandsOf, curvesOf, gapCurvesOf, gapOf } from './arm-series';

const terms = { data: 0, weightDecay: 0, sparsity: 0 };

function row(epoch: number, train: number, validation: number | null, accuracy = true): EpochRow {
  const metrics = (value: number) => ({ ...terms, loss: 1 - value, accuracy: accuracy ? value : null });
  return {
    epoch,
    train: metrics(train),
    validation: validation === null ? null : metrics(validation),
    learningRate: 1,
    samplesPerSecond: 1,
    durationMs: 1,
  };
}

const arms = [
  { name: 'standard', arm: 0, epochs: [row(1, 0.5, 0.4), row(2, 0.9, 0.6)] },
  { name: 'dropout', arm: 1, epochs: [row(1, 0.4, null)] },
];

describe('the curves of arms', () => {
  it('are a whole line and a dashed one in one colour, each arm in its own', () => {
    const series = curvesOf(arms, 'accuracy');
    expect(series.map(({ label }) => label)).toEqual(['standard', 'standard, validation', 'dropout']);
    expect(series[0]?.colorToken).toBe(series[1]?.colorToken);
    expect(series[2]?.colorToken).not.toBe(series[0]?.colorToken);
    expect(series[0]?.dash).toBeUndefined();
    expect(series[1]?.dash).toBeDefined();
    expect(series[1]?.points).toEqual([
      { x: 1, y: 0.4 },
      { x: 2, y: 0.6 },
    ]);
  });

  it('have a gap that grows where training runs ahead, in accuracy and in loss', () => {
    expect(gapOf(row(1, 0.9, 0.6), 'accuracy')).toBeCloseTo(0.3);
    expect(gapOf(row(1, 0.9, 0.6), 'loss')).toBeCloseTo(0.3);
    expect(gapOf(row(1, 0.9, null), 'loss')).toBeNull();
    expect(gapCurvesOf(arms, 'accuracy').map(({ points }) => points.length)).toEqual([2, 0]);
  });
});

describe('bands over seeds', () => {
  it('are the mean with Student’s interval, and a bare line where there is one seed', () => {
    const [many, one] = bandsOf(
      [
        { name: 'many', arm: 0, runs: [[row(1, 0.2, 0.1)], [row(1, 0.4, 0.3)]] },
        { name: 'one', arm: 1, runs: [[row(1, 0.2, 0.1)]] },
      ],
      'validation.accuracy',
    );
    expect(many.points).toEqual([{ x: 1, y: 0.2 }]);
    // t(0.975, 1) = 12.706, s/√2 = 0.1.
    expect(many.band?.lo[0]?.y).toBeCloseTo(0.2 - 1.2706, 3);
    expect(many.band?.hi[0]?.y).toBeCloseTo(0.2 + 1.2706, 3);
    expect(one.points).toHaveLength(1);
    expect(one.band?.lo).toEqual([]);
  });

  it('take the gap in loss where there are no classes', () => {
    const [series] = bandsOf([{ name: 'edges', arm: 0, runs: [[row(1, 0.9, 0.5, false)]] }], 'gap');
    expect(series.points[0]?.y).toBeCloseTo(0.4);
  });
});
