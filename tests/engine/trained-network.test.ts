/** Trained networks that are asked: against cases worked by hand, finite differences and the session that trained them. */
import { describe, expect, test } from 'vitest';
import { TrainedNetwork } from '../../src-engine/inspect/trained-network';
import type { OpenOptions, UnitStage } from '../../src-engine/inspect/trained-network';
import { planMemory } from '../../src-engine/model/memory-plan';
import { createRandom } from '../../src-engine/random';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { elementCount } from '../../src-engine/tensor';
import { TrainingSession } from '../../src-engine/train/session';
import { autoencoder, classifier, noiseSamples } from './fixtures';
import { simdBytes } from './simd-bytes';
import { checkpointOf, experimentOf } from './trained';

const wasm = simdBytes();

const backends: [string, Omit<OpenOptions, 'rows'>][] = [
  ['reference', { kernelsWasm: null }],
  ['float64', { kernelsWasm: null, precision: 'float64' }],
  ['simd', { kernelsWasm: wasm }],
];

/** x = [x0, x1] → tanh of [x0 + 2·x1, −x0 + 0.5] → logits [a0 − a1, 3·a1]. */
const small = experimentOf(
  [
    { type: 'dense', units: 2, activation: 'tanh' },
    { type: 'dense', units: 2, activation: 'softmax' },
  ],
  { objective: { target: 'labels', loss: 'crossEntropy' } },
);
const smallParameters = Float32Array.of(1, 2, -1, 0, 0, 0.5, 1, -1, 0, 3, 0, 0);

describe.each(backends)('a trained network on %s kernels', (_name, options) => {
  const network = new TrainedNetwork(
    {
      experiment: small,
      sampleShape: [1, 2, 1],
      classCount: 2,
      checkpoint: checkpointOf(small, smallParameters),
    },
    { ...options, rows: 3 },
  );

  test('gives the activations of every layer and the probabilities of the classes', () => {
    network.forward(Float32Array.of(0.5, 0.25, 0, 1), 2);
    const hidden = [Math.tanh(1), Math.tanh(0), Math.tanh(2), Math.tanh(0.5)];
    const logits = [hidden[0] - hidden[1], 3 * hidden[1], hidden[2] - hidden[3], 3 * hidden[3]];
    [...network.activations(0)].forEach((value, i) => expect(value).toBeCloseTo(hidden[i], 6));
    [...network.activations(1)].forEach((value, i) => expect(value).toBeCloseTo(logits[i], 5));
    const probabilities = network.probabilities();
    expect(probabilities.length).toBe(4);
    for (const row of [0, 1]) {
      const [a, b] = [Math.exp(logits[2 * row]), Math.exp(logits[2 * row + 1])];
      expect(probabilities[2 * row]).toBeCloseTo(a / (a + b), 6);
      expect(probabilities[2 * row + 1]).toBeCloseTo(b / (a + b), 6);
    }
    expect(network.epoch).toBe(1);
  });

  test('gives the gradient of a unit before and after its nonlinearity, for each input a unit of its own', () => {
    const inputs = Float32Array.of(0.5, 0.25, 0.5, 0.25);
    const before = network.unitGradients(0, 'preactivation', inputs, [0, 1]);
    expect([...before.values]).toEqual([1, 0]);
    expect([...before.gradient]).toEqual([1, 2, -1, 0]);
    const after = network.unitGradients(0, 'activation', inputs, [0, 1]);
    const slope = 1 - Math.tanh(1) ** 2;
    [slope, 2 * slope, -1, 0].forEach((value, i) => expect(after.gradient[i]).toBeCloseTo(value, 6));
    expect(after.values[0]).toBeCloseTo(Math.tanh(1), 6);
    const deep = network.unitGradients(1, 'activation', inputs.subarray(0, 2), [0]);
    expect(deep.gradient[0]).toBeCloseTo(slope + 1, 5);
    expect(deep.gradient[1]).toBeCloseTo(2 * slope, 5);
  });

  test('gives the same activations after gradients as before them', () => {
    const inputs = Float32Array.of(0.1, -0.7);
    network.forward(inputs, 1);
    const first = [...network.activations(1)];
    network.unitGradients(0, 'preactivation', inputs, [1]);
    network.forward(inputs, 1);
    expect([...network.activations(1)]).toEqual(first);
  });

  test('copies trained tensors and refuses more inputs than it has rows for', () => {
    expect(network.weights(0)).toEqual({
      shape: [2, 2],
      unitsLast: false,
      values: Float32Array.of(1, 2, -1, 0),
    });
    expect(() => network.forward(new Float32Array(8), 4)).toThrow(/at most 3 inputs of 1×2×1/);
    expect(() => network.forward(new Float32Array(3), 2)).toThrow(/got 2 inputs in 3 numbers/);
    expect(() => network.activations(2)).toThrow(/layer from 0 to 1, got 2/);
  });
});

describe('gradients with respect to the input', () => {
  const conv = { type: 'conv2d', filters: 3, kernelSize: 3, padding: 'same', activation: 'tanh' };
  const networks: [string, object[]][] = [
    ['a convolutional network', [conv, { type: 'pool2d', kind: 'mean' }, { type: 'flatten' }]],
    [
      'a network that pools and normalises first',
      [{ type: 'pool2d', region: 2 }, { type: 'batchNorm' }, conv],
    ],
    ['dropout and normalisation in the middle', [conv, { type: 'dropout' }, { type: 'batchNorm' }]],
    [
      'a decoder',
      [
        { type: 'convTranspose2d', filters: 2, kernelSize: 2, stride: 2, activation: 'sigmoid' },
        { type: 'upsample2d', factor: 2 },
        { type: 'activation', activation: 'tanh' },
      ],
    ],
    [
      'tied dense layers',
      [
        { type: 'dense', units: 7, activation: 'sigmoid' },
        { type: 'dense', units: 48, activation: 'tanh', tiedTo: 0 },
      ],
    ],
  ];

  test.each(networks)('of %s agree with finite differences at every layer', (_name, below) => {
    const layers = [...below, { type: 'dense', units: 3, activation: 'sigmoid' }] as Record<
      string,
      unknown
    >[];
    const experiment = experimentOf(layers);
    const random = createRandom(8, 'check');
    const shape = [4, 6, 2] as const;
    const plan = planMemory(experiment, { inputShape: shape, rows: 1, sampleCount: 0 });
    const parameters = Float32Array.from({ length: plan.parameters.length }, () => 0.5 * random.normal());
    // Running variances must be positive, and a mean may be.
    const state = Float32Array.from({ length: plan.layerState.length }, () => 0.5 + random.uniform());
    const checkpoint = checkpointOf(experiment, parameters, state);
    const network = new TrainedNetwork(
      { experiment, sampleShape: shape, classCount: 3, checkpoint },
      { kernelsWasm: null, precision: 'float64', rows: 2 },
    );
    const input = Float64Array.from({ length: 48 }, random.normal);
    for (let layer = 0; layer < layers.length; layer += 1) {
      for (const stage of ['activation', 'preactivation'] as UnitStage[]) {
        const place = random.integer(elementCount(network.outputShape(layer)));
        const at = (index: number, shift: number): number => {
          const moved = input.slice();
          moved[index] += shift;
          return network.unitGradients(layer, stage, moved, [place]).values[0];
        };
        const gradient = network.unitGradients(layer, stage, input, [place]).gradient.slice();
        for (let index = 0; index < 48; index += 1) {
          const numeric = (at(index, 1e-5) - at(index, -1e-5)) / 2e-5;
          expect(Math.abs(gradient[index] - numeric)).toBeLessThan(1e-7);
        }
      }
    }
  });
});

describe('a network opened from the checkpoint of a session', () => {
  function train(experiment: typeof classifier, epochs: number): TrainingSession {
    const session = new TrainingSession(experiment, noiseSamples(60), null);
    while (session.epoch < epochs && !session.finished) {
      session.trainBatch();
      if (session.epochComplete) session.endEpoch();
    }
    return session;
  }

  test('classifies as the session does', () => {
    const samples = noiseSamples(60);
    const session = train(classifier, 3);
    const source = {
      experiment: classifier,
      sampleShape: samples.shape,
      classCount: 4,
      checkpoint: session.checkpoint(),
    };
    const network = new TrainedNetwork(source, { kernelsWasm: wasm, rows: 60 });
    network.forward(samples.inputs, 60);
    const probabilities = network.probabilities();
    let correct = 0;
    for (const sample of samples.train) {
      const row = [...probabilities.subarray(4 * sample, 4 * sample + 4)];
      if (row.indexOf(Math.max(...row)) === samples.labels[sample]) correct += 1;
    }
    expect(correct / samples.train.length).toBeCloseTo(session.evaluate('train')?.accuracy ?? NaN, 6);
    expect(network.epoch).toBe(3);
  });

  test('gives back pictures between 0 and 1 where the loss starts from the logits of sigmoids', () => {
    const experiment = parseExperiment({
      ...autoencoder,
      objective: { target: 'input', loss: 'crossEntropy' },
    });
    const samples = noiseSamples(60);
    const source = {
      experiment,
      sampleShape: samples.shape,
      classCount: 4,
      checkpoint: train(experiment, 1).checkpoint(),
    };
    const network = new TrainedNetwork(source, { kernelsWasm: null, rows: 2 });
    network.forward(samples.inputs, 2);
    const logits = network.activations(1).slice();
    [...network.probabilities()].forEach((value, i) =>
      expect(value).toBeCloseTo(1 / (1 + Math.exp(-logits[i])), 6),
    );
  });

  test('takes the best weights where early stopping has ended the run, and the latest ones before', () => {
    const experiment = parseExperiment({
      ...classifier,
      optimizer: { type: 'sgd', learningRate: 4 },
      training: { epochs: 60, batchSize: 7, earlyStopping: { metric: 'loss', patience: 2 } },
    });
    const open = (session: TrainingSession): TrainedNetwork =>
      new TrainedNetwork(
        { experiment, sampleShape: [3, 3, 1], classCount: 4, checkpoint: session.checkpoint() },
        { kernelsWasm: null, rows: 1 },
      );
    const firstWeights = (session: TrainingSession): number[] => [
      ...new Float32Array(session.weights().buffer).subarray(0, 54),
    ];

    const session = train(experiment, 60);
    const ended = open(session);
    const latest = firstWeights(session);
    const bestEpoch = session.finish();
    expect(bestEpoch).toBeLessThan(session.epoch);
    expect(ended.epoch).toBe(bestEpoch);
    expect([...(ended.weights(1)?.values ?? [])]).toEqual(firstWeights(session));
    expect(firstWeights(session)).not.toEqual(latest);

    const underWay = train(experiment, bestEpoch + 1);
    expect(underWay.finished).toBe(false);
    expect(open(underWay).epoch).toBe(bestEpoch + 1);
    expect([...(open(underWay).weights(1)?.values ?? [])]).toEqual(firstWeights(underWay));
  });

  test('refuses the checkpoint of another experiment', () => {
    const checkpoint = train(classifier, 1).checkpoint();
    const other = { ...classifier, seed: 99 };
    expect(
      () =>
        new TrainedNetwork(
          { experiment: other, sampleShape: [3, 3, 1], classCount: 4, checkpoint },
          { kernelsWasm: null, rows: 1 },
        ),
    ).toThrow(/belongs to another experiment/);
  });
});
