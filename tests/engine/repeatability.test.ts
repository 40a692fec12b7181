/** The same experiment gives the same bytes everywhere: four kinds of network against hashes that are kept here. */
import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepareSamples } from '../../src-engine/data/prepare-samples';
import { chooseVariant } from '../../src-engine/kernels/simd/variants';
import { createRandom } from '../../src-engine/random';
import type { Experiment } from '../../src-engine/spec/experiment';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { TrainingSession } from '../../src-engine/train/session';
import type { PackedPictures } from '../../src-engine/worker/protocol';
import { buildWorker, RunningWorker } from './run-worker';
import type { BuiltWorker } from './run-worker';
import { simdBytes } from './simd-bytes';

const wasm = simdBytes();

function experiment(name: string, changes: object): Experiment {
  return parseExperiment({
    version: 1,
    name,
    seed: 11,
    data: { dataset: 'noise', mode: 'images' },
    ...changes,
  });
}

const labelled = { target: 'labels', loss: 'crossEntropy' };

/** [experiment, SHA-256 of its weights]. A hash changes only where the arithmetic is meant to. */
const cases: readonly (readonly [Experiment, string])[] = [
  [
    experiment('a sparse autoencoder on patches, with momentum', {
      data: { dataset: 'noise', mode: 'patches', patchSize: [8, 8], patchCount: 900, preprocess: 'ufldl' },
      network: {
        layers: [
          { type: 'dense', units: 25, activation: 'sigmoid', init: 'ufldl' },
          { type: 'dense', units: 64, activation: 'sigmoid', init: 'ufldl' },
        ],
      },
      objective: {
        target: 'input',
        loss: 'squaredError',
        weightDecay: 0.0001,
        sparsity: { rho: 0.05, beta: 3 },
      },
      optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0.9 },
      training: { epochs: 3, batchSize: 100 },
    }),
    'f3e7023950f31577a6ed53b429a2cfc3e878cbe3c37efd79841e17320458e2b8',
  ],
  [
    experiment('a dense classifier with Adam', {
      network: {
        layers: [
          { type: 'flatten' },
          { type: 'dense', units: 37, activation: 'tanh' },
          { type: 'dropout', rate: 0.25 },
          { type: 'dense', units: 3, activation: 'softmax' },
        ],
      },
      objective: { ...labelled, weightDecay: 0.001 },
      optimizer: { type: 'adam', learningRate: 0.002 },
      training: { epochs: 4, batchSize: 17 },
    }),
    '738e5717175652f09d38a3f9f4600b87e673fcc16d590a56bb6bbb85cdda97fc',
  ],
  [
    experiment('a convolutional network whose minibatches are cut into shards', {
      network: {
        layers: [
          { type: 'conv2d', filters: 40, kernelSize: 5, padding: 'same', activation: 'relu' },
          { type: 'pool2d', kind: 'max', region: 2 },
          { type: 'conv2d', filters: 40, kernelSize: 5, padding: 'same', activation: 'relu' },
          { type: 'pool2d', kind: 'mean', region: 4 },
          { type: 'flatten' },
          { type: 'dropout', rate: 0.5 },
          { type: 'dense', units: 3, activation: 'softmax' },
        ],
      },
      objective: labelled,
      optimizer: { type: 'adamw', learningRate: 0.002 },
      training: { epochs: 2, batchSize: 48 },
    }),
    '2f8fa8c59d0287652344804a6a91323c2cca3a5343547a70d23ea4a3db11b5e4',
  ],
  [
    experiment('a sparse autoencoder with L-BFGS', {
      data: { dataset: 'noise', mode: 'patches', patchSize: [6, 6], patchCount: 500, preprocess: 'ufldl' },
      network: {
        layers: [
          { type: 'dense', units: 16, activation: 'sigmoid', init: 'ufldl' },
          { type: 'dense', units: 36, activation: 'sigmoid', init: 'ufldl' },
        ],
      },
      objective: {
        target: 'input',
        loss: 'squaredError',
        weightDecay: 0.0001,
        sparsity: { rho: 0.1, beta: 1 },
      },
      optimizer: { type: 'lbfgs' },
      training: { epochs: 8, batchSize: 100 },
    }),
    '9281b619ffda5da40942e3732e13db4a81abd137029de946e6c5b040b7d8d574',
  ],
];

function pictures(): PackedPictures {
  const random = createRandom(2, 'sample');
  const count = 120;
  return {
    count,
    height: 16,
    width: 16,
    channels: 1,
    pixels: Uint8Array.from({ length: count * 256 }, () => random.integer(256)),
    labels: Int32Array.from({ length: count }, (_, index) => index % 3),
    classNames: ['a', 'b', 'c'],
  };
}

function hash(weights: Uint8Array): string {
  return createHash('sha256').update(weights).digest('hex');
}

let worker: BuiltWorker;
beforeAll(async () => {
  worker = await buildWorker();
});
afterAll(() => worker.remove());

describe.each(cases)('$name', (spec, expected) => {
  test.each(['plain', 'revectorised'] as const)('gives its bytes with %s kernels', (variant) => {
    setFlagsFromString('--experimental-wasm-revectorize');
    chooseVariant(wasm, () => performance.now(), false);
    const session = new TrainingSession(spec, prepareSamples(spec, pictures()), wasm, { variant });
    while (!session.finished) {
      session.trainBatch();
      if (session.epochComplete) session.endEpoch();
    }
    session.finish();
    expect(hash(session.weights())).toBe(expected);
  });

  test('gives its bytes in a worker with whatever kernels and threads it chooses', async () => {
    const order = { experiment: spec, pictures: pictures(), kernelsWasm: wasm, checkpoint: null };
    const { weights } = await new RunningWorker(worker.file, order).next('done');
    expect(hash(weights)).toBe(expected);
  });
});
