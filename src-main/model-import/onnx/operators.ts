/** One function for each ONNX operator that Simplecell can compute; kernels are [K, C, R, S] there and [K, R, S, C] here. */
import type { HiddenActivationName, PortableOperation, PortableTensor } from '../../../src-engine';
import { permute } from '../../export/permute';
import { noBias } from '../model-builder';
import { noZeros, placesOf, sameZeros, stampedSize, type Zeros } from '../window-sizes';
import type { Flow } from './flow';
import type { OnnxNode } from './onnx-node';
import { arithmetic } from './arithmetic';
import { pad, reduceMean, reshape, resize, squeeze, transpose } from './shape-operators';

type Operator = (flow: Flow, node: OnnxNode) => void;
type Pair = readonly [number, number];

const one: Pair = [1, 1];

export const operators: Readonly<Record<string, Operator>> = {
  Add: arithmetic,
  Sub: arithmetic,
  Mul: arithmetic,
  Div: arithmetic,
  AveragePool: pooling('mean'),
  MaxPool: pooling('max'),
  GlobalAveragePool: globalPooling('mean'),
  GlobalMaxPool: globalPooling('max'),
  BatchNormalization: batchNormalization,
  Conv: conv,
  ConvTranspose: convTranspose,
  Gemm: gemm,
  MatMul: matMul,
  Relu: activation('relu'),
  Sigmoid: activation('sigmoid'),
  Tanh: activation('tanh'),
  LeakyRelu: leakyRelu,
  Softmax: softmax,
  LogSoftmax: logSoftmax,
  Dropout: dropout,
  Flatten: flatten,
  Reshape: reshape,
  Squeeze: squeeze,
  Transpose: transpose,
  ReduceMean: reduceMean,
  Resize: resize,
  Upsample: resize,
  Pad: pad,
  Identity: () => undefined,
  Cast: cast,
};

function activation(name: HiddenActivationName): Operator {
  return ({ builder }, node) =>
    builder.add(node.name, { type: 'activation', activation: name }, builder.shape);
}

function leakyRelu(flow: Flow, node: OnnxNode): void {
  const slope = node.number('alpha', 0.01);
  if (Math.abs(slope - 0.01) > 1e-6) throw node.refuse(`with slope ${slope}`, 'Ours has the slope 0.01.');
  activation('leakyRelu')(flow, node);
}

/** Numbers stay what they are, wherever they come from. */
function cast(_flow: Flow, node: OnnxNode): void {
  const to = node.integer('to', 1);
  if (to !== 1 && to !== 11) throw node.refuse(`to type ${to}`, 'Numbers within the network must be floats.');
}

function dropout({ builder }: Flow, node: OnnxNode): void {
  const rate = node.constant(1)?.values[0] ?? node.number('ratio', 0.5);
  if (!(rate >= 0 && rate < 1)) throw node.refuse(`with ratio ${rate}`);
  builder.add(node.name, { type: 'dropout', rate }, builder.shape);
}

function flatten(flow: Flow, node: OnnxNode): void {
  const axis = node.integer('axis', 1);
  if (axis !== 1 && axis !== 1 - (flow.builder.shape.length + 1)) throw node.refuse(`with axis ${axis}`);
  flow.flatten(node.name);
}

function batchNormalization(flow: Flow, node: OnnxNode): void {
  const { builder } = flow;
  if (flow.isPicture) flow.picture(node);
  const channels = builder.shape.at(-1) ?? 0;
  const [scale, shift, mean, variance] = ['scale', 'shift', 'mean', 'variance'].map((what, index) => {
    const tensor = node.required(index + 1, what);
    if (tensor.values.length !== channels) {
      throw node.refuse(
        `with ${tensor.values.length} numbers for ${channels} channels`,
        'The file is damaged.',
      );
    }
    const own = flow.isPicture ? tensor : flow.inOurOrder(tensor);
    return builder.tensor(`${node.name}.${what}`, { shape: [channels], values: own.values });
  }) as [string, string, string, string];
  const epsilon = node.number('epsilon', 1e-5);
  builder.add(node.name, { type: 'batchNorm', scale, shift, mean, variance, epsilon }, builder.shape);
}

/** @throws AppError('validation') where they are negative or not four */
function zerosOf(flow: Flow, node: OnnxNode, kernel: Pair, stride: Pair, dilation: Pair): Zeros {
  const auto = node.word('auto_pad', 'NOTSET');
  if (auto === 'SAME_UPPER') return sameZeros(flow.builder.shape, kernel, stride, dilation);
  if (auto !== 'NOTSET' && auto !== 'VALID') throw node.refuse(`with auto_pad ${auto}`);
  const pads = auto === 'VALID' ? null : node.integers('pads');
  const [top = 0, left = 0, bottom = 0, right = 0] = pads ?? [];
  const isFour = pads === null || pads.length === 4;
  if (isFour && Math.min(top, left, bottom, right) >= 0) return { top, left, bottom, right };
  throw node.refuse(`with pads [${pads?.join() ?? ''}]`);
}

/** The bias of a node; where it has none, an addition may bring one. */
function biasOf(flow: Flow, node: OnnxNode, units: number): string {
  const name = `${node.name}.bias`;
  const isThere = (node.inputs[2] ?? '') !== '';
  const bias = isThere ? node.required(2, 'a bias') : noBias(units);
  if (bias.values.length !== units) {
    throw node.refuse(`with ${bias.values.length} biases for ${units} units`, 'The file is damaged.');
  }
  flow.openBias = isThere ? null : name;
  return flow.builder.tensor(name, { shape: [units], values: bias.values });
}

function filtersOf(node: OnnxNode, channels: number): PortableTensor {
  const weights = node.required(1, 'weights');
  const group = node.integer('group', 1);
  if (group !== 1)
    throw node.refuse(`with ${group} groups`, 'Ours see all channels; use an ordinary convolution.');
  if (weights.shape.length !== 4) {
    throw node.refuse(
      `with weights of ${weights.shape.join('×')}`,
      'Simplecell convolves pictures in two directions.',
    );
  }
  const wanted = node.operator === 'Conv' ? weights.shape[1] : weights.shape[0];
  if (wanted === channels) return weights;
  throw node.refuse(`for ${wanted} channels on ${channels}`, 'The file does not fit together.');
}

function conv(flow: Flow, node: OnnxNode): void {
  const { builder, pending } = flow;
  const input = flow.picture(node);
  const weights = filtersOf(node, input[2]);
  const [filters = 0, , height = 0, width = 0] = weights.shape;
  const kernel: Pair = [height, width];
  const stride = node.pair('strides', one);
  const dilation = node.pair('dilations', one);
  const own = zerosOf(flow, node, kernel, stride, dilation);
  const padding = pending === null ? own : joined(own, pending.zeros);
  flow.pending = null;
  const places = placesOf(input, kernel, stride, dilation, padding);
  const operation: PortableOperation = {
    type: 'conv2d',
    weights: builder.tensor(`${node.name}.weights`, permute(weights, [0, 2, 3, 1])),
    bias: biasOf(flow, node, filters),
    stride,
    dilation,
    padding,
  };
  builder.add(node.name, operation, [...places, filters]);
}

function joined(a: Zeros, b: Zeros): Zeros {
  return { top: a.top + b.top, left: a.left + b.left, bottom: a.bottom + b.bottom, right: a.right + b.right };
}

function convTranspose(flow: Flow, node: OnnxNode): void {
  const { builder } = flow;
  const input = flow.picture(node);
  const weights = filtersOf(node, input[2]);
  const [, filters = 0, height = 0, width = 0] = weights.shape;
  const kernel: Pair = [height, width];
  const stride = node.pair('strides', one);
  const dilation = node.pair('dilations', one);
  const auto = node.word('auto_pad', 'NOTSET');
  if (node.integers('output_shape') !== null || (auto !== 'NOTSET' && auto !== 'VALID')) {
    throw node.refuse('with a size of its own', 'Export it with pads and output_padding.');
  }
  const { top, left, bottom, right } = zerosOf(flow, node, kernel, stride, dilation);
  const [below = 0, across = 0] = node.integers('output_padding') ?? [];
  const covered = stampedSize(input, kernel, stride, dilation);
  const operation: PortableOperation = {
    type: 'convTranspose2d',
    weights: builder.tensor(`${node.name}.weights`, permute(weights, [0, 2, 3, 1])),
    bias: biasOf(flow, node, filters),
    stride,
    dilation,
    crop: { top, left },
  };
  builder.add(node.name, operation, [
    covered[0] - top - bottom + below,
    covered[1] - left - right + across,
    filters,
  ]);
}

function pooling(kind: 'max' | 'mean'): Operator {
  return (flow, node) => {
    const input = flow.picture(node);
    const region = node.pair('kernel_shape', one);
    const stride = node.pair('strides', one);
    if (Math.max(...node.pair('dilations', one)) > 1) throw node.refuse('with dilation');
    const zeros = zerosOf(flow, node, region, stride, one);
    const isPadded = Object.values(zeros).some((side) => side > 0);
    const places = placesOf(input, region, stride, one, noZeros);
    const isCut = [0, 1].some((axis) => {
      const left = (input[axis] ?? 0) - (region[axis] ?? 0);
      return left % (stride[axis] ?? 1) !== 0;
    });
    if (isPadded || (node.integer('ceil_mode', 0) !== 0 && isCut)) {
      throw node.refuse(
        `whose regions reach beyond a picture of ${input[0]}×${input[1]}`,
        'Regions of ours lie within the picture. Pool without padding and without ceil_mode.',
      );
    }
    flow.builder.add(node.name, { type: 'pool2d', kind, region, stride }, [...places, input[2]]);
  };
}

function globalPooling(kind: 'max' | 'mean'): Operator {
  return (flow, node) => {
    const [height, width, channels] = flow.picture(node);
    const region: Pair = [height, width];
    flow.builder.add(node.name, { type: 'pool2d', kind, region, stride: region }, [1, 1, channels]);
  };
}

function gemm(flow: Flow, node: OnnxNode): void {
  const [alpha, beta] = [node.number('alpha', 1), node.number('beta', 1)];
  if (alpha !== 1 || beta !== 1 || node.integer('transA', 0) !== 0) {
    throw node.refuse(`with alpha ${alpha}, beta ${beta} and transA ${node.integer('transA', 0)}`);
  }
  dense(flow, node, node.integer('transB', 0) !== 0);
}

function matMul(flow: Flow, node: OnnxNode): void {
  if (flow.value !== node.inputs[0]) throw node.refuse('with its weights on the left');
  dense(flow, node, false);
}

/** @param isUnitsFirst whether the weights are [units, inputs] in the file */
function dense(flow: Flow, node: OnnxNode, isUnitsFirst: boolean): void {
  const { builder } = flow;
  const inputs = flow.vector(node);
  const stored = node.required(1, 'weights');
  const turned = isUnitsFirst ? stored : permute(stored, [1, 0]);
  const [units = 0] = turned.shape;
  if (stored.shape.length !== 2 || turned.shape[1] !== inputs) {
    throw node.refuse(
      `with weights of ${stored.shape.join('×')} on ${inputs} numbers`,
      'The file does not fit together.',
    );
  }
  const { weights, transposed } = weightsOf(flow, node, isUnitsFirst, turned);
  const bias = biasOf(flow, node, units);
  flow.order = null;
  builder.add(node.name, { type: 'dense', weights, transposed, bias }, [units]);
}

/** Weights that an earlier layer has the other way round are tied to it. */
function weightsOf(flow: Flow, node: OnnxNode, isUnitsFirst: boolean, turned: PortableTensor) {
  const constant = node.inputs[1] ?? '';
  const owner = flow.owned.get(constant);
  if (owner?.isTurned === isUnitsFirst && flow.order === null) {
    return { weights: owner.tensor, transposed: true };
  }
  const name = flow.builder.tensor(`${node.name}.weights`, flow.columnsInOurOrder(turned));
  if (flow.order === null && owner === undefined) {
    flow.owned.set(constant, { tensor: name, isTurned: !isUnitsFirst });
  }
  return { weights: name, transposed: false };
}

function softmax(flow: Flow, node: OnnxNode): void {
  requireOneVector(flow, node);
  flow.builder.add(node.name, { type: 'softmax' }, flow.builder.shape);
}

/** As the last operator: what a run makes of logits is the softmax itself. */
function logSoftmax(flow: Flow, node: OnnxNode): void {
  requireOneVector(flow, node);
  flow.hasLogSoftmax = true;
}

function requireOneVector(flow: Flow, node: OnnxNode): void {
  const { builder } = flow;
  const rank = builder.shape.length + 1;
  const axis = node.integer('axis', rank === 2 ? 1 : -1);
  if (flow.isPicture && builder.shape[0] === 1 && builder.shape[1] === 1 && axis === 1)
    flow.flatten(`${node.name}_flat`);
  else if (flow.isPicture || flow.order !== null || (axis !== -1 && axis !== 1)) {
    throw node.refuse(
      `along axis ${axis} of ${builder.shape.join('×')}`,
      'Ours is over one vector, at the end.',
    );
  }
}
