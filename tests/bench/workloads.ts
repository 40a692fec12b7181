/** The workloads that are measured: their experiments, and the noise they are trained on. */
import type { Samples } from '../../src-engine/data/prepare-samples';
import { createRandom } from '../../src-engine/random';
import type { Experiment } from '../../src-engine/spec/experiment';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';

export interface Workload {
  readonly name: string;
  readonly about: string;
  readonly unit: 'samples/s' | 'GFLOP/s';
  /** null is the bare matrix product. */
  readonly training: TrainingWorkload | null;
}

export interface TrainingWorkload {
  readonly experiment: Experiment;
  /** The same without anything random, to compare losses; the experiment itself where it has nothing random. */
  readonly checked: Experiment;
  readonly samples: () => Samples;
}

/** Never reached: a bench trains for a time, not for epochs. */
const endlessEpochs = 1_000_000;

const momentum = { type: 'sgd', learningRate: 0.01, momentum: 0.9 };
const adam = { type: 'adam', learningRate: 0.001 };

export interface Sizes {
  /** Hidden units. */
  readonly width: number;
  readonly batchSize: number;
  readonly sampleCount: number;
}

/** Dense 784-width-10 with ReLU and softmax. */
export function classifier(optimizer: object, { width, batchSize, sampleCount }: Sizes): TrainingWorkload {
  const experiment = parseExperiment({
    version: 1,
    name: 'Classifier',
    seed: 1,
    data: { dataset: 'noise', mode: 'images' },
    network: {
      layers: [
        { type: 'dense', units: width, activation: 'relu' },
        { type: 'dense', units: 10, activation: 'softmax' },
      ],
    },
    objective: { target: 'labels', loss: 'crossEntropy' },
    optimizer,
    training: { epochs: endlessEpochs, batchSize },
  });
  return { experiment, checked: experiment, samples: () => noise(sampleCount, 28, 10) };
}

/** Sparse autoencoder 100-width-100 with all the terms of its objective. */
export function sparseAutoencoder({ width, batchSize, sampleCount }: Sizes): TrainingWorkload {
  const experiment = parseExperiment({
    version: 1,
    name: 'Sparse autoencoder',
    seed: 1,
    data: { dataset: 'noise', mode: 'images' },
    network: {
      layers: [
        { type: 'dense', units: width, activation: 'sigmoid', init: 'ufldl' },
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
  return { experiment, checked: experiment, samples: () => noise(sampleCount, 10, 0) };
}

/** 28×28: conv 3×3×32 – pool – conv 3×3×64 – pool – 128 – dropout – 10, batch 64, Adam. */
function convnet(): TrainingWorkload {
  const withDropout = (rate: number): Experiment =>
    parseExperiment({
      version: 1,
      name: 'Convnet',
      seed: 1,
      data: { dataset: 'noise', mode: 'images' },
      network: {
        layers: [
          { type: 'conv2d', filters: 32, kernelSize: 3, activation: 'relu' },
          { type: 'pool2d', kind: 'max', region: 2 },
          { type: 'conv2d', filters: 64, kernelSize: 3, activation: 'relu' },
          { type: 'pool2d', kind: 'max', region: 2 },
          { type: 'flatten' },
          { type: 'dense', units: 128, activation: 'relu' },
          { type: 'dropout', rate },
          { type: 'dense', units: 10, activation: 'softmax' },
        ],
      },
      objective: { target: 'labels', loss: 'crossEntropy' },
      optimizer: adam,
      training: { epochs: endlessEpochs, batchSize: 64 },
    });
  return { experiment: withDropout(0.5), checked: withDropout(0), samples: () => noise(2048, 28, 10) };
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

const dense: Sizes = { width: 128, batchSize: 32, sampleCount: 10_240 };
const small: Sizes = { width: 100, batchSize: 256, sampleCount: 10_240 };
const full: Sizes = { width: 100, batchSize: 10_000, sampleCount: 10_000 };

export const productSize = 512;

export const workloads: readonly Workload[] = [
  {
    name: 'W1',
    about: 'dense 784-128-10, batch 32, SGD with momentum',
    unit: 'samples/s',
    training: classifier(momentum, dense),
  },
  {
    name: 'W1-adam',
    about: 'the same with Adam',
    unit: 'samples/s',
    training: classifier(adam, dense),
  },
  {
    name: 'W2-256',
    about: 'sparse autoencoder 100-100-100, batch 256',
    unit: 'samples/s',
    training: sparseAutoencoder(small),
  },
  {
    name: 'W2-full',
    about: 'the same, full batch of 10,000',
    unit: 'samples/s',
    training: sparseAutoencoder(full),
  },
  {
    name: 'W3',
    about: 'convnet 28×28, batch 64, Adam',
    unit: 'samples/s',
    training: convnet(),
  },
  {
    name: 'GEMM-512',
    about: 'matrix product 512³, one thread',
    unit: 'GFLOP/s',
    training: null,
  },
];

/** @throws where there is none of that name */
export function findWorkload(name: string): Workload {
  const found = workloads.find((workload) => workload.name === name);
  if (found === undefined) throw new Error(`No workload is called ${name}.`);
  return found;
}
