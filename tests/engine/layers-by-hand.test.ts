/**
 * Every kind of layer in the registry, worked by hand, refused where its settings are bad, and fast like slow on many
 * shapes. The tables name every kind: one that is new does not compile until it has its cases.
 */
import { describe, expect, test } from 'vitest';
import { EngineError } from '../../src-engine/errors';
import { createReferenceKernels } from '../../src-engine/kernels/reference/reference-kernels';
import type { Kernels } from '../../src-engine/kernels/kernels';
import { layerKinds, layerTypes } from '../../src-engine/layers/registry';
import type { Model } from '../../src-engine/model/model';
import { philox4x32, purposeCode } from '../../src-engine/random';
import type { LayerSpec } from '../../src-engine/spec/experiment';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { elementCount } from '../../src-engine/tensor';
import { backends, backward, buildModel, gradients, output, put } from './by-hand';
import { classifier } from './fixtures';

type Written = Readonly<Record<string, unknown>>;
type Numbers = readonly number[];

interface HandCase {
  readonly layer: Written;
  /** Of one sample. */
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly input: Numbers;
  /** In the layer's own order. */
  readonly parameters?: readonly Numbers[];
  readonly output: Numbers;
  /** ∂J/∂ output. */
  readonly pull: Numbers;
  /** ∂J/∂ input. */
  readonly inputGradient: Numbers;
  readonly gradients?: readonly Numbers[];
}

/** The numbers that the dropout layer at place 1 of the network keeps of six, at minibatch 1 of seed 5. */
function keptOfSix(rate: number): boolean[] {
  const words = [0, 1].flatMap((block) => {
    const four = new Uint32Array(4);
    philox4x32(Uint32Array.of(block, 0, 1, 1), Uint32Array.of(5, purposeCode.dropout), four);
    return [...four];
  });
  return words.slice(0, 6).map((word) => word >= rate * 2 ** 32);
}

const kept = keptOfSix(0.75);

const byHand: Readonly<Record<LayerSpec['type'], HandCase>> = {
  // z = (1 + 2·2 − 1, 3) = (4, 3); δ = pull, ∂W = δ xᵀ, ∂x = Wᵀδ.
  dense: {
    layer: { type: 'dense', units: 2, activation: 'linear' },
    shape: [1, 2, 1],
    input: [1, 2],
    parameters: [
      [1, 2, 3, 0],
      [-1, 0],
    ],
    output: [4, 3],
    pull: [1, -2],
    inputGradient: [-5, 2],
    gradients: [
      [1, 2, -2, -4],
      [1, -2],
    ],
  },
  flatten: {
    layer: { type: 'flatten' },
    shape: [1, 2, 2],
    input: [1, 2, 3, 4],
    output: [1, 2, 3, 4],
    pull: [5, 6, 7, 8],
    inputGradient: [5, 6, 7, 8],
  },
  // Two places of a 1×2 kernel: 1 + 20 + ½ and 2 + 30 + ½; pixel 2 lies under both.
  conv2d: {
    layer: { type: 'conv2d', filters: 1, kernelSize: [1, 2], activation: 'linear' },
    shape: [1, 3, 1],
    input: [1, 2, 3],
    parameters: [[1, 10], [0.5]],
    output: [21.5, 32.5],
    pull: [1, 2],
    inputGradient: [1, 12, 20],
    gradients: [[5, 8], [3]],
  },
  pool2d: {
    layer: { type: 'pool2d', kind: 'mean', region: [1, 2], stride: 1 },
    shape: [1, 3, 1],
    input: [1, 2, 5],
    output: [1.5, 3.5],
    pull: [2, 4],
    inputGradient: [1, 3, 2],
  },
  // What is kept of six numbers is multiplied by 1/(1 − 0.75) = 4.
  dropout: {
    layer: { type: 'dropout', rate: 0.75 },
    shape: [1, 6, 1],
    input: [1, 2, 3, 4, 5, 6],
    output: kept.map((isKept, index) => (isKept ? 4 * (index + 1) : 0)),
    pull: [1, 1, 1, 2, 2, 2],
    inputGradient: kept.map((isKept, index) => (isKept ? 4 * (index < 3 ? 1 : 2) : 0)),
  },
  activation: {
    layer: { type: 'activation', activation: 'relu' },
    shape: [1, 3, 1],
    input: [-2, 0, 3],
    output: [0, 0, 3],
    pull: [5, 6, 7],
    inputGradient: [0, 0, 7],
  },
  // Mean 2, variance 1, ε = 3: (x − 2)/2, times 4, plus 10. The sum of pull is 2, Σ pull·x̂ is −1, over two places:
  // ∂x = 4/2·(pull − 1 + ½x̂).
  batchNorm: {
    layer: { type: 'batchNorm', epsilon: 1 },
    shape: [1, 2, 1],
    input: [2 - Math.sqrt(3), 2 + Math.sqrt(3)],
    parameters: [[4], [10]],
    output: [10 - 2 * Math.sqrt(3), 10 + 2 * Math.sqrt(3)],
    pull: [2, 0],
    inputGradient: [0.5, -0.5],
    gradients: [[-Math.sqrt(3)], [2]],
  },
  reshape: {
    layer: { type: 'reshape', shape: [2, 1, 2] },
    shape: [1, 4, 1],
    input: [1, 2, 3, 4],
    output: [1, 2, 3, 4],
    pull: [5, 6, 7, 8],
    inputGradient: [5, 6, 7, 8],
  },
  upsample2d: {
    layer: { type: 'upsample2d', factor: [1, 2] },
    shape: [1, 2, 1],
    input: [3, 5],
    output: [3, 3, 5, 5],
    pull: [1, 2, 3, 4],
    inputGradient: [3, 7],
  },
  // Stamps (1, 10) at places 0 and 1: 1, 10 + 2, 20, each plus ½.
  convTranspose2d: {
    layer: { type: 'convTranspose2d', filters: 1, kernelSize: [1, 2], activation: 'linear' },
    shape: [1, 2, 1],
    input: [1, 2],
    parameters: [[1, 10], [0.5]],
    output: [1.5, 12.5, 20.5],
    pull: [1, 2, 3],
    inputGradient: [21, 32],
    gradients: [[5, 8], [6]],
  },
};

function expectNumbers(actual: Numbers, expected: Numbers): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, index) => expect(value, `number ${index}`).toBeCloseTo(expected[index], 5));
}

/** A convolution of 1×1 that changes nothing, so that the layer behind it owes a gradient of its input. */
function passOn(channels: number): Written {
  return { type: 'conv2d', filters: channels, kernelSize: 1, activation: 'linear' };
}

describe.each(layerTypes)('the layer %s', (type) => {
  test.each(backends)('is what its hand-worked case says, with the %s kernels', (_name, create) => {
    const { layer, shape, input, parameters = [], pull, ...expected } = byHand[type];
    expect(layer['type']).toBe(type);
    const sum = { type: 'dense', units: 1, activation: 'linear', init: 'zeros' };
    const model = buildModel(create, [passOn(shape[2]), layer, sum], shape, 1, {});
    const [below, own, last] = model.plan.layers;
    const identity = Array.from({ length: shape[2] ** 2 }, (_, at) => Number(at % (shape[2] + 1) === 0));
    put(model, below.buffers.parameters[0], identity);
    expect(parameters.length).toBe(own.parameters.length);
    parameters.forEach((numbers, index) => put(model, own.buffers.parameters[index], numbers));
    put(model, last.buffers.parameters[0], pull);
    put(model, model.plan.input.offset, input);
    model.forwardTraining(1, 1);
    expectNumbers(output(model, own), expected.output);
    const total = expected.output.reduce((sumSoFar, value, index) => sumSoFar + value * pull[index], 0);
    put(model, model.plan.targets.offset, [total - 1]);
    backward(model);
    expectNumbers(inputGradientOf(model), expected.inputGradient);
    gradients(model, own).forEach((actual, index) =>
      expectNumbers(actual, expected.gradients?.[index] ?? []),
    );
  });
});

describe.each(backends)('with the %s kernels', (_name, create) => {
  test.each([
    [
      [1, 4, 1],
      [1, 2],
    ],
    [
      [4, 1, 1],
      [2, 1],
    ],
  ] as const)('a convolution of 1×1 over %j with the stride %j takes every second pixel', (shape, stride) => {
    const layer = { type: 'conv2d', filters: 1, kernelSize: 1, stride, activation: 'linear' };
    const model = buildModel(create, [layer], shape, 1, {});
    put(model, model.plan.layers[0].buffers.parameters[0], [10]);
    put(model, model.plan.input.offset, [1, 2, 3, 4]);
    model.forward(1);
    expectNumbers(output(model, model.plan.layers[0]), [10, 30]);
  });

  test('a normalisation that was trained and is only asked has slopes of its running statistics alone', () => {
    const sum = { type: 'dense', units: 1, activation: 'linear', init: 'zeros' };
    const model = buildModel(
      create,
      [passOn(1), { type: 'batchNorm', momentum: 0, epsilon: 1e-12 }, sum],
      [1, 2, 1],
      1,
      {},
    );
    const [below, , last] = model.plan.layers;
    put(model, below.buffers.parameters[0], [1]);
    put(model, last.buffers.parameters[0], [3, 5]);
    put(model, model.plan.input.offset, [6, 10]);
    model.forwardTraining(1, 1);
    model.forward(1);
    put(model, model.plan.targets.offset, [(3 * -2 + 5 * 2) / Math.sqrt(8) - 1]);
    backward(model);
    // The mean 8 and the unbiased variance 8 are what it keeps, and neither depends on the input.
    expectNumbers(inputGradientOf(model), [3 / Math.sqrt(8), 5 / Math.sqrt(8)]);
  });
});

test.each(['dense', 'conv2d', 'convTranspose2d'] as const)(
  'a %s starts as its activation wants it',
  (type) => {
    const size = type === 'dense' ? { units: 4 } : { filters: 4 };
    for (const [activation, init] of [
      ['relu', 'he'],
      ['leakyRelu', 'he'],
      ['tanh', 'glorot'],
      ['sigmoid', 'glorot'],
    ]) {
      const layers = [{ type, ...size, activation }, layerKinds.dense.example];
      const [spec] = parseExperiment({ ...classifier, network: { layers } }).network.layers;
      expect(spec).toMatchObject({ init: { type: init } });
    }
  },
);

/** What the second layer gave to the first, whose δ is that very gradient. */
function inputGradientOf({ plan, kernels }: Model): number[] {
  const { buffers, outputShape } = plan.layers[0];
  const { outputGradient } = buffers;
  return [...kernels.values.subarray(outputGradient, outputGradient + elementCount(outputShape))];
}

/** Settings that are refused. */
const bad: Readonly<Record<LayerSpec['type'], readonly [key: string, value: unknown]>> = {
  dense: ['units', 1.5],
  flatten: ['units', 3],
  conv2d: ['dilation', 0],
  pool2d: ['region', [2, 0]],
  dropout: ['rate', 1],
  activation: ['activation', 'maxout'],
  batchNorm: ['momentum', -0.1],
  reshape: ['shape', [2, 0, 3]],
  upsample2d: ['factor', 'twice'],
  convTranspose2d: ['stride', 1.5],
};

describe.each(layerTypes)('an experiment with the layer %s', (type) => {
  const written = (changes: Written): unknown => ({
    ...classifier,
    network: { layers: [{ ...layerKinds[type].example, ...changes }, layerKinds.dense.example] },
  });

  test('comes back from its file', () => {
    const once = parseExperiment(written({}));
    expect(once.network.layers[0]).toEqual(layerKinds[type].example);
    expect(parseExperiment(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  test('is refused at the setting that is bad', () => {
    const [key, value] = bad[type];
    let caught: unknown;
    try {
      parseExperiment(written({ [key]: value }));
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(EngineError);
    expect((caught as EngineError).kind).toBe('config');
    expect((caught as EngineError).place.field).toMatch(new RegExp(`^network\\.layers\\.0\\.${key}(\\.|$)`));
  });

  test('is refused with a setting that no layer has', () => {
    expect(() => parseExperiment(written({ colour: 'blue' }))).toThrow(/network\.layers\.0\.colour/);
  });
});

type Picture = readonly [height: number, width: number, channels: number];

/** Odd and even sides, channels in fours and not, one pixel. */
const pictures: readonly Picture[] = [
  [1, 1, 1],
  [4, 3, 2],
  [5, 7, 1],
  [6, 4, 8],
  [7, 5, 3],
  [8, 9, 5],
  [3, 11, 17],
];

/** The layers to try on a picture, besides the example. */
const variants: Readonly<Record<LayerSpec['type'], (picture: Picture) => readonly Written[]>> = {
  dense: () => [
    { type: 'dense', units: 13, activation: 'tanh' },
    { type: 'dense', units: 1, activation: 'leakyRelu' },
  ],
  flatten: () => [],
  conv2d: () => [
    { type: 'conv2d', filters: 7, kernelSize: 3, padding: 'same', activation: 'relu' },
    { type: 'conv2d', filters: 4, kernelSize: 1, stride: [1, 2], activation: 'sigmoid' },
    { type: 'conv2d', filters: 3, kernelSize: [2, 3], stride: [2, 1], padding: 3, dilation: [2, 1] },
  ],
  pool2d: () => [
    { type: 'pool2d', kind: 'max', region: 2 },
    { type: 'pool2d', kind: 'max', region: [3, 2], stride: [1, 2] },
    { type: 'pool2d', kind: 'mean', region: [2, 3], stride: 1 },
  ],
  dropout: () => [{ type: 'dropout', rate: 0.6 }],
  activation: () => [
    { type: 'activation', activation: 'sigmoid' },
    { type: 'activation', activation: 'relu' },
    { type: 'activation', activation: 'leakyRelu' },
  ],
  batchNorm: () => [{ type: 'batchNorm', momentum: 0.5, epsilon: 0.01 }],
  reshape: (picture) => [
    { type: 'reshape', shape: [elementCount(picture)] },
    { type: 'reshape', shape: [picture[2], picture[0], picture[1]] },
  ],
  upsample2d: () => [{ type: 'upsample2d', factor: [3, 1] }],
  convTranspose2d: () => [
    { type: 'convTranspose2d', filters: 5, kernelSize: 3, stride: 2, activation: 'sigmoid' },
    { type: 'convTranspose2d', filters: 2, kernelSize: [1, 2], stride: [2, 3], padding: 'same' },
    { type: 'convTranspose2d', filters: 3, kernelSize: 1, stride: [1, 2], dilation: 2, activation: 'linear' },
  ],
};

const rows = 3;

/** Output, statistics and gradients of a network around the layer after one pass in training. */
function passed(create: (elements: number) => Kernels, layer: Written, picture: Picture): Numbers {
  const last = { type: 'dense', units: 2, activation: 'linear' };
  const before = { type: 'conv2d', filters: picture[2], kernelSize: 1, activation: 'tanh' };
  const model = buildModel(create, [before, layer, last], picture, rows, {});
  const { plan, kernels } = model;
  const { values } = kernels;
  // Multiples of 1/64 that float32 holds exactly; few enough to leave regions with two maxima.
  for (let index = 0; index < rows * elementCount(picture); index += 1) {
    values[plan.input.offset + index] = (((index * index * 7 + index * 3) % 29) - 14) / 64;
  }
  for (let index = 0; index < 2 * rows; index += 1) values[plan.targets.offset + index] = (index % 3) - 1;
  model.forwardTraining(rows, 2);
  model.measure(rows);
  model.backward(rows);
  const { gradients: all, layerState } = plan;
  return [
    ...output(model, plan.layers[1], rows),
    ...values.subarray(all.offset, all.offset + all.length),
    ...values.subarray(layerState.offset, layerState.offset + layerState.length),
  ];
}

describe.each(layerTypes)('the fast layer %s', (type) => {
  const [, [, fast]] = backends;
  const fitting = pictures.flatMap((picture) =>
    [layerKinds[type].example as unknown as Written, ...variants[type](picture)]
      .filter((layer) => fits(layer, picture))
      .map((layer) => [layer, picture] as const),
  );

  test('is tried on several shapes', () => {
    expect(fitting.length).toBeGreaterThanOrEqual(pictures.length - 1);
  });

  test.each(fitting)('%j equals the slow one on %j', (layer, picture) => {
    const slow = passed((elements) => createReferenceKernels(new Float32Array(elements)), layer, picture);
    const actual = passed(fast, layer, picture);
    expect(actual.length).toBe(slow.length);
    const size = Math.max(1, ...slow.map(Math.abs));
    actual.forEach((value, index) => {
      const gap = Math.abs(value - slow[index]) / size;
      if (!(gap <= 2e-5)) expect.fail(`number ${index}: expected ${slow[index]}, got ${value}`);
    });
  });
});

function fits(layer: Written, picture: Picture): boolean {
  const [spec] = parseExperiment({ ...classifier, network: { layers: [layer, layerKinds.dense.example] } })
    .network.layers;
  return layerKinds[spec.type].misfit(spec, picture) === null;
}
