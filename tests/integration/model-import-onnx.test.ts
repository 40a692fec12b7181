/** ONNX files as other programs write them: they say here what ONNX Runtime says, and what is not known is named. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as ort from 'onnxruntime-web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPortable, type PortableModel } from '../../src-engine';
import { adoptModel } from '../../src-main/model-import/adopt-model';
import { readModelFile } from '../../src-main/model-import/read-model';
import { trainedExample } from '../engine/portable-networks';
import { removeFolders, temporaryFolder } from './bench-lab';
import { onnxByHand, type HandGraph, type HandNode } from './onnx-by-hand';

beforeAll(() => {
  ort.env.wasm.numThreads = 1;
});
afterAll(removeFolders);

let seed = 1;
/** Numbers that are the same at every run, around 0. */
function floats(...shape: number[]): { shape: number[]; values: Float32Array } {
  const length = shape.reduce((product, size) => product * size, 1);
  const values = Float32Array.from({ length }, () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return (seed / 2_147_483_647 - 0.5) * 0.6;
  });
  return { shape, values };
}
function positive(count: number): { shape: number[]; values: Float32Array } {
  const { shape, values } = floats(count);
  return { shape, values: values.map((value) => 1 + value) };
}

async function read(graph: HandGraph): Promise<{ path: string; bytes: Uint8Array; model: PortableModel }> {
  const path = join(await temporaryFolder(), 'from outside.onnx');
  const bytes = onnxByHand(graph);
  await writeFile(path, bytes);
  const found = readModelFile(path);
  if (found.kind === 'bundle') throw new Error('It is a bundle.');
  return { path, bytes, model: found.model };
}

const { pictures } = trainedExample('dense');
const { pictures: colored } = trainedExample('convolutional');

/** What ONNX Runtime says to the first pictures, given as PyTorch has them: float [n, channels, height, width] in [0, 1]. */
async function asked(
  bytes: Uint8Array,
  shape: readonly number[],
  inputs: Uint8Array,
  count: number,
): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const [channels, height, width] = shape.length === 3 ? shape : [1, 1, shape[0]];
  const size = channels * height * width;
  const numbers = new Float32Array(count * size);
  for (let i = 0; i < numbers.length; i += 1) {
    const [n, at] = [Math.floor(i / size), i % size];
    const [c, place] = [Math.floor(at / (height * width)), at % (height * width)];
    numbers[i] = inputs[n * size + place * channels + c] / 255;
  }
  const answer = await session.run({ 'input.1': new ort.Tensor('float32', numbers, [count, ...shape]) });
  return (await Object.values(answer)[0].getData()) as Float32Array;
}

function apart(got: Float32Array, expected: Float32Array): number {
  expect(got.length).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - got[i])), 0) / largest;
}

const count = 6;

/** As `torch.onnx.export` writes a small network: convolutions without padding and with, batch norm, pools, flatten, Gemm. */
const convolutional: HandGraph = {
  inputShape: ['batch', 3, 28, 28],
  outputShape: ['batch', 10],
  tensors: {
    'conv1.weight': floats(6, 3, 5, 5),
    'conv1.bias': floats(6),
    'bn.weight': positive(6),
    'bn.bias': floats(6),
    'bn.running_mean': floats(6),
    'bn.running_var': positive(6),
    'conv2.weight': floats(8, 6, 3, 3),
    'conv2.bias': floats(8),
    'fc1.weight': floats(20, 8 * 6 * 6),
    'fc1.bias': floats(20),
    'fc2.weight': floats(10, 20),
    'fc2.bias': floats(10),
  },
  nodes: [
    node('Conv', ['input.1', 'conv1.weight', 'conv1.bias'], 'a', {
      strides: [1, 1],
      pads: [0, 0, 0, 0],
      kernel_shape: [5, 5],
      dilations: [1, 1],
      group: 1,
    }),
    node('BatchNormalization', ['a', 'bn.weight', 'bn.bias', 'bn.running_mean', 'bn.running_var'], 'b', {
      epsilon: { float: 1e-5 },
    }),
    node('Relu', ['b'], 'c'),
    node('MaxPool', ['c'], 'd', { kernel_shape: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0], ceil_mode: 0 }),
    node('Conv', ['d', 'conv2.weight', 'conv2.bias'], 'e', {
      kernel_shape: [3, 3],
      pads: [1, 1, 1, 1],
      strides: [1, 1],
    }),
    node('LeakyRelu', ['e'], 'f', { alpha: { float: 0.01 } }),
    node('AveragePool', ['f'], 'g', { kernel_shape: [2, 2], strides: [2, 2] }),
    node('Flatten', ['g'], 'h', { axis: 1 }),
    node('Gemm', ['h', 'fc1.weight', 'fc1.bias'], 'i', {
      transB: 1,
      alpha: { float: 1 },
      beta: { float: 1 },
    }),
    node('Tanh', ['i'], 'j'),
    node('Gemm', ['j', 'fc2.weight', 'fc2.bias'], 'output', { transB: 1 }),
  ],
};

function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: HandNode['attributes'] = {},
): HandNode {
  return { operator, inputs, output, attributes };
}

/** A decoder as PyTorch has it: a vector becomes a picture with its channels first, and grows. */
const autoencoder: HandGraph = {
  inputShape: ['batch', 3, 28, 28],
  outputShape: ['batch', 3, 28, 28],
  tensors: {
    'enc.weight': floats(12, 3 * 28 * 28),
    'enc.bias': floats(12),
    'dec.weight': floats(5 * 7 * 7, 12),
    'dec.bias': floats(5 * 7 * 7),
    'up.weight': floats(5, 4, 4, 4),
    'up.bias': floats(4),
    'out.weight': floats(3, 4, 3, 3),
    'out.bias': floats(3),
    scales: { shape: [4], values: Float32Array.of(1, 1, 2, 2) },
  },
  integers: { shape: [-1, 5, 7, 7] },
  nodes: [
    node('Flatten', ['input.1'], 'a'),
    node('Gemm', ['a', 'enc.weight', 'enc.bias'], 'b', { transB: 1 }),
    node('Relu', ['b'], 'c'),
    node('Gemm', ['c', 'dec.weight', 'dec.bias'], 'd', { transB: 1 }),
    node('Sigmoid', ['d'], 'e'),
    node('Reshape', ['e', 'shape'], 'f'),
    node('ConvTranspose', ['f', 'up.weight', 'up.bias'], 'g', {
      strides: [2, 2],
      pads: [1, 1, 1, 1],
      kernel_shape: [4, 4],
    }),
    node('Resize', ['g', '', 'scales'], 'h', {
      mode: 'nearest',
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    }),
    node('Conv', ['h', 'out.weight', 'out.bias'], 'output', { pads: [1, 1, 1, 1], kernel_shape: [3, 3] }),
  ],
};

/** As Keras exporters write it: products with their biases added after, means over places, normalised pixels, a softmax. */
const pooled: HandGraph = {
  inputShape: ['N', 1, 28, 28],
  outputShape: ['N', 10],
  tensors: {
    mean: { shape: [1, 1, 1, 1], values: Float32Array.of(0.1307) },
    deviation: { shape: [], values: Float32Array.of(0.3081) },
    kernel: floats(10, 1, 3, 3),
    offsets: floats(1, 10, 1, 1),
    matrix: floats(10, 10),
    bias: floats(10),
  },
  integers: { places: [2, 3], pads: [0, 0, 1, 1, 0, 0, 1, 1] },
  opset: 18,
  nodes: [
    node('Sub', ['input.1', 'mean'], 'a'),
    node('Div', ['a', 'deviation'], 'b'),
    node('Pad', ['b', 'pads'], 'p'),
    node('Conv', ['p', 'kernel'], 'c', { kernel_shape: [3, 3] }),
    node('Add', ['c', 'offsets'], 'd'),
    node('Relu', ['d'], 'e'),
    node('ReduceMean', ['e', 'places'], 'f', { keepdims: 0 }),
    node('MatMul', ['f', 'matrix'], 'g'),
    node('Add', ['g', 'bias'], 'h'),
    node('Softmax', ['h'], 'output', { axis: -1 }),
  ],
};

/** Tied weights and a vector for input, which can only be a grey square. */
const tied: HandGraph = {
  inputShape: ['N', 784],
  outputShape: ['N', 784],
  tensors: { weight: floats(16, 784), inner: floats(16), outer: floats(784) },
  nodes: [
    node('Gemm', ['input.1', 'weight', 'inner'], 'a', { transB: 1 }),
    node('Sigmoid', ['a'], 'b'),
    node('Gemm', ['b', 'weight', 'outer'], 'c', { transB: 0 }),
    node('Sigmoid', ['c'], 'output'),
  ],
};

describe('a graph of another program', () => {
  it.each([
    { what: 'convolutions, norms, pools and Gemm', graph: convolutional, set: colored, shape: [3, 28, 28] },
    { what: 'means over places and biases that are added', graph: pooled, set: pictures, shape: [1, 28, 28] },
    { what: 'tied weights on vectors', graph: tied, set: pictures, shape: [784] },
  ])('of $what says what ONNX Runtime says, as a run too', async ({ graph, set, shape }) => {
    const { path, bytes, model } = await read(graph);
    const inputs = set.pixels.subarray(0, count * set.height * set.width * set.channels);
    expect(apart(runPortable(model, inputs), await asked(bytes, shape, inputs, count))).toBeLessThan(1e-5);
    expect(model.name).toBe('from outside');
    const order = { dataset: 'digits', pictures: set, name: 'outside', kernelsWasm: null };
    const { run, proof } = adoptModel({ type: 'adopt', path, ...order });
    expect(proof.relativeDifference).toBeLessThan(1e-5);
    const tiedTo = run.experiment.network.layers.some((layer) => 'tiedTo' in layer);
    expect(tiedTo).toBe(graph === tied);
  });

  it('that unfolds a vector into a picture says the same in our order of channels', async () => {
    const { bytes, model } = await read(autoencoder);
    const inputs = colored.pixels.subarray(0, count * 28 * 28 * 3);
    const theirs = await asked(bytes, [3, 28, 28], inputs, count);
    const turned = theirs.map((_, i) => {
      const [n, place, c] = [Math.floor(i / 2352), Math.floor((i % 2352) / 3), i % 3];
      return theirs[n * 2352 + c * 784 + place];
    });
    expect(apart(runPortable(model, inputs), turned)).toBeLessThan(1e-5);
    expect(model.output).toBe('picture');
  });

  it('that ends with the logarithm of a softmax becomes a run of probabilities', async () => {
    const last = node('LogSoftmax', ['output'], 'log', { axis: 1 });
    const { path } = await read({ ...convolutional, nodes: [...convolutional.nodes, last] });
    const order = { dataset: 'digits', pictures: colored, name: 'log', kernelsWasm: null };
    const { run, notes } = adoptModel({ type: 'adopt', path, ...order });
    expect(run.endsWithLogits).toBe(true);
    expect(notes.join(' ')).toContain('softmax');
  });
});

describe('what cannot be imported is named', () => {
  const nodes = convolutional.nodes;
  const swapped = (index: number, changed: Partial<HandNode>): HandGraph => ({
    ...convolutional,
    nodes: nodes.map((one, i) => (i === index ? { ...one, ...changed } : one)),
  });

  it.each([
    { what: 'an operator', graph: swapped(2, { operator: 'Gelu' }), reason: '"Gelu" of the node "gelu/c"' },
    { what: 'groups', graph: swapped(4, { attributes: { group: 2 } }), reason: '2 groups' },
    {
      what: 'padded pools',
      graph: swapped(3, { attributes: { kernel_shape: [2, 2], pads: [1, 1, 1, 1] } }),
      reason: 'reach beyond',
    },
    { what: 'a slope', graph: swapped(5, { attributes: { alpha: { float: 0.2 } } }), reason: 'slope 0.2' },
    {
      what: 'a branch',
      graph: swapped(2, { operator: 'Add', inputs: ['a', 'b'] }),
      reason: 'two values of the network',
    },
    {
      what: 'an older value',
      graph: swapped(10, { inputs: ['i', 'fc2.weight', 'fc2.bias'] }),
      reason: 'without branches',
    },
    {
      what: 'computed shapes',
      graph: swapped(7, { operator: 'Reshape', inputs: ['g', 'nowhere'] }),
      reason: 'torch.flatten',
    },
    {
      what: 'weights of another size',
      graph: swapped(8, { inputs: ['h', 'fc2.weight'] }),
      reason: 'does not fit together',
    },
    {
      what: 'a softmax over places',
      graph: swapped(5, { operator: 'Softmax', attributes: { axis: 2 } }),
      reason: 'along axis 2',
    },
    {
      what: 'an input of any size',
      graph: { ...convolutional, inputShape: ['n', 3, 'h', 'w'] },
      reason: 'of a fixed size',
    },
    {
      what: 'a vector that is no grey square',
      graph: { ...tied, inputShape: ['N', 783] },
      reason: 'grey square',
    },
  ])('$what', async ({ graph, reason }) => {
    const path = join(await temporaryFolder(), 'x.onnx');
    await writeFile(path, onnxByHand(graph));
    expect(() => readModelFile(path)).toThrow(reason);
  });
});
