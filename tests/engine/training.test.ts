/** Training as a whole: it learns, repeats itself bit for bit, resumes, and stops where numbers break. */
import { describe, expect, test } from 'vitest';
import { EngineError } from '../../src-engine/errors';
import { TrainingSession } from '../../src-engine/train/session';
import type { EpochResult } from '../../src-engine/train/session';
import type { Experiment } from '../../src-engine/spec/experiment';
import { autoencoder, classifier, noiseSamples, withObjective } from './fixtures';
import { simdBytes } from './simd-bytes';

const wasm = simdBytes();
const samples = noiseSamples(150);

function trainAll(
  experiment: Experiment,
  kernels: Uint8Array | null = wasm,
): { session: TrainingSession; epochs: EpochResult[] } {
  const session = new TrainingSession(experiment, samples, kernels);
  const epochs: EpochResult[] = [];
  while (!session.finished) {
    session.trainBatch();
    if (session.epochComplete) epochs.push(session.endEpoch());
  }
  return { session, epochs };
}

function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

describe('training', () => {
  test('a classifier learns classes that can be told apart', () => {
    const { session, epochs } = trainAll({ ...classifier, training: { epochs: 20, batchSize: 7 } });
    expect(epochs.at(-1)?.train.accuracy).toBeGreaterThan(0.95);
    expect(session.evaluate('test')?.accuracy).toBeGreaterThan(0.9);
    expect(epochs.at(-1)?.train.loss).toBeLessThan(epochs[0].train.loss / 2);
  });

  test('a sparse autoencoder lowers its loss and moves ρ̂ towards ρ', () => {
    const { session, epochs } = trainAll({ ...autoencoder, training: { epochs: 60, batchSize: 8 } });
    expect(epochs.at(-1)?.validation?.loss).toBeLessThan((epochs[0].validation?.loss ?? 0) / 4);
    for (const mean of session.filters().meanActivations) expect(mean).toBeLessThan(0.2);
  });

  test('the terms of J add up, and accuracy is null where the target is the input', () => {
    const { epochs } = trainAll(autoencoder);
    for (const { train, validation } of epochs) {
      for (const metrics of [train, validation]) {
        expect(metrics).not.toBeNull();
        if (metrics === null) continue;
        expect(metrics.loss).toBeCloseTo(metrics.data + metrics.weightDecay + metrics.sparsity, 10);
        expect(metrics.weightDecay).toBeGreaterThan(0);
        expect(metrics.sparsity).toBeGreaterThan(0);
        expect(metrics.accuracy).toBeNull();
      }
    }
  });

  test.each([autoencoder, classifier])('two trainings of the $name give equal bytes', (experiment) => {
    expect(trainAll(experiment).session.weights()).toEqual(trainAll(experiment).session.weights());
  });

  test('another seed gives other weights', () => {
    const other = trainAll({ ...autoencoder, seed: autoencoder.seed + 1 }).session.weights();
    expect(other).not.toEqual(trainAll(autoencoder).session.weights());
  });

  test.each([autoencoder, classifier])('SIMD and reference kernels train the $name alike', (experiment) => {
    const fast = floats(trainAll(experiment).session.weights());
    const slow = floats(trainAll(experiment, null).session.weights());
    for (let index = 0; index < slow.length; index += 1) expect(fast[index]).toBeCloseTo(slow[index], 4);
  });

  test('units that start at zero stay identical for ever', () => {
    const layers = classifier.network.layers.map((layer) =>
      layer.type === 'dense' ? { ...layer, init: { type: 'zeros' } as const } : layer,
    );
    const zeros = floats(trainAll({ ...classifier, network: { layers } }).session.weights());
    const [first, ...others] = Array.from({ length: 6 }, (_, unit) => zeros.slice(unit * 9, unit * 9 + 9));
    for (const unit of others) expect(unit).toEqual(first);
  });

  test('a ridge without data shrinks weights by exactly 1 − αλ and leaves biases alone', () => {
    const quiet: Experiment = {
      ...withObjective(classifier, { weightDecay: 0.5, loss: 'squaredError' }),
      network: { layers: [{ type: 'dense', units: 4, activation: 'linear', init: { type: 'glorot' } }] },
      optimizer: { type: 'sgd', learningRate: 0.125, momentum: 0 },
    };
    const blank = { ...samples, inputs: new Float32Array(samples.inputs.length) };
    const session = new TrainingSession(quiet, blank, wasm);
    const before = floats(session.weights());
    session.trainBatch();
    const after = floats(session.weights());
    for (let index = 0; index < 36; index += 1)
      expect(after[index]).toBeCloseTo(before[index] * (1 - 0.125 * 0.5), 7);
    expect(after.slice(36)).not.toEqual(before.slice(36));
  });

  test('evaluation does not depend on the batch size', () => {
    const small = new TrainingSession(
      { ...autoencoder, training: { epochs: 1, batchSize: 1 } },
      samples,
      wasm,
    );
    const large = new TrainingSession(
      { ...autoencoder, training: { epochs: 1, batchSize: 500 } },
      samples,
      wasm,
    );
    expect(small.evaluate('train')).toEqual(large.evaluate('train'));
  });

  test('a minibatch as large as the split is full-batch descent', () => {
    const session = new TrainingSession(
      { ...autoencoder, training: { epochs: 1, batchSize: 500 } },
      samples,
      wasm,
    );
    expect(session.batchesPerEpoch).toBe(1);
    expect(session.trainBatch()).toBe(120);
  });

  test('numbers that break stop the run and name layer, tensor and step', () => {
    const wild: Experiment = {
      ...withObjective(classifier, { loss: 'squaredError' }),
      network: {
        layers: [
          { type: 'dense', units: 6, activation: 'relu', init: { type: 'he' } },
          { type: 'dense', units: 4, activation: 'linear', init: { type: 'glorot' } },
        ],
      },
      optimizer: { type: 'sgd', learningRate: 1000, momentum: 0 },
      training: { epochs: 50, batchSize: 7 },
    };
    let caught: unknown;
    try {
      trainAll(wild);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(EngineError);
    const { kind, place, message } = caught as EngineError;
    expect(kind).toBe('numeric');
    expect(place.step).toBeGreaterThan(1);
    expect(message).toMatch(/Layer \d \(Dense · .*\): the .* became .* at step \d+.*Lower the learning rate/);
  });

  test('a softmax that breaks is called by its own name, and the rate is what to change', () => {
    const wild = { ...classifier, optimizer: { type: 'sgd', learningRate: 1000, momentum: 0.9 } } as const;
    const layers = [{ type: 'dense', units: 4, activation: 'softmax', init: { type: 'glorot' } }] as const;
    const broken = { ...samples, inputs: samples.inputs.map((value) => value * 1e30) };
    const session = new TrainingSession({ ...wild, network: { layers } }, broken, wasm);
    let caught: unknown;
    try {
      for (let step = 0; step < 100; step += 1) session.trainBatch();
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(EngineError);
    expect((caught as EngineError).message).toContain('Layer 1 (Dense · softmax)');
    expect((caught as EngineError).place.field).toBe('optimizer.learningRate');
  });

  test('a picture that is not finite is told from a network that is not', () => {
    const broken = { ...samples, inputs: samples.inputs.slice() };
    broken.inputs[samples.train[3] * 9] = NaN;
    const session = new TrainingSession(
      { ...classifier, training: { epochs: 1, batchSize: 500 } },
      broken,
      wasm,
    );
    expect(() => session.trainBatch()).toThrow(/inputs of minibatch 1 are not finite/);
  });

  test('a plan that cannot fit is refused with its sizes', () => {
    const huge = { ...autoencoder, training: { epochs: 1, batchSize: 1_000_000 } };
    const crowd = { ...samples, train: new Uint32Array(1_000_000) };
    const wide = huge.network.layers.map((layer) =>
      layer.type === 'dense' && layer.units === 5 ? { ...layer, units: 65_536 } : layer,
    );
    const attempt = (): unknown => new TrainingSession({ ...huge, network: { layers: wide } }, crowd, wasm);
    expect(attempt).toThrow(/needs \d+ MB, but at most \d+ MB.*activations/);
  });

  test('a split without training samples is refused', () => {
    const attempt = (): unknown =>
      new TrainingSession(autoencoder, { ...samples, train: new Uint32Array(0) }, wasm);
    expect(attempt).toThrow(/at least one sample to train on/);
  });
});

describe('a checkpoint', () => {
  test.each([
    ['at the end of an epoch', 15],
    ['in the middle of an epoch', 22],
    ['before the first minibatch', 0],
  ])('taken %s continues bit for bit', (_when, batches) => {
    for (const experiment of [autoencoder, classifier]) {
      const straight = trainAll(experiment);
      const first = new TrainingSession(experiment, samples, wasm);
      for (let done = 0; done < batches; done += 1) {
        first.trainBatch();
        if (first.epochComplete) first.endEpoch();
      }
      const second = new TrainingSession({ ...experiment, name: 'Renamed' }, samples, wasm);
      second.restore(first.checkpoint());
      expect([second.epoch, second.batch]).toEqual([first.epoch, first.batch]);
      let last: EpochResult | undefined;
      while (!second.finished) {
        second.trainBatch();
        if (second.epochComplete) last = second.endEpoch();
      }
      expect(second.weights()).toEqual(straight.session.weights());
      expect(last).toEqual(straight.epochs.at(-1));
      expect(second.checkpoint()).toEqual(straight.session.checkpoint());
    }
  });

  test('of another experiment is refused with what differs', () => {
    const bytes = new TrainingSession(autoencoder, samples, wasm).checkpoint();
    const other = new TrainingSession({ ...autoencoder, seed: 77 }, samples, wasm);
    expect(() => other.restore(bytes)).toThrow(/another experiment.*seed is 3, expected 77/);
    const rate = { ...autoencoder, optimizer: { ...autoencoder.optimizer, learningRate: 1 } };
    expect(() => new TrainingSession(rate, samples, wasm).restore(bytes)).toThrow(/fingerprint/);
  });

  test('may be continued for more epochs', () => {
    const bytes = trainAll(autoencoder).session.checkpoint();
    const longer = new TrainingSession(
      { ...autoencoder, training: { epochs: 5, batchSize: 8 } },
      samples,
      wasm,
    );
    longer.restore(bytes);
    expect(longer.finished).toBe(false);
  });
});
