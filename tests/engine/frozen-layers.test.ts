/** Frozen layers keep their weights, whatever trains above them, and everything above trains as if they were not there. */
import { describe, expect, test } from 'vitest';
import type { Samples } from '../../src-engine/data/prepare-samples';
import { EngineError } from '../../src-engine/errors';
import { TrainedNetwork } from '../../src-engine/inspect/trained-network';
import type { TrainedSource } from '../../src-engine/inspect/trained-network';
import { createReferenceKernels } from '../../src-engine/kernels/reference/reference-kernels';
import { decodeCheckpoint } from '../../src-engine/model/checkpoint';
import { planMemory } from '../../src-engine/model/memory-plan';
import { Model } from '../../src-engine/model/model';
import { optimizerKinds, optimizerTypes } from '../../src-engine/optimizers/registry';
import type { Experiment, LayerSpec } from '../../src-engine/spec/experiment';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { loadBatch } from '../../src-engine/train/batch';
import { checkGradients } from '../../src-engine/train/gradient-check';
import { TrainingSession } from '../../src-engine/train/session';
import { classifier, noiseSamples } from './fixtures';
import { simdBytes } from './simd-bytes';

const samples = noiseSamples(40);
const wasm = simdBytes();

const conv = { type: 'conv2d', filters: 3, kernelSize: 2, activation: 'tanh' };
const hidden = { type: 'dense', units: 5, activation: 'sigmoid' };
const output = { type: 'dense', units: 4, activation: 'softmax' };
const frozen = { trainable: false };

function network(layers: readonly object[], changes: object = {}): Experiment {
  return parseExperiment({ ...classifier, ...changes, network: { layers } });
}

function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

function trained(experiment: Experiment, on: Samples = samples): TrainingSession {
  return toEnd(new TrainingSession(experiment, on, wasm));
}

function toEnd(session: TrainingSession): TrainingSession {
  while (!session.finished) {
    if (!session.epochComplete) session.trainBatch();
    if (session.epochComplete) session.endEpoch();
  }
  session.finish();
  return session;
}

/** Gradient of a minibatch of 9, and J. */
function gradientOf(experiment: Experiment): { gradient: Float64Array; model: Model } {
  const plan = planMemory(experiment, { inputShape: samples.shape, rows: 9, sampleCount: samples.count });
  const kernels = createReferenceKernels(new Float64Array(plan.elements));
  kernels.values.set(samples.inputs, plan.samples.offset);
  const model = new Model(experiment, plan, kernels);
  model.initialize();
  loadBatch(model, samples.labels, samples.train, 0, 9);
  model.forwardTraining(9, 0);
  model.measure(9);
  model.backward(9);
  const { offset, length } = plan.gradients;
  return { gradient: kernels.values.slice(offset, offset + length) as Float64Array, model };
}

function refusal(layers: readonly object[], changes: object = {}): EngineError {
  try {
    network(layers, changes);
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error('the network was accepted');
}

describe('frozen layers', () => {
  test('are kept through JSON, and what is trained reads as it always did', () => {
    const written = network([{ ...conv, ...frozen }, { ...hidden, ...frozen }, output]);
    expect(parseExperiment(JSON.parse(JSON.stringify(written)))).toEqual(written);
    const usual = network([{ ...conv, trainable: true }, { ...hidden, trainable: true }, output]);
    expect(usual).toEqual(network([conv, hidden, output]));
    expect(JSON.stringify(usual)).not.toContain('trainable');
  });

  test.each([
    [[conv, { ...hidden, ...frozen }, output], 'network.layers.1.trainable', /beginning.*layer 1 \(conv2d\)/],
    [
      [{ ...conv, ...frozen }, { type: 'batchNorm' }, { ...hidden, ...frozen }, output],
      'network.layers.2.trainable',
      /layer 2 \(batchNorm\)/,
    ],
    [
      [
        { ...hidden, ...frozen },
        { ...output, ...frozen },
      ],
      'network.layers',
      /got frozen ones alone/,
    ],
    [
      [{ ...conv, ...frozen }, { type: 'batchNorm' }, { type: 'activation', activation: 'softmax' }],
      'network.layers',
      /frozen ones/,
    ],
    [[{ ...conv, trainable: 0 }, output], 'network.layers.0.trainable', /true or false, got 0/],
    [[{ type: 'convTranspose2d', filters: 2, ...frozen }, output], 'network.layers.0.trainable', /not known/],
  ])('are refused where they cannot be: %j', (layers, field, message) => {
    const error = refusal(layers);
    expect(error.kind).toBe('config');
    expect(error.place.field).toBe(field);
    expect(error.message).toMatch(message);
  });

  test('are no hidden layer that sparsity could hold', () => {
    const objective = { ...classifier.objective, sparsity: { rho: 0.1, beta: 1 } };
    const layers = [{ ...hidden, ...frozen }, output];
    expect(refusal(layers, { objective }).message).toMatch(/trained hidden sigmoid layer/);
    const more = [{ ...hidden, ...frozen }, hidden, output];
    const { model } = gradientOf(network(more, { objective }));
    expect(model.plan.layers.map(({ sparsity }) => sparsity !== null)).toEqual([false, true, false]);
  });

  test('have no gradients, nor have activations below what is trained', () => {
    const layers = [{ ...conv, ...frozen }, { type: 'pool2d', kind: 'max', region: 2 }, hidden, output];
    const { plan } = gradientOf(network(layers)).model;
    const [first, pool, dense] = plan.layers;
    expect(first.parameters.map(({ gradient }) => gradient)).toEqual([null, null]);
    expect(first.buffers.outputGradient).toBe(first.buffers.output);
    expect(pool.buffers.outputGradient).toBe(pool.buffers.output);
    expect(dense.buffers.inputGradient).toBeNull();
    expect(plan.parameters.length - plan.trained.length).toBe(3 * 4 + 3);
    expect(plan.gradients.length).toBe(plan.trained.length);
    expect(plan.trained.offset + plan.trained.length).toBe(plan.parameters.offset + plan.parameters.length);
  });

  test('leave the gradients above them as they are', () => {
    const rest = [{ type: 'pool2d', kind: 'mean', region: 2 }, hidden, output];
    const whole = gradientOf(network([conv, ...rest]));
    const part = gradientOf(network([{ ...conv, ...frozen }, ...rest]));
    expect(part.gradient).toEqual(whole.gradient.slice(-part.gradient.length));
    expect(part.model.terms.data).toBe(whole.model.terms.data);
    // λ/2 Σ W² counts what it can change.
    expect(part.model.terms.weightDecay).toBeLessThan(whole.model.terms.weightDecay);
  });

  test.each(optimizerTypes)('keep every bit while %s trains the others', (type) => {
    const isWhole = optimizerKinds[type].fullBatch;
    const objective = { ...classifier.objective, weightDecay: 0.1, ...(isWhole ? {} : { maxNorm: 0.3 }) };
    const training = { epochs: 3, batchSize: 7, ...(isWhole ? {} : { clipNorm: 0.1 }) };
    const optimizer = { ...optimizerKinds[type].example, learningRate: isWhole ? 1 : 0.05 };
    const layers = [{ ...conv, ...frozen }, { ...hidden, ...frozen }, hidden, output];
    const experiment = network(layers, { objective, training, optimizer });
    const before = floats(new TrainingSession(experiment, samples, wasm).weights());
    const session = trained(experiment);
    const after = floats(session.weights());
    const kept = 3 * 4 + 3 + 5 * 12 + 5;
    expect(after.subarray(0, kept)).toEqual(before.subarray(0, kept));
    expect(Array.from(after.subarray(kept)).every((value, index) => value !== before[kept + index])).toBe(
      true,
    );
    expect(session.layers.reduce((sum, { parameterCount }) => sum + parameterCount, 0)).toBe(after.length);
    expect(decodeCheckpoint(session.checkpoint()).sections[0]).toEqual(after);
  });

  test.each(['sgd', 'adamw', 'lbfgs'] as const)(
    'give the classifier above them what it gets from their activations as samples, with %s',
    (type) => {
      const isWhole = optimizerKinds[type].fullBatch;
      const softmax = { ...output, init: 'zeros' };
      const changes = {
        objective: { ...classifier.objective, weightDecay: 0.01, ...(isWhole ? {} : { maxNorm: 0.2 }) },
        optimizer: { ...optimizerKinds[type].example },
        training: { epochs: 4, batchSize: 7, ...(isWhole ? {} : { clipNorm: 0.2 }) },
      };
      const both = trained(network([{ ...hidden, ...frozen }, softmax], changes));
      const weights = floats(both.weights());
      const features = Float32Array.from({ length: samples.count * 5 }, (_, index) => {
        const [sample, unit] = [Math.floor(index / 5), index % 5];
        let z = weights[45 + unit];
        for (let j = 0; j < 9; j += 1) z += samples.inputs[sample * 9 + j] * weights[unit * 9 + j];
        return 1 / (1 + Math.exp(-z));
      });
      const above = trained(network([softmax], changes), { ...samples, inputs: features, shape: [1, 5, 1] });
      const expected = floats(above.weights());
      weights.subarray(50).forEach((value, index) => expect(value).toBeCloseTo(expected[index], 4));
    },
  );

  test.each(['adam', 'lbfgs'] as const)('go on from a checkpoint bit for bit, with %s', (type) => {
    const training = { epochs: 6, batchSize: 7 };
    const experiment = network([{ ...conv, ...frozen }, hidden, output], {
      training,
      optimizer: optimizerKinds[type].example,
    });
    const whole = trained(experiment);
    const begun = new TrainingSession(experiment, samples, wasm);
    while (begun.epoch < 2) {
      begun.trainBatch();
      if (begun.epochComplete) begun.endEpoch();
    }
    begun.trainBatch();
    const resumed = new TrainingSession(experiment, samples, wasm);
    resumed.restore(begun.checkpoint());
    expect(toEnd(resumed).weights()).toEqual(whole.weights());
  });

  test('are left out of a gradient check, which lists them', () => {
    const layers = [{ ...conv, ...frozen }, hidden, output];
    const { tensors, frozen: listed, passed } = checkGradients(network(layers), samples);
    expect(passed).toBe(true);
    expect(tensors.map(({ layer }) => layer)).toEqual([1, 1, 2, 2]);
    expect(listed).toEqual([
      { layer: 0, title: 'Conv 2×2 · tanh · frozen', tensor: 'weights' },
      { layer: 0, title: 'Conv 2×2 · tanh · frozen', tensor: 'bias' },
    ]);
  });

  test('let the gradient of the input through when a trained network is looked into', () => {
    const layers = [{ ...conv, ...frozen }, hidden, output];
    const source = (written: readonly object[]): TrainedSource => {
      const experiment = network(written);
      const checkpoint = new TrainingSession(experiment, samples, wasm).checkpoint();
      return { experiment, sampleShape: samples.shape, classCount: 4, checkpoint };
    };
    const options = { kernelsWasm: null, rows: 3 };
    const whole = new TrainedNetwork(source([conv, hidden, output]), options);
    const part = new TrainedNetwork(source(layers), options);
    for (const [layer, places] of [
      [0, [0, 5, 11]],
      [1, [4, 2, 0]],
    ] as const) {
      const expected = whole.unitGradients(layer, 'activation', samples.inputs.subarray(0, 27), places);
      const answer = part.unitGradients(layer, 'activation', samples.inputs.subarray(0, 27), places);
      expect(answer).toEqual(expected);
      expect(Math.max(...answer.gradient)).toBeGreaterThan(0);
    }
  });

  test('may lend their weights to a tied layer that trains its bias alone', () => {
    const layers: LayerSpec[] = [
      { type: 'dense', units: 5, activation: 'tanh', init: { type: 'glorot' }, trainable: false },
      { type: 'dense', units: 9, activation: 'linear', init: { type: 'glorot' }, tiedTo: 0 },
    ];
    const objective = { target: 'input', loss: 'squaredError', weightDecay: 0.1 };
    const experiment = network(layers, { objective });
    const { tensors, passed } = checkGradients(experiment, samples);
    expect(passed).toBe(true);
    expect(tensors.map(({ layer, tensor }) => [layer, tensor])).toEqual([[1, 'bias']]);
    const before = floats(new TrainingSession(experiment, samples, wasm).weights());
    expect(floats(trained(experiment).weights()).subarray(0, 50)).toEqual(before.subarray(0, 50));
  });
});
