/** The layers of portable models as ONNX nodes. */
import { stampedLength, type PortableLayer, type PortableModel } from '../../src-engine';
import type { OnnxGraph } from './onnx-graph';
import { permute } from './permute';
import { tensorOf } from './tensor-of';

/** A value of the graph: a vector, or pictures in one of the two layouts. */
export interface OnnxValue {
  readonly name: string;
  readonly isChannelsFirst: boolean;
}

type LayerOf<T extends PortableLayer['type']> = Extract<PortableLayer, { type: T }>;

export function channelsLast(graph: OnnxGraph, value: OnnxValue): OnnxValue {
  if (!value.isChannelsFirst) return value;
  return { name: graph.node('Transpose', [value.name], { perm: [0, 2, 3, 1] }), isChannelsFirst: false };
}

function channelsFirst(graph: OnnxGraph, value: OnnxValue): string {
  return value.isChannelsFirst ? value.name : graph.node('Transpose', [value.name], { perm: [0, 3, 1, 2] });
}

const activations = { sigmoid: 'Sigmoid', tanh: 'Tanh', relu: 'Relu', leakyRelu: 'LeakyRelu' } as const;

/** Adds the nodes of one layer and returns its output. */
export function addLayer(
  graph: OnnxGraph,
  model: PortableModel,
  layer: PortableLayer,
  value: OnnxValue,
): OnnxValue {
  const picture = (name: string): OnnxValue => ({ name, isChannelsFirst: true });
  const same = (name: string): OnnxValue => ({ ...value, name });
  switch (layer.type) {
    case 'dense': {
      const weights = graph.floats(layer.weights, () => tensorOf(model, layer.weights));
      const bias = graph.floats(layer.bias, () => tensorOf(model, layer.bias));
      return same(graph.node('Gemm', [value.name, weights, bias], { transB: layer.transposed ? 0 : 1 }));
    }
    case 'conv2d':
      return picture(addConvolution(graph, model, layer, channelsFirst(graph, value)));
    case 'convTranspose2d':
      return picture(addTransposed(graph, model, layer, channelsFirst(graph, value)));
    case 'pool2d': {
      const shape = { kernel_shape: layer.region, strides: layer.stride };
      const operator = layer.kind === 'max' ? 'MaxPool' : 'AveragePool';
      return picture(graph.node(operator, [channelsFirst(graph, value)], shape));
    }
    case 'batchNorm':
      return addBatchNorm(graph, model, layer, value);
    case 'activation': {
      if (layer.activation === 'linear') return value;
      const attributes = layer.activation === 'leakyRelu' ? { alpha: { float: 0.01 } } : {};
      return same(graph.node(activations[layer.activation], [value.name], attributes));
    }
    case 'softmax':
      return same(graph.node('Softmax', [value.name], { axis: -1 }));
    case 'reshape': {
      const shape = graph.integers(`shape ${layer.shape.join('x')}`, [-1, ...layer.shape]);
      const name = graph.node('Reshape', [channelsLast(graph, value).name, shape]);
      return { name, isChannelsFirst: false };
    }
    case 'upsample2d': {
      const [vertical, horizontal] = layer.factor;
      const values = Float32Array.of(1, 1, vertical, horizontal);
      const scales = graph.floats(`factor ${vertical}x${horizontal}`, () => ({ shape: [4], values }));
      const how = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
      return picture(graph.node('Resize', [channelsFirst(graph, value), '', scales], how));
    }
    case 'dropout':
      return value;
  }
}

function addConvolution(graph: OnnxGraph, model: PortableModel, layer: LayerOf<'conv2d'>, x: string): string {
  const { top, left, bottom, right } = layer.padding;
  const weights = graph.floats(layer.weights, () => permute(tensorOf(model, layer.weights), [0, 3, 1, 2]));
  const bias = graph.floats(layer.bias, () => tensorOf(model, layer.bias));
  const [, height = 1, width = 1] = tensorOf(model, layer.weights).shape;
  return graph.node('Conv', [x, weights, bias], {
    kernel_shape: [height, width],
    strides: layer.stride,
    dilations: layer.dilation,
    pads: [top, left, bottom, right],
  });
}

/** What the wanted part leaves below and on the right is cut off, or, where the stamps end before, padded. */
function addTransposed(
  graph: OnnxGraph,
  model: PortableModel,
  layer: LayerOf<'convTranspose2d'>,
  x: string,
): string {
  const { stride, dilation, crop, inputShape, outputShape } = layer;
  const [, height = 1, width = 1] = tensorOf(model, layer.weights).shape;
  const surplus = [height, width].map((kernel, axis) => {
    const all = stampedLength(inputShape[axis] ?? 0, kernel, stride[axis] ?? 1, dilation[axis] ?? 1);
    return all - (axis === 0 ? crop.top : crop.left) - (outputShape[axis] ?? 0);
  });
  const [below = 0, right = 0] = surplus;
  const weights = graph.floats(layer.weights, () => permute(tensorOf(model, layer.weights), [0, 3, 1, 2]));
  const bias = graph.floats(layer.bias, () => tensorOf(model, layer.bias));
  return graph.node('ConvTranspose', [x, weights, bias], {
    kernel_shape: [height, width],
    strides: stride,
    dilations: dilation,
    pads: [crop.top, crop.left, Math.max(0, below), Math.max(0, right)],
    output_padding: [Math.max(0, -below), Math.max(0, -right)],
  });
}

function addBatchNorm(
  graph: OnnxGraph,
  model: PortableModel,
  layer: LayerOf<'batchNorm'>,
  value: OnnxValue,
): OnnxValue {
  const tensors = [layer.scale, layer.shift, layer.mean, layer.variance].map((name) =>
    graph.floats(name, () => tensorOf(model, name)),
  );
  const isPicture = layer.inputShape.length === 3;
  const x = isPicture ? channelsFirst(graph, value) : value.name;
  const epsilon = { float: layer.epsilon };
  const name = graph.node('BatchNormalization', [x, ...tensors], { epsilon });
  return { name, isChannelsFirst: isPicture };
}
