/** What every kind of layer and optimiser must hold, and cases worked by hand. Iterates the registries. */
import { describe, expect, test } from 'vitest';
import { EngineError } from '../../src-engine/errors';
import { createReferenceKernels } from '../../src-engine/kernels/reference/reference-kernels';
import { createSimdKernels } from '../../src-engine/kernels/simd/simd-kernels';
import type { Kernels } from '../../src-engine/kernels/kernels';
import type { DenseSpec } from '../../src-engine/layers/dense';
import { layerKinds, layerTypes } from '../../src-engine/layers/registry';
import { planMemory } from '../../src-engine/model/memory-plan';
import { Model } from '../../src-engine/model/model';
import { adam } from '../../src-engine/optimizers/adam';
import { optimizerKinds, optimizerTypes } from '../../src-engine/optimizers/registry';
import { sgd } from '../../src-engine/optimizers/sgd';
import type { Experiment, LayerSpec } from '../../src-engine/spec/experiment';
import { Fields } from '../../src-engine/spec/fields';
import { readSpec } from '../../src-engine/spec/read-settings';
import { elementCount } from '../../src-engine/tensor';
import { classifier } from './fixtures';
import { simdBytes } from './simd-bytes';

const wasm = simdBytes();
const backends: [string, (elements: number) => Kernels][] = [
  ['reference', (elements) => createReferenceKernels(new Float64Array(elements))],
  ['simd', (elements) => createSimdKernels(wasm, elements)],
];

function experimentOf(layers: readonly LayerSpec[], loss: 'squaredError' | 'crossEntropy'): Experiment {
  return { ...classifier, network: { layers }, objective: { ...classifier.objective, weightDecay: 0, loss } };
}

/** What the example of every layer takes, and a layer in front of it that puts out such a picture. */
const picture = [4, 3, 2];
const before = { ...layerKinds.conv2d.example, filters: 2 } as LayerSpec;

const nothingElse = { scratch: [], parts: [] } as const;
const minibatchKinds = optimizerTypes.map((type) => optimizerKinds[type]).filter((kind) => !kind.fullBatch);

describe.each(layerTypes)('the layer %s', (type) => {
  const kind = layerKinds[type];

  test('puts out the shape that it announces', () => {
    // Behind a layer with parameters, so that there are gradients too.
    const experiment = experimentOf([before, kind.example, layerKinds.dense.example], 'squaredError');
    const plan = planMemory(experiment, { inputShape: picture, rows: 2, sampleCount: 0 });
    const model = new Model(experiment, plan, createReferenceKernels(new Float64Array(plan.elements)));
    const { values } = model.kernels;
    model.initialize();
    const { output, outputGradient } = plan.layers[1].buffers;
    expect(kind.misfit(kind.example, picture)).toBeNull();
    const size = elementCount(kind.outputShape(kind.example, picture));
    values.fill(0.5, plan.input.offset, plan.input.offset + plan.input.length);
    if (!kind.aliasesInput) values.fill(NaN, output, outputGradient);
    model.forward(2);
    for (const value of values.subarray(output, output + 2 * size)) expect(value).not.toBeNaN();
    if (!kind.aliasesInput && output + 2 * size < outputGradient) {
      expect(values[output + 2 * size]).toBeNaN();
    }
  });

  test('gives its input a gradient of the shape of the input, and every parameter one', () => {
    const experiment = experimentOf([before, kind.example, layerKinds.dense.example], 'squaredError');
    const plan = planMemory(experiment, { inputShape: picture, rows: 2, sampleCount: 0 });
    const model = new Model(experiment, plan, createReferenceKernels(new Float64Array(plan.elements)));
    const { values } = model.kernels;
    model.initialize();
    const [{ buffers }] = plan.layers;
    values.fill(0.5, plan.input.offset, plan.input.offset + plan.input.length);
    values.fill(NaN, plan.gradients.offset, plan.gradients.offset + plan.gradients.length);
    values.fill(NaN, buffers.outputGradient, buffers.outputGradient + 2 * elementCount(picture));
    model.forwardTraining(2, 1);
    model.measure(2);
    model.backward(2);
    const gradients = values.subarray(plan.gradients.offset, plan.gradients.offset + plan.gradients.length);
    for (const gradient of gradients) expect(gradient).not.toBeNaN();
  });

  test('has parameters of the shape of its fans, weights first', () => {
    const parameters = kind.parameters(kind.example, picture);
    const names = parameters.map(({ name }) => name);
    expect([[], ['weights', 'bias'], ['scale', 'shift']]).toContainEqual(names);
    for (const { name, role } of parameters) expect(role === 'weight').toBe(name === 'weights');
    expect(parameters.length > 0).toBe(kind.hasParameters === true);
  });

  test('keeps its units where each number sees that of its own place alone', () => {
    const keepsShape = elementCount(kind.outputShape(kind.example, picture)) === elementCount(picture);
    const isInPlace = keepsShape && kind.field(kind.example, picture).type === 'place';
    expect(kind.keepsUnits === true).toBe(isInPlace);
  });
});

describe.each([
  ['dense', 'units', 0],
  ['dense', 'activation', 0],
  ['dense', 'init', 0],
  ['dense', 'tiedTo', -1],
  ['conv2d', 'filters', 0],
  ['conv2d', 'kernelSize', 'large'],
  ['conv2d', 'kernelSize', [3, 3, 3]],
  ['conv2d', 'stride', 0],
  ['conv2d', 'padding', 'full'],
  ['conv2d', 'padding', -1],
  ['conv2d', 'dilation', 1.5],
  ['conv2d', 'activation', 'softmax'],
  ['conv2d', 'init', 7],
  ['convTranspose2d', 'filters', '8'],
  ['convTranspose2d', 'padding', 65],
  ['pool2d', 'kind', 'median'],
  ['pool2d', 'region', 0],
  ['pool2d', 'stride', null],
  ['dropout', 'rate', 1],
  ['dropout', 'rate', -0.1],
  ['activation', 'activation', 'swish'],
  ['batchNorm', 'momentum', 1],
  ['batchNorm', 'epsilon', 0],
  ['reshape', 'shape', []],
  ['reshape', 'shape', [4, 4]],
  ['upsample2d', 'factor', 0],
] as const)('the layer %s', (type, key, value) => {
  test(`refuses ${key} = ${JSON.stringify(value)} and names it`, () => {
    const bad = new Fields({ ...layerKinds[type].example, [key]: value }, 'network.layers.2');
    let caught: unknown;
    try {
      readSpec(layerKinds[type], bad);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(EngineError);
    expect((caught as EngineError).kind).toBe('config');
    expect((caught as EngineError).place.field).toBe(`network.layers.2.${key}`);
  });
});

test.each([
  ['conv2d', { filters: 4 }, { kernelSize: [3, 3], stride: [1, 1], padding: 'valid', dilation: [1, 1] }],
  [
    'conv2d',
    { filters: 4, kernelSize: 5, padding: 2 },
    { kernelSize: [5, 5], padding: 2, activation: 'relu' },
  ],
  ['pool2d', { region: [2, 3] }, { kind: 'max', region: [2, 3], stride: [2, 3] }],
  ['dropout', {}, { rate: 0.5 }],
  ['batchNorm', {}, { momentum: 0.9, epsilon: 1e-5 }],
  ['upsample2d', { factor: 3 }, { factor: [3, 3] }],
] as const)('the layer %s fills %j', (type, given, expected) => {
  const fields = new Fields({ type, ...given }, 'layer');
  expect(readSpec(layerKinds[type], fields)).toMatchObject(expected);
});

test.each(['conv2d', 'convTranspose2d'] as const)('the fans of a %s count its kernel', (type) => {
  const kind = layerKinds[type];
  const spec = readSpec(kind, new Fields({ type, filters: 7, kernelSize: [5, 3] }, 'layer'));
  const [weights] = kind.parameters(spec, [8, 8, 4]);
  expect([weights.fanIn, weights.fanOut]).toEqual([5 * 3 * 4, 5 * 3 * 7]);
  expect(elementCount(weights.shape)).toBe(5 * 3 * 4 * 7);
});

describe.each(backends)('worked by hand with the %s kernels', (_name, create) => {
  const layer = (units: number, activation: DenseSpec['activation']): DenseSpec => ({
    type: 'dense',
    units,
    activation,
    init: { type: 'zeros' },
  });

  function modelOf(
    layers: readonly LayerSpec[],
    loss: 'squaredError' | 'crossEntropy',
    inputs: number,
  ): Model {
    const experiment = experimentOf(layers, loss);
    const plan = planMemory(experiment, { inputShape: [1, inputs, 1], rows: 2, sampleCount: 0 });
    return new Model(experiment, plan, create(plan.elements));
  }

  function put(model: Model, offset: number, numbers: readonly number[]): void {
    model.kernels.values.set(numbers, offset);
  }

  function take(model: Model, offset: number, length: number): number[] {
    return [...model.kernels.values.subarray(offset, offset + length)];
  }

  test('a linear layer computes W·x + b and the gradients of ½‖h − y‖²', () => {
    const model = modelOf([layer(2, 'linear')], 'squaredError', 3);
    const { plan } = model;
    put(model, plan.parameters.offset, [1, 2, 3, -1, 0, 0.5, 0.25, -0.5]);
    put(model, plan.input.offset, [1, -1, 2, 0, 1, 0]);
    put(model, plan.targets.offset, [5, 0, 0, 0]);
    model.forward(2);
    expect(take(model, model.output, 4)).toEqual([5.25, -0.5, 2.25, -0.5]);
    model.measure(2);
    // ½(0.25² + 0.5²) and ½(2.25² + 0.5²), halved for the mean.
    expect(model.terms.data).toBeCloseTo((0.0625 + 0.25 + 5.0625 + 0.25) / 4, 6);
    model.backward(2);
    // δ = (h − y)/2: [0.125, −0.25] and [1.125, −0.25]; ∂W = Σ δ xᵀ, ∂b = Σ δ.
    expect(take(model, plan.gradients.offset, 8)).toEqual([0.125, 1, 0.25, -0.25, 0, -0.5, 1.25, -0.5]);
  });

  test('softmax and cross-entropy give the distance of the lecture and p − y', () => {
    const model = modelOf([layer(4, 'softmax')], 'crossEntropy', 1);
    const { plan } = model;
    const logits = [0.63, 0.12, 0.07, 0.18].map(Math.log);
    put(model, plan.parameters.offset, [0, 0, 0, 0, ...logits]);
    put(model, plan.targets.offset, [1, 0, 0, 0]);
    model.forward(1);
    model.measure(1);
    expect(model.terms.data).toBeCloseTo(-Math.log(0.63), 6);
    model.backward(1);
    const [, , , , ...bias] = take(model, plan.gradients.offset, 8);
    [-0.37, 0.12, 0.07, 0.18].forEach((expected, index) => expect(bias[index]).toBeCloseTo(expected, 6));
  });

  test.each([
    ['sigmoid', 1 / (1 + Math.exp(-2)), 0.10499358],
    ['tanh', Math.tanh(2), 0.07065082],
    ['relu', 2, 1],
    ['linear', 2, 1],
  ] as const)('%s at z = 2 has its value and slope', (activation, value, slope) => {
    const model = modelOf([layer(1, activation)], 'squaredError', 1);
    const { plan } = model;
    put(model, plan.parameters.offset, [3, -1]);
    put(model, plan.input.offset, [1]);
    model.forward(1);
    expect(model.kernels.values[model.output]).toBeCloseTo(value, 6);
    put(model, plan.targets.offset, [value - 1]);
    model.measure(1);
    model.backward(1);
    expect(model.kernels.values[plan.gradients.offset]).toBeCloseTo(slope, 6);
  });

  test('momentum follows v ← μv + g, W ← W − αv', () => {
    const kernels = create(64);
    kernels.values.set([1, 2], 0);
    kernels.values.set([1, -2], 16);
    const spec = { type: 'sgd', learningRate: 0.25, momentum: 0.5 } as const;
    const buffers = { ...nothingElse, parameters: 0, gradients: 16, state: [32], count: 2 };
    const optimizer = sgd.build(kernels, spec, buffers);
    optimizer.update(1, 0.25);
    expect([...kernels.values.subarray(0, 2)]).toEqual([0.75, 2.5]);
    optimizer.update(2, 0.25);
    // v = 0.5·1 + 1 = 1.5 and −3.
    expect([...kernels.values.subarray(0, 2)]).toEqual([0.375, 3.25]);
  });

  test('Adam follows algorithm 1 of Kingma and Ba for three steps', () => {
    const kernels = create(80);
    const spec = { type: 'adam', learningRate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-3 } as const;
    const buffers = { ...nothingElse, parameters: 0, gradients: 16, state: [32, 48], count: 1 };
    const optimizer = adam.build(kernels, spec, buffers);
    let [w, m, v] = [1, 0, 0];
    kernels.values[0] = w;
    [0.5, -0.25, 2].forEach((gradient, index) => {
      kernels.values[16] = gradient;
      optimizer.update(index + 1, 0.1);
      m = 0.9 * m + 0.1 * gradient;
      v = 0.99 * v + 0.01 * gradient ** 2;
      const mHat = m / (1 - 0.9 ** (index + 1));
      const vHat = v / (1 - 0.99 ** (index + 1));
      w -= (0.1 * mHat) / (Math.sqrt(vHat) + 1e-3);
      expect(kernels.values[0]).toBeCloseTo(w, 5);
    });
  });

  test.each(minibatchKinds)('$type goes downhill on a parabola', (kind) => {
    const kernels = create(128);
    const count = 5;
    const state = Array.from({ length: kind.stateTensors(kind.example) }, (_, index) => 48 + 16 * index);
    const parts = [{ start: 0, count, decays: true }];
    const buffers = { parameters: 0, gradients: 16, state, scratch: [], count, parts };
    const optimizer = kind.build(kernels, kind.example, buffers);
    kernels.values.set([3, -2, 1, 0.5, -0.25], 0);
    for (let step = 1; step <= 10_000; step += 1) {
      for (let index = 0; index < count; index += 1) kernels.values[16 + index] = kernels.values[index];
      expect(optimizer.update(step, kind.example.learningRate)).toBe(true);
    }
    for (const value of kernels.values.subarray(0, count)) expect(Math.abs(value)).toBeLessThan(0.01);
  });
});
