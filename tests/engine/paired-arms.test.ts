/**
 * Arms of a sweep are compared in pairs of equal seed: they begin with the same weights and see the same minibatches,
 * whatever setting they differ in.
 */
import { describe, expect, it } from 'vitest';
import { armExperiment, parseSweep, type Settings } from '../../src-engine/index';
import { TrainingSession } from '../../src-engine/train/session';
import { noiseSamples } from './fixtures';
import { simdBytes } from './simd-bytes';

const samples = noiseSamples(60);

/** The networks of the base and of an arm that differs from it. */
function pair(set: Settings, target: 'input' | 'labels' = 'labels'): [TrainingSession, TrainingSession] {
  const output =
    target === 'labels'
      ? { type: 'dense', units: 4, activation: 'softmax' }
      : { type: 'dense', units: 9, activation: 'sigmoid', init: 'zeros' };
  const sweep = parseSweep({
    version: 1,
    base: {
      version: 1,
      name: 'Pair',
      seed: 1,
      data: { dataset: 'noise', mode: 'images' },
      network: {
        layers: [{ type: 'dense', units: 6, activation: 'relu' }, { type: 'dropout', rate: 0 }, output],
      },
      objective: { target, loss: target === 'labels' ? 'crossEntropy' : 'squaredError' },
      optimizer: { type: 'sgd', learningRate: target === 'labels' ? 0.5 : 1e-30 },
      training: { epochs: 3, batchSize: 8 },
    },
    arms: [{ name: 'base' }, { name: 'other', set }],
  });
  const [a, b] = [0, 1].map(
    (arm) => new TrainingSession(armExperiment(sweep, arm, 21), samples, simdBytes()),
  );
  return [a, b];
}

describe('two arms at one seed', () => {
  it.each<Settings>([
    { 'network.layers.1.rate': 0.5 },
    { 'network.layers.0.activation': 'tanh', 'network.layers.0.init': 'he' },
    { 'objective.weightDecay': 0.1, 'objective.maxNorm': 1 },
    { optimizer: { type: 'adam', learningRate: 0.01 } },
    { 'training.batchSize': 4 },
  ])('begin with equal weights where they differ in %o', (set) => {
    const [a, b] = pair(set);
    expect(Buffer.from(a.weights()).equals(b.weights())).toBe(true);
  });

  it('begin with equal weights in the layers below one that begins otherwise', () => {
    const [a, b] = pair({ 'network.layers.2.init': 'zeros' });
    const first = 4 * (9 * 6 + 6);
    expect(Buffer.from(a.weights().subarray(0, first)).equals(b.weights().subarray(0, first))).toBe(true);
    expect(Buffer.from(a.weights()).equals(b.weights())).toBe(false);
  });

  it('train to the same weights where nothing differs that matters', () => {
    const [a, b] = pair({ 'network.layers.1.rate': 0, 'training.epochs': 5 });
    for (const session of [a, b]) {
      for (let epoch = 0; epoch < 2; epoch += 1) {
        while (!session.epochComplete) session.trainBatch();
        session.endEpoch();
      }
    }
    expect(Buffer.from(a.weights()).equals(b.weights())).toBe(true);
  });

  it('see the same minibatches in the same order, with dropout and without', () => {
    // The output layer is zero and hardly moves, so the loss tells which samples are in the minibatch and nothing else.
    const [without, dropped] = pair({ 'network.layers.1.rate': 0.5 }, 'input').map((session) => {
      const losses: number[] = [];
      for (let epoch = 0; epoch < 2; epoch += 1) {
        while (!session.epochComplete) {
          session.trainBatch();
          losses.push(session.latest.loss);
        }
        session.endEpoch();
      }
      return losses;
    });
    expect(without).toHaveLength(12);
    expect(new Set(without).size).toBeGreaterThan(10);
    expect(dropped).toEqual(without);
  });

  it('shows what beginning at zero does: hidden units stay equal, bit for bit', () => {
    const rowsAfterTraining = (session: TrainingSession): string[] => {
      while (!session.finished) {
        session.trainBatch();
        if (session.epochComplete) session.endEpoch();
      }
      const weights = Buffer.from(session.weights());
      const row = 9 * 4;
      return Array.from({ length: 6 }, (_, unit) => weights.toString('hex', unit * row, (unit + 1) * row));
    };
    const zeros = {
      'network.layers.0.init': 'zeros',
      'network.layers.2.init': 'zeros',
      'optimizer.learningRate': 0.5,
    };
    const sigmoid = { 'network.layers.0.activation': 'sigmoid' };
    const [small, equal] = pair({ ...zeros, ...sigmoid }).map(rowsAfterTraining);
    expect(new Set(small).size).toBe(6);
    expect(new Set(equal).size).toBe(1);
    expect(equal[0]).not.toMatch(/^0+$/);
  });
});
