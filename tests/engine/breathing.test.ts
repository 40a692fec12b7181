/** A run can be paused or stopped within a minibatch, however large: the engine looks up often enough. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSimdKernels } from '../../src-engine/kernels/simd/simd-kernels';
import { createRandom } from '../../src-engine/random';
import type { Experiment } from '../../src-engine/spec/experiment';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import type { PackedPictures } from '../../src-engine/worker/protocol';
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

test('an update of many parameters looks up between its pieces', () => {
  let looks = 0;
  const count = 3 * 2 ** 20 + 5;
  const kernels = createSimdKernels(wasm, 3 * count, { breathe: () => (looks += 1) });
  kernels.values.fill(1);
  expect(kernels.sgdUpdate(0, count, 2 * count, count, 0.5, 0.5)).toBe(true);
  expect(looks).toBe(3);
  expect(kernels.values.subarray(0, count).every((value) => value === 0.25)).toBe(true);
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
});
