/** Minibatches cut into shards: whoever computes them, and however many threads there are, the bytes are equal. */
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Samples } from '../../src-engine/data/prepare-samples';
import { describeNetwork } from '../../src-engine/spec/describe-network';
import type { Experiment } from '../../src-engine/spec/experiment';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { createRandom } from '../../src-engine/random';
import { largestBatch } from '../../src-engine/train/create-descent';
import { controlWord } from '../../src-engine/train/shard-exchange';
import type { HelperOrder } from '../../src-engine/train/shard-helper';
import { TrainingSession } from '../../src-engine/train/session';
import { shardsOf } from '../../src-engine/train/shards';
import { ThreadChoice } from '../../src-engine/train/thread-choice';
import { buildWorker } from './run-worker';
import type { BuiltWorker } from './run-worker';
import { simdBytes } from './simd-bytes';

const wasm = simdBytes();

function experiment(changes: object): Experiment {
  return parseExperiment({
    version: 1,
    name: 'Shards',
    seed: 6,
    data: { dataset: 'noise', mode: 'images' },
    optimizer: { type: 'adam', learningRate: 0.003 },
    ...changes,
  });
}

/** Its last minibatch of 2 samples leaves shards empty. */
const sparseAutoencoder = experiment({
  network: {
    layers: [
      { type: 'dense', units: 140, activation: 'sigmoid' },
      { type: 'dense', units: 144, activation: 'sigmoid' },
    ],
  },
  objective: { target: 'input', loss: 'squaredError', weightDecay: 0.001, sparsity: { rho: 0.05, beta: 2 } },
  training: { epochs: 2, batchSize: 2999 },
});

const convnet = experiment({
  network: {
    layers: [
      { type: 'conv2d', filters: 48, kernelSize: 5, padding: 'same', activation: 'relu' },
      { type: 'conv2d', filters: 24, kernelSize: 3, activation: 'relu' },
      { type: 'pool2d', kind: 'max', region: 2 },
      { type: 'dropout', rate: 0.4 },
      { type: 'flatten' },
      { type: 'dense', units: 4, activation: 'softmax' },
    ],
  },
  objective: { target: 'labels', loss: 'crossEntropy', weightDecay: 0.0001 },
  training: { epochs: 2, batchSize: 47, clipNorm: 1 },
});

/** Its parameters are mostly such as no gradient is summed for. */
const frozenFeatures = experiment({
  network: {
    layers: [
      { type: 'conv2d', filters: 48, kernelSize: 5, padding: 'same', activation: 'relu', trainable: false },
      { type: 'conv2d', filters: 24, kernelSize: 3, activation: 'relu' },
      { type: 'pool2d', kind: 'mean', region: 2 },
      { type: 'flatten' },
      { type: 'dense', units: 4, activation: 'softmax' },
    ],
  },
  objective: { target: 'labels', loss: 'crossEntropy', weightDecay: 0.0001 },
  training: { epochs: 2, batchSize: 47, clipNorm: 1 },
});

function noise(count: number): Samples {
  const random = createRandom(4, 'sample');
  const all = Uint32Array.from({ length: count }, (_, index) => index);
  return {
    inputs: Float32Array.from({ length: count * 144 }, () => random.uniform()),
    labels: Int32Array.from({ length: count }, (_, index) => index % 4),
    count,
    shape: [12, 12, 1],
    classNames: ['a', 'b', 'c', 'd'],
    train: all,
    validation: new Uint32Array(),
    test: new Uint32Array(),
  };
}

/** All samples are one part, so that ρ̂ is over the shards of one look. */
const lbfgsAutoencoder = experiment({
  network: sparseAutoencoder.network,
  objective: sparseAutoencoder.objective,
  optimizer: { type: 'lbfgs' },
  training: { epochs: 4, batchSize: 100 },
});

/** Every step brings each shard the same samples. */
const fullBatchAutoencoder = experiment({
  network: sparseAutoencoder.network,
  objective: sparseAutoencoder.objective,
  optimizer: { type: 'sgd', learningRate: 0.5, momentum: 0.9 },
  training: { epochs: 3, batchSize: 3000 },
});

/** In two parts, the second of them small. */
const lbfgsConvnet = experiment({
  network: {
    layers: [
      { type: 'conv2d', filters: 48, kernelSize: 5, padding: 'same', activation: 'tanh' },
      { type: 'conv2d', filters: 24, kernelSize: 3, activation: 'tanh' },
      { type: 'flatten' },
      { type: 'dense', units: 4, activation: 'softmax' },
    ],
  },
  objective: convnet.objective,
  optimizer: { type: 'lbfgs' },
  training: { epochs: 2, batchSize: 100 },
});

const cases = [
  ['a sparse autoencoder', sparseAutoencoder, noise(3001), 12],
  ['a convolutional network with dropout', convnet, noise(107), 4],
  ['a network above frozen filters', frozenFeatures, noise(107), 4],
  ['a sparse autoencoder with L-BFGS', lbfgsAutoencoder, noise(3001), 12],
  ['a sparse autoencoder on all samples at once', fullBatchAutoencoder, noise(3000), 12],
  ['a convolutional network with L-BFGS in parts', lbfgsConvnet, noise(301), 24],
] as const;

let built: BuiltWorker;
const helpers: Worker[] = [];
beforeAll(async () => {
  built = await buildWorker();
});
afterAll(async () => {
  await Promise.all(helpers.map((helper) => helper.terminate()));
  built.remove();
});

/** Blocks this thread, as training does, until every helper is ready. */
function awaitReady(exchange: SharedArrayBuffer, count: number): void {
  const control = new Int32Array(exchange);
  for (;;) {
    const ready = Atomics.load(control, controlWord.ready);
    if (ready === 2 ** (count + 1) - 2) return;
    Atomics.wait(control, controlWord.ready, ready, 20);
  }
}

/**
 * Trains with all numbers of threads up to `most` in turns, as a trial of them does.
 * @param before called before every minibatch
 */
function trained(
  from: Experiment,
  samples: Samples,
  most: number,
  before: (session: TrainingSession) => void = () => undefined,
): { weights: Uint8Array; losses: number[] } {
  const orders: HelperOrder[] = [];
  const session = new TrainingSession(from, samples, wasm, {
    threads: {
      most,
      limit: () => most,
      now: () => 0,
      start(workerData) {
        orders.push(workerData);
        helpers.push(new Worker(built.file, { workerData }));
      },
    },
  });
  expect(orders).toHaveLength(most - 1);
  if (orders.length > 0) awaitReady(orders[0].exchange, orders.length);
  const losses: number[] = [];
  while (!session.finished) {
    before(session);
    session.trainBatch();
    losses.push(session.latest.loss, session.latest.accuracy ?? 0);
    if (session.epochComplete) session.endEpoch();
  }
  session.close();
  return { weights: session.weights(), losses };
}

describe.each(cases)('%s', (_name, from, samples, shards) => {
  test('is cut into shards', () => {
    const layers = describeNetwork(from, samples.shape, 4);
    const rows = largestBatch(from, samples, layers);
    expect(shardsOf(from, layers, rows, samples.train.length)).toBe(shards);
  });

  test('gives equal bytes and losses with 1, 2 and 4 threads', () => {
    const alone = trained(from, samples, 1);
    expect(trained(from, samples, 2)).toEqual(alone);
    expect(trained(from, samples, 4)).toEqual(alone);
  });
});

test('looking at other samples between two steps over all of them changes nothing', () => {
  const samples = noise(3000);
  const held = { ...samples, validation: Uint32Array.from({ length: 300 }, (_, index) => 2999 - index) };
  const look = (session: TrainingSession): void => {
    session.evaluate('train');
    session.filtersAfresh();
  };
  const undisturbed = trained(fullBatchAutoencoder, samples, 1);
  expect(trained(fullBatchAutoencoder, held, 1, look)).toEqual(undisturbed);
  expect(trained(fullBatchAutoencoder, held, 2, look)).toEqual(undisturbed);
});

test('a rate of dropout that is changed on the way reaches all threads', () => {
  const change = (session: TrainingSession): void => {
    if (session.batch === 1) session.change({ setting: 'dropout', layer: 3, value: 0.1 });
  };
  const samples = noise(107);
  const alone = trained(convnet, samples, 1, change);
  expect(trained(convnet, samples, 4, change)).toEqual(alone);
  expect(alone).not.toEqual(trained(convnet, samples, 1));
});

test('a run that may use one thread alone never wakes a helper', () => {
  let exchange = new SharedArrayBuffer(0);
  const session = new TrainingSession(convnet, noise(107), wasm, {
    threads: {
      most: 2,
      limit: () => 1,
      now: () => 0,
      start(workerData) {
        ({ exchange } = workerData);
        helpers.push(new Worker(built.file, { workerData }));
      },
    },
  });
  awaitReady(exchange, 1);
  while (!session.epochComplete) session.trainBatch();
  expect(new Int32Array(exchange)[controlWord.firstPhase + 1]).toBe(0);
  session.close();
});

describe('the number of threads', () => {
  const durations = (choice: ThreadChoice, limit: number, msOf: (threads: number) => number): number[] =>
    Array.from({ length: 18 }, () => {
      const threads = choice.next(limit);
      choice.took(msOf(threads));
      return threads;
    });

  test('is tried in turns, then the fastest is kept', () => {
    const tried = durations(new ThreadChoice(), 4, (threads) => (threads === 2 ? 5 : 9));
    expect(tried.slice(0, 9)).toEqual([1, 2, 4, 1, 2, 4, 1, 2, 4]);
    expect(tried.slice(9)).toEqual(new Array(9).fill(2));
  });

  test('is one where more do not win, and is tried again after a while of work', () => {
    const choice = new ThreadChoice();
    expect(durations(choice, 2, (threads) => 10 * threads).slice(6, 11)).toEqual(new Array(5).fill(1));
    choice.next(2);
    choice.took(60_000);
    expect([choice.next(2), (choice.took(9), choice.next(2))]).toEqual([1, 2]);
  });

  test('is one where two are hardly faster', () => {
    expect(durations(new ThreadChoice(), 2, (threads) => (threads === 2 ? 98 : 100)).slice(0, 6)).toEqual([
      1, 2, 1, 2, 1, 2,
    ]);
    const choice = new ThreadChoice();
    for (let turn = 0; turn < 4; turn += 1) durations(choice, 2, (threads) => (threads === 2 ? 98 : 100));
    expect(choice.best).toBe(1);
  });

  test('that lost while helpers were slow to start is tried again soon', () => {
    const choice = new ThreadChoice();
    let step = 0;
    const tried = durations(choice, 2, (threads) => (threads === 1 ? 20 : (step += 1) <= 3 ? 50 : 11));
    expect(tried.slice(0, 6)).toEqual([1, 2, 1, 2, 1, 2]);
    durations(choice, 2, (threads) => (threads === 1 ? 20 : 11));
    expect(choice.best).toBe(2);
  });

  test('is tried longer where durations overlap, and the median decides', () => {
    const choice = new ThreadChoice();
    const noise = [30, 12, 11, 40, 12, 10, 35, 11, 12, 13, 11, 12, 10, 33, 12];
    let step = 0;
    const tried = durations(choice, 2, (threads) => (threads === 1 ? 20 : noise[step++ % noise.length]));
    expect(tried).toEqual(Array.from({ length: 18 }, (_, index) => 1 + (index % 2)));
    durations(choice, 2, (threads) => (threads === 1 ? 20 : noise[step++ % noise.length]));
    expect(choice.best).toBe(2);
  });

  test('is tried again ever more rarely while trials agree', () => {
    const choice = new ThreadChoice();
    const tried = Array.from({ length: 400 }, () => {
      const threads = choice.next(2);
      choice.took(threads === 1 ? 20 : 10);
      return threads;
    });
    const trialSteps = (from: number, to: number): number =>
      tried.slice(from, to).filter((threads) => threads === 1).length;
    expect(trialSteps(0, 60)).toBeGreaterThan(2 * trialSteps(340, 400));
    expect(trialSteps(200, 400)).toBeLessThan(10);
  });

  test('follows a new limit at once', () => {
    const choice = new ThreadChoice();
    durations(choice, 2, (threads) => 20 / threads);
    expect(choice.best).toBe(2);
    expect(choice.next(1)).toBe(1);
  });
});
