/** Small experiments and samples that the engine's tests share. */
import type { Samples } from '../../src-engine/data/prepare-samples';
import { createRandom } from '../../src-engine/random';
import type { Experiment, ObjectiveSpec } from '../../src-engine/spec/experiment';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';

/** A sparse autoencoder as UFLDL's, small: 3×3 inputs, 5 hidden units. */
export const autoencoder = parseExperiment({
  version: 1,
  name: 'Sparse autoencoder',
  seed: 3,
  data: { dataset: 'noise', mode: 'images' },
  network: {
    layers: [
      { type: 'dense', units: 5, activation: 'sigmoid', init: 'ufldl' },
      { type: 'dense', units: 9, activation: 'sigmoid', init: 'ufldl' },
    ],
  },
  objective: {
    target: 'input',
    loss: 'squaredError',
    weightDecay: 0.0001,
    sparsity: { rho: 0.05, beta: 3 },
  },
  optimizer: { type: 'adam', learningRate: 0.01 },
  training: { epochs: 3, batchSize: 8 },
});

export const classifier = parseExperiment({
  version: 1,
  name: 'Classifier',
  seed: 4,
  data: { dataset: 'noise', mode: 'images' },
  network: {
    layers: [
      { type: 'flatten' },
      { type: 'dense', units: 6, activation: 'tanh' },
      { type: 'dense', units: 4, activation: 'softmax' },
    ],
  },
  objective: { target: 'labels', loss: 'crossEntropy', weightDecay: 0.001 },
  optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0.9 },
  training: { epochs: 3, batchSize: 7 },
});

/** The experiment with another objective; what is not given stays. */
export function withObjective(experiment: Experiment, objective: Partial<ObjectiveSpec>): Experiment {
  return { ...experiment, objective: { ...experiment.objective, ...objective } };
}

/**
 * `count` samples of 3×3 numbers in [0.1, 0.9] in four classes that differ in one pixel each; a tenth goes to
 * validation, a tenth to test.
 */
export function noiseSamples(count: number): Samples {
  const random = createRandom(9, 'sample');
  const labels = Int32Array.from({ length: count }, (_, index) => index % 4);
  const inputs = Float32Array.from({ length: count * 9 }, (_, index) => {
    const isMark = index % 9 === 2 * labels[Math.floor(index / 9)];
    return isMark ? 0.9 : 0.1 + 0.6 * random.uniform();
  });
  const all = Uint32Array.from({ length: count }, (_, index) => index);
  const tenth = Math.floor(count / 10);
  return {
    inputs,
    labels,
    count,
    shape: [3, 3, 1],
    classNames: ['a', 'b', 'c', 'd'],
    train: all.subarray(2 * tenth),
    validation: all.subarray(0, tenth),
    test: all.subarray(tenth, 2 * tenth),
  };
}
