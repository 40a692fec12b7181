/** The layers of portable models as layers of TensorFlow.js, which has the channels last and its filters as [R, S, C, K]. */
import type { PortableLayer, PortableModel } from '../../src-engine';
import { cannotHold } from './export-format';
import { permute, withoutDilation } from './permute';
import { tensorOf } from './tensor-of';
import type { TfjsGraph } from './tfjs-graph';

type LayerOf<T extends PortableLayer['type']> = Extract<PortableLayer, { type: T }>;

const last = { data_format: 'channels_last' };
const valid = { ...last, padding: 'valid' };

/** Adds a layer and returns the name of its output. @throws AppError('validation') where TensorFlow.js has no such layer */
export function addTfjsLayer(
  graph: TfjsGraph,
  model: PortableModel,
  layer: PortableLayer,
  value: string,
): string {
  const name = layer.name.replaceAll('.', '_');
  const add = (className: string, config: object): string => graph.layer(className, name, [value], config);
  switch (layer.type) {
    case 'dense': {
      const { shape, values } = tensorOf(model, layer.weights);
      const kernel = layer.transposed ? { shape, values } : permute({ shape, values }, [1, 0]);
      const config = { units: layer.outputShape[0], activation: 'linear', use_bias: true };
      return graph.layer('Dense', name, [value], config, { kernel, bias: tensorOf(model, layer.bias) });
    }
    case 'conv2d':
      return addConvolution(graph, model, layer, name, value);
    case 'convTranspose2d':
      return addTransposed(graph, model, layer, name, value);
    case 'pool2d': {
      const className = layer.kind === 'max' ? 'MaxPooling2D' : 'AveragePooling2D';
      return add(className, { ...valid, pool_size: layer.region, strides: layer.stride });
    }
    case 'batchNorm': {
      const config = { axis: -1, epsilon: layer.epsilon, center: true, scale: true, momentum: 0.99 };
      return graph.layer('BatchNormalization', name, [value], config, {
        gamma: tensorOf(model, layer.scale),
        beta: tensorOf(model, layer.shift),
        moving_mean: tensorOf(model, layer.mean),
        moving_variance: tensorOf(model, layer.variance),
      });
    }
    case 'activation':
      return layer.activation === 'leakyRelu'
        ? add('LeakyReLU', { alpha: 0.01 })
        : add('Activation', { activation: layer.activation });
    case 'softmax':
      return add('Activation', { activation: 'softmax' });
    case 'reshape':
      return add('Reshape', { target_shape: layer.shape });
    case 'upsample2d':
      return add('UpSampling2D', { ...last, size: layer.factor, interpolation: 'nearest' });
    case 'dropout':
      return add('Dropout', { rate: layer.rate });
  }
}

function addConvolution(
  graph: TfjsGraph,
  model: PortableModel,
  layer: LayerOf<'conv2d'>,
  name: string,
  value: string,
): string {
  const { padding, stride, dilation } = layer;
  const isPadded = Object.values(padding).some((zeros) => zeros > 0);
  const sides = [
    [padding.top, padding.bottom],
    [padding.left, padding.right],
  ];
  const padded = isPadded
    ? graph.layer('ZeroPadding2D', `${name}_padding`, [value], { ...last, padding: sides })
    : value;
  // TensorFlow dilates only what slides by single pixels.
  const isDilated = Math.max(...dilation) > 1;
  const isFilled = isDilated && Math.max(...stride) > 1;
  const weights = tensorOf(model, layer.weights);
  const filled = isFilled ? withoutDilation(weights, dilation) : weights;
  const kernel = permute(filled, [1, 2, 3, 0]);
  const config = {
    ...valid,
    filters: kernel.shape[3],
    kernel_size: kernel.shape.slice(0, 2),
    strides: stride,
    dilation_rate: isFilled ? [1, 1] : dilation,
    activation: 'linear',
    use_bias: true,
  };
  return graph.layer('Conv2D', name, [padded], config, { kernel, bias: tensorOf(model, layer.bias) });
}

/** TensorFlow puts out H·s + max(R − s, 0) rows, of which the wanted part stays. */
function addTransposed(
  graph: TfjsGraph,
  model: PortableModel,
  layer: LayerOf<'convTranspose2d'>,
  name: string,
  value: string,
): string {
  const { inputShape, outputShape, stride, crop } = layer;
  const kernel = permute(withoutDilation(tensorOf(model, layer.weights), layer.dilation), [1, 2, 3, 0]);
  const surplus = [0, 1].map((axis) => {
    const [size = 0, step = 1, covered = 1] = [inputShape[axis], stride[axis], kernel.shape[axis]];
    const all = size * step + Math.max(covered - step, 0);
    return all - (axis === 0 ? crop.top : crop.left) - (outputShape[axis] ?? 0);
  });
  const [below = 0, right = 0] = surplus;
  if (below < 0 || right < 0) {
    throw cannotHold('TensorFlow.js', layer.name, 'its output reaches beyond what its filters cover');
  }
  const config = {
    ...valid,
    filters: kernel.shape[2],
    kernel_size: kernel.shape.slice(0, 2),
    strides: stride,
    activation: 'linear',
    use_bias: true,
  };
  const bias = tensorOf(model, layer.bias);
  const all = graph.layer('Conv2DTranspose', name, [value], config, { kernel, bias });
  const cropping = [
    [crop.top, below],
    [crop.left, right],
  ];
  if (cropping.flat().every((cut) => cut === 0)) return all;
  return graph.layer('Cropping2D', `${name}_cropping`, [all], { ...last, cropping });
}
