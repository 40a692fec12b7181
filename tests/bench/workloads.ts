/** The workloads that are measured, each as a piece of work of the engine itself. */
import type { Samples } from '../../src-engine/data/prepare-samples';
import { createSimdKernels } from '../../src-engine/kernels/simd/simd-kernels';
import { createRandom } from '../../src-engine/random';
import type { Experiment, OptimizerSpec } from '../../src-engine/spec/experiment';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { TrainingSession } from '../../src-engine/train/session';

export interface Workload {
  readonly name: string;
  readonly about: string;
  readonly unit: 'samples/s' | 'GFLOP/s';
  /** Builds it anew; the function does one piece and returns how much that was, in the unit times seconds. */
  prepare(wasm: Uint8Array): () => number;
}

/** Never reached: a bench trains for a time, not for epochs. */
const endlessEpochs = 1_000_000;

const momentum: OptimizerSpec = { type: 'sgd', learningRate: 0.01, momentum: 0.9 };
const adam: OptimizerSpec = { type: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** W1: dense 784-128-10 with ReLU and softmax, batch 32. */
function classifier(optimizer: OptimizerSpec): Experiment {
  return parseExperiment({
    version: 1,
    name: 'W1',
    seed: 1,
    data: { dataset: 'noise', mode: 'images' },
    network: {
      layers: [
        { type: 'dense', units: 128, activation: 'relu' },
        { type: 'dense', units: 10, activation: 'softmax' },
      ],
    },
    objective: { target: 'labels', loss: 'crossEntropy' },
    optimizer,
    training: { epochs: endlessEpochs, batchSize: 32 },
  });
}

/** W2: sparse autoencoder 100-100-100 with all the terms of its objective. */
function sparseAutoencoder(batchSize: number): Experiment {
  return parseExperiment({
    version: 1,
    name: 'W2',
    seed: 1,
    data: { dataset: 'noise', mode: 'images' },
    network: {
      layers: [
        { type: 'dense', units: 100, activation: 'sigmoid', init: 'ufldl' },
        { type: 'dense', units: 100, activation: 'sigmoid', init: 'ufldl' },
      ],
    },
    objective: {
      target: 'input',
      loss: 'squaredError',
      weightDecay: 0.0001,
      sparsity: { rho: 0.01, beta: 3 },
    },
    optimizer: momentum,
    training: { epochs: endlessEpochs, batchSize },
  });
}

/** Uniform numbers in [0.1, 0.9] with labels in turn; all of them to train on. */
function noise(count: number, side: number, classes: number): Samples {
  const random = createRandom(1, 'sample');
  return {
    inputs: Float32Array.from({ length: count * side * side }, () => 0.1 + 0.8 * random.uniform()),
    labels: Int32Array.from({ length: count }, (_, index) => (classes === 0 ? -1 : index % classes)),
    count,
    shape: [side, side, 1],
    classNames: Array.from({ length: classes }, (_, index) => String(index)),
    train: Uint32Array.from({ length: count }, (_, index) => index),
    validation: new Uint32Array(),
    test: new Uint32Array(),
  };
}

function training(experiment: Experiment, samples: Samples, wasm: Uint8Array): () => number {
  const session = new TrainingSession(experiment, samples, wasm);
  return () => {
    const count = session.trainBatch();
    if (session.epochComplete) session.endEpoch();
    return count;
  };
}

function product(size: number, wasm: Uint8Array): () => number {
  const area = size * size;
  const kernels = createSimdKernels(wasm, 3 * area);
  const random = createRandom(1, 'sample');
  for (let index = 0; index < 2 * area; index += 1) kernels.values[index] = random.uniform();
  return () => {
    kernels.gemmNN(size, size, size, 0, area, 2 * area);
    return (2 * size * area) / 1e9;
  };
}

export const workloads: readonly Workload[] = [
  {
    name: 'W1',
    about: 'dense 784-128-10, batch 32, SGD with momentum',
    unit: 'samples/s',
    prepare: (wasm) => training(classifier(momentum), noise(10_240, 28, 10), wasm),
  },
  {
    name: 'W1-adam',
    about: 'the same with Adam',
    unit: 'samples/s',
    prepare: (wasm) => training(classifier(adam), noise(10_240, 28, 10), wasm),
  },
  {
    name: 'W2-256',
    about: 'sparse autoencoder 100-100-100, batch 256',
    unit: 'samples/s',
    prepare: (wasm) => training(sparseAutoencoder(256), noise(10_240, 10, 0), wasm),
  },
  {
    name: 'GEMM-512',
    about: 'matrix product 512³, one thread',
    unit: 'GFLOP/s',
    prepare: (wasm) => product(512, wasm),
  },
];
