/** The figures of runs, by hand, and what may not be compared. */
import { describe, expect, it } from 'vitest';
import { parseSweep, type Metrics } from '../../src-engine';
import type { SweepRun } from '../contract/sweeps';
import { compareArms, figuresOf } from './figures';

const metrics = (data: number, accuracy: number | null): Metrics => ({
  loss: data + 0.5,
  data,
  weightDecay: 0.5,
  sparsity: 0,
  accuracy,
});

describe('figuresOf', () => {
  const measured = {
    state: 'finished' as const,
    train: metrics(0.25, 1),
    validation: null,
    test: metrics(0.75, 0.875),
    durationMs: 1500,
  };

  it('has both gaps, the one in the loss without penalties', () => {
    expect(figuresOf(measured)).toEqual({
      'train.loss': 0.75,
      'train.accuracy': 1,
      'test.loss': 1.25,
      'test.accuracy': 0.875,
      'test.data': 0.75,
      gap: 0.125,
      'gap.loss': 0.5,
      seconds: 1.5,
    });
  });

  it('leaves out what a run has not', () => {
    const autoencoder = { ...measured, train: metrics(1, null), test: metrics(2, null) };
    expect(figuresOf(autoencoder)).not.toHaveProperty('gap');
    expect(figuresOf({ ...measured, test: null })).not.toHaveProperty('gap.loss');
    expect(figuresOf({ ...measured, test: metrics(NaN, 0.5) })).not.toHaveProperty('test.loss');
  });

  it('knows nothing of a run that has not finished', () => {
    expect(figuresOf({ ...measured, state: 'stopped' })).toEqual({});
    expect(figuresOf({ ...measured, state: 'running' })).toEqual({});
  });
});

describe('compareArms', () => {
  const sweep = parseSweep({
    version: 1,
    base: {
      version: 1,
      name: 'x',
      seed: 1,
      data: { dataset: 'x', mode: 'images' },
      network: { layers: [{ type: 'dense', units: 2, activation: 'softmax' }] },
      objective: { target: 'labels', loss: 'crossEntropy' },
      optimizer: { type: 'adam', learningRate: 0.01 },
      training: { epochs: 1, batchSize: 1 },
    },
    arms: [{ name: 'a' }, { name: 'b', set: { 'training.epochs': 2 } }, { name: 'c' }],
  });
  const run = (arm: number, seed: number, accuracy: number | null): SweepRun => ({
    runId: 10 * arm + seed,
    arm,
    seed,
    state: accuracy === null ? 'failed' : 'finished',
    epochsDone: 1,
    epochsTotal: 1,
    figures: accuracy === null ? {} : { 'test.accuracy': accuracy },
    error: null,
  });

  it('pairs by seed what both have finished, and counts what failed', () => {
    const runs = [
      run(0, 1, 0.5),
      run(0, 2, 0.75),
      run(0, 3, null),
      run(1, 2, 1),
      run(1, 1, 0.5),
      run(1, 3, 1),
    ];
    const { arms, differences } = compareArms(sweep, runs, 0);
    expect(arms.map(({ finished, failed }) => [finished, failed])).toEqual([
      [2, 1],
      [3, 0],
      [0, 0],
    ]);
    expect(arms[0]?.metric['test.accuracy']).toMatchObject({ mean: 0.625, n: 2 });
    expect(differences).toEqual([
      expect.objectContaining({
        a: 0,
        b: 1,
        mean: 0.125,
        n: 2,
        seeds: [1, 2],
        verdict: 'unshown',
      }),
    ]);
  });

  it('takes any arm as the reference', () => {
    const runs = [run(0, 1, 0.5), run(2, 1, 0.25)];
    expect(compareArms(sweep, runs, 2).differences).toEqual([
      expect.objectContaining({ a: 2, b: 0, mean: 0.25, ci95: null, verdict: 'single' }),
    ]);
  });
});
