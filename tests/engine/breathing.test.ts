/** A run can be paused or stopped within a minibatch, however large: the engine looks up often enough. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { breathingKernels } from '../../src-engine/kernels/breathing-kernels';
import type { FloatArray } from '../../src-engine/kernels/kernels';
import { createSimdKernels } from '../../src-engine/kernels/simd/simd-kernels';
import { planMemory } from '../../src-engine/model/memory-plan';
import { Model } from '../../src-engine/model/model';
import { createRandom } from '../../src-engine/random';
import type { Experiment } from '../../src-engine/spec/experiment';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { computeGradient } from '../../src-engine/train/gradient';
import type { PackedPictures } from '../../src-engine/worker/protocol';
import { autoencoder, classifier, noiseSamples, withObjective } from './fixtures';
import { buildWorker, RunningWorker } from './run-worker';
import type { BuiltWorker } from './run-worker';
import { simdBytes } from './simd-bytes';

const wasm = simdBytes();

test.each([
  [2000, 300, 700],
  [64, 3000, 600],
  [300, 200, 5000],
])('a product of %i×%i×%i never goes on for long without a look', (m, n, k) => {
  let looks = 0;
  const b = m * k;
  const c = b + k * n;
  const kernels = createSimdKernels(wasm, c + m * n, { breathe: () => (looks += 1) });
  for (const multiply of [kernels.gemmNN, kernels.gemmNT, kernels.gemmTN]) {
    looks = 0;
    multiply(m, n, k, 0, b, c);
    // 17 million multiplications are about half a millisecond.
    expect((m * n * k) / (looks + 1)).toBeLessThan(17e6);
  }
});

test('a shard hands on many gradients in pieces', () => {
  let looks = 0;
  const count = 50;
  const plain = createSimdKernels(wasm, 2 * count);
  const kernels = breathingKernels(plain, () => (looks += 1), 7);
  plain.values.forEach((_, index) => (plain.values[index] = index));
  kernels.copyScaled(0, count, count, 0.375);
  expect(looks).toBe(7);
  expect([...plain.values.subarray(count)]).toEqual(Array.from({ length: count }, (_, i) => 0.375 * i));
});

test('an update of many parameters looks up between its pieces', () => {
  let looks = 0;
  const count = 3 * 2 ** 20 + 5;
  const kernels = createSimdKernels(wasm, 3 * count, { breathe: () => (looks += 1) });
  kernels.values.fill(1);
  expect(kernels.sgdUpdate(0, count, 2 * count, count, 0.5, 0.5)).toBe(true);
  expect(looks).toBe(3);
  expect(kernels.values.subarray(0, count).every((value) => value === 0.25)).toBe(true);
});

const network = {
  layers: [
    { type: 'conv2d', filters: 3, kernelSize: 2, padding: 'same', activation: 'relu' },
    { type: 'batchNorm' },
    { type: 'activation', activation: 'tanh' },
    { type: 'dropout', rate: 0.3 },
    { type: 'pool2d', kind: 'max', region: 2, stride: 1 },
    { type: 'pool2d', kind: 'mean', region: 2, stride: 1 },
    { type: 'flatten' },
    { type: 'dense', units: 4, activation: 'softmax' },
  ],
};
const objective = { ...classifier.objective, activityL1: 0.01 };
const denoiser = withObjective(autoencoder, { corruption: { type: 'masking', amount: 0.3 } });

/** The whole arena after the gradient of one minibatch; with `breathe`, cut into pieces of seven numbers. */
function arenaAfterGradient(experiment: Experiment, breathe: (() => void) | null): FloatArray {
  const rows = 20;
  const { shape, inputs, labels, count, train } = noiseSamples(60);
  const plan = planMemory(experiment, { inputShape: shape, rows, sampleCount: count });
  const plain = createSimdKernels(wasm, plan.elements);
  const kernels = breathe === null ? plain : breathingKernels(plain, breathe, 7);
  kernels.values.set(inputs, plan.samples.offset);
  const model = new Model(experiment, plan, kernels);
  model.initialize();
  computeGradient(model, labels, train, 0, rows, 3);
  return kernels.values;
}

test.each([
  ['a convolutional network', parseExperiment({ ...classifier, network, objective })],
  ['a sparse denoising autoencoder', denoiser],
])('the passes of %s look up between pieces and give the bits of whole passes', (_what, experiment) => {
  let looks = 0;
  const inPieces = arenaAfterGradient(experiment, () => (looks += 1));
  expect(inPieces).toEqual(arenaAfterGradient(experiment, null));
  expect(looks).toBeGreaterThan(50);
});

test('giving up between two pieces ends the pass there', () => {
  const plain = createSimdKernels(wasm, 40);
  const kernels = breathingKernels(
    plain,
    () => {
      throw new Error('enough');
    },
    16,
  );
  kernels.values.fill(1);
  expect(() => kernels.scale(0, 40, 3)).toThrow('enough');
  expect([...kernels.values].filter((value) => value === 3)).toHaveLength(16);
});

/** One minibatch of it takes seconds. */
const heavy: Experiment = parseExperiment({
  version: 1,
  name: 'Heavy',
  seed: 5,
  data: { dataset: 'noise', mode: 'patches', patchSize: [32, 32], patchCount: 4000 },
  split: { validation: 0, test: 0 },
  network: {
    layers: [
      { type: 'dense', units: 6000, activation: 'sigmoid' },
      { type: 'dense', units: 1024, activation: 'linear' },
    ],
  },
  objective: { target: 'input', loss: 'squaredError' },
  optimizer: { type: 'sgd', learningRate: 0.001 },
  training: { epochs: 2, batchSize: 4000 },
});

function pictures(): PackedPictures {
  const random = createRandom(2, 'sample');
  const pixels = Uint8Array.from({ length: 64 * 64 }, () => random.integer(256));
  return { count: 1, height: 64, width: 64, channels: 1, pixels, labels: Int32Array.of(-1), classNames: [] };
}

describe('a run in the middle of its first minibatch', () => {
  let worker: BuiltWorker;
  beforeAll(async () => {
    worker = await buildWorker();
  });
  afterAll(() => worker.remove());

  test('pauses, and stops from there, before the minibatch is done', async () => {
    const order = { experiment: heavy, pictures: pictures(), kernelsWasm: wasm, checkpoint: null };
    const run = new RunningWorker(worker.file, order);
    await run.next('ready');
    run.command('pause');
    expect(await run.next('paused')).toMatchObject({ epoch: 1, batch: 0 });
    run.command('stop');
    await run.next('stopped');
    expect(await run.exited).toBe(0);
  });

  test('stops while its samples are still being prepared', async () => {
    const order = { experiment: heavy, pictures: pictures(), kernelsWasm: wasm, checkpoint: null };
    const run = new RunningWorker(worker.file, order);
    run.command('stop');
    await run.next('stopped');
    expect(run.messages.map(({ type }) => type)).toEqual(['stopped']);
    expect(await run.exited).toBe(0);
  });
});
