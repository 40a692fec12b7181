/** Whole trainings of networks on pictures: they learn, repeat themselves bit for bit, and go on from a checkpoint. */
import { describe, expect, test } from 'vitest';
import type { Samples } from '../../src-engine/data/prepare-samples';
import { createRandom } from '../../src-engine/random';
import type { Experiment } from '../../src-engine/spec/experiment';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { TrainingSession } from '../../src-engine/train/session';
import { simdBytes } from './simd-bytes';

const wasm = simdBytes();

/** Noisy 8×8 pictures of a bar at any place: lying, standing, or one of the two diagonals. */
function bars(count: number): Samples {
  const random = createRandom(21, 'sample');
  const labels = Int32Array.from({ length: count }, (_, index) => index % 4);
  const inputs = new Float32Array(count * 64);
  const steps = [
    [0, 1],
    [1, 0],
    [1, 1],
    [1, -1],
  ] as const;
  for (let sample = 0; sample < count; sample += 1) {
    const [down, right] = steps[labels[sample]];
    const y = 1 + random.integer(6 - 3 * down);
    const x = (right < 0 ? 4 : 1) + random.integer(right === 0 ? 6 : 3);
    for (let pixel = 0; pixel < 64; pixel += 1) inputs[sample * 64 + pixel] = 0.2 * random.uniform();
    for (let step = 0; step < 4; step += 1)
      inputs[sample * 64 + (y + step * down) * 8 + x + step * right] += 0.8;
  }
  const all = Uint32Array.from({ length: count }, (_, index) => index);
  const tenth = Math.floor(count / 10);
  return {
    inputs,
    labels,
    count,
    shape: [8, 8, 1],
    classNames: ['lying', 'standing', 'falling', 'rising'],
    train: all.subarray(2 * tenth),
    validation: all.subarray(0, tenth),
    test: all.subarray(tenth, 2 * tenth),
  };
}

const samples = bars(600);

function experimentOf(name: string, layers: readonly unknown[], objective: object): Experiment {
  return parseExperiment({
    version: 1,
    name,
    seed: 8,
    data: { dataset: 'bars', mode: 'images' },
    network: { layers },
    objective,
    optimizer: { type: 'adam', learningRate: 0.01 },
    training: { epochs: 5, batchSize: 16 },
  });
}

const convnet = experimentOf(
  'convolutional classifier',
  [
    { type: 'conv2d', filters: 6, kernelSize: 3, activation: 'linear' },
    { type: 'batchNorm' },
    { type: 'activation', activation: 'relu' },
    { type: 'pool2d', region: 2 },
    { type: 'conv2d', filters: 8, kernelSize: 2, activation: 'leakyRelu' },
    { type: 'dropout', rate: 0.2 },
    { type: 'dense', units: 4, activation: 'softmax' },
  ],
  { target: 'labels', loss: 'crossEntropy', maxNorm: 4 },
);

const denoiser = experimentOf(
  'denoising convolutional autoencoder',
  [
    { type: 'conv2d', filters: 8, kernelSize: 3, stride: 2, padding: 'same', activation: 'relu' },
    { type: 'convTranspose2d', filters: 4, kernelSize: 2, stride: 2, activation: 'relu' },
    { type: 'conv2d', filters: 1, kernelSize: 3, padding: 'same', activation: 'linear' },
  ],
  {
    target: 'input',
    loss: 'squaredError',
    activityL1: 0.0001,
    corruption: { type: 'gaussian', amount: 0.2 },
  },
);

function trainAll(experiment: Experiment, kernels: Uint8Array | null = wasm): TrainingSession {
  const session = new TrainingSession(experiment, samples, kernels);
  while (!session.finished) {
    session.trainBatch();
    if (session.epochComplete) session.endEpoch();
  }
  return session;
}

describe('training on pictures', () => {
  test('a convolutional classifier learns bars at any place', () => {
    const session = new TrainingSession(convnet, samples, wasm);
    expect(session.evaluate('test')?.accuracy).toBeLessThan(0.6);
    expect(trainAll(convnet).evaluate('test')?.accuracy).toBeGreaterThan(0.95);
  });

  test('a denoising autoencoder learns to give back clean pictures', () => {
    const before = new TrainingSession(denoiser, samples, wasm).evaluate('test')?.data ?? 0;
    const after = trainAll(denoiser).evaluate('test');
    expect(after?.data).toBeLessThan(before / 4);
    expect(after?.accuracy).toBeNull();
    expect(after?.sparsity).toBeGreaterThan(0);
  });

  test.each([convnet, denoiser])('two trainings of the $name give equal bytes', (experiment) => {
    const first = trainAll(experiment);
    const second = trainAll(experiment);
    expect(second.weights()).toEqual(first.weights());
    expect(second.checkpoint()).toEqual(first.checkpoint());
  });

  test.each([convnet, denoiser])('a checkpoint of the $name continues bit for bit', (experiment) => {
    const straight = trainAll(experiment);
    const first = new TrainingSession(experiment, samples, wasm);
    for (let done = 0; done < 40; done += 1) {
      first.trainBatch();
      if (first.epochComplete) first.endEpoch();
    }
    const second = new TrainingSession(experiment, samples, wasm);
    second.restore(first.checkpoint());
    while (!second.finished) {
      second.trainBatch();
      if (second.epochComplete) second.endEpoch();
    }
    expect(second.weights()).toEqual(straight.weights());
    // Running statistics are in the checkpoint, not in the weights.
    expect(second.checkpoint()).toEqual(straight.checkpoint());
    expect(second.evaluate('test')).toEqual(straight.evaluate('test'));
  });

  test.each([convnet, denoiser])('SIMD and reference kernels start the $name alike', (experiment) => {
    const fast = new TrainingSession(experiment, samples, wasm);
    const slow = new TrainingSession(experiment, samples, null);
    for (let step = 0; step < 5; step += 1) {
      fast.trainBatch();
      slow.trainBatch();
      expect(Math.abs(fast.latest.loss / slow.latest.loss - 1)).toBeLessThan(1e-4);
    }
  });

  test('the filters of a convolution are pictures of its kernels', () => {
    const { layer, units, height, width, channels, meanActivations } = trainAll(convnet).filters();
    expect([layer, units, height, width, channels]).toEqual([0, 6, 3, 3, 1]);
    for (const mean of meanActivations) expect(Number.isFinite(mean)).toBe(true);
  });
});
