/** What a model is made of, in words, before anybody decides about it. */
import type { PortableLayer, PortableModel } from '../../src-engine';

const activations = {
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  relu: 'ReLU',
  leakyRelu: 'Leaky ReLU',
  linear: 'Linear',
};

/** Numbers of all tensors that layers use; those of the preparation are no parameters. */
export function parametersOf({ layers, tensors }: PortableModel): number {
  const names = new Set(layers.flatMap(tensorNames));
  return [...names].reduce((sum, name) => sum + (tensors.get(name)?.values.length ?? 0), 0);
}

/** Running statistics are no parameters, as nobody trains them. */
function tensorNames(layer: PortableLayer): readonly string[] {
  if ('weights' in layer) return [layer.weights, layer.bias];
  return layer.type === 'batchNorm' ? [layer.scale, layer.shift] : [];
}

export function describeLayers(model: PortableModel): { name: string; description: string }[] {
  return model.layers.map((layer) => ({
    name: layer.name,
    description: `${kindOf(layer, model)} → ${layer.outputShape.join('×')}`,
  }));
}

function kindOf(layer: PortableLayer, { tensors }: PortableModel): string {
  const kernel = (name: string): string => (tensors.get(name)?.shape ?? []).slice(1, 3).join('×');
  switch (layer.type) {
    case 'dense':
      return `Dense${layer.transposed ? ', tied weights' : ''}, ${layer.outputShape[0]} units`;
    case 'conv2d':
      return `Convolution, ${layer.outputShape[2]} filters of ${kernel(layer.weights)}${strideOf(layer.stride)}`;
    case 'convTranspose2d':
      return `Transposed convolution, ${layer.outputShape[2]} filters of ${kernel(layer.weights)}${strideOf(layer.stride)}`;
    case 'pool2d':
      return `${layer.kind === 'max' ? 'Max' : 'Mean'} pooling of ${layer.region.join('×')}`;
    case 'batchNorm':
      return 'Batch normalisation';
    case 'activation':
      return activations[layer.activation];
    case 'softmax':
      return 'Softmax';
    case 'reshape':
      return layer.shape.length === 1 ? 'Flatten' : 'Reshape';
    case 'upsample2d':
      return `Upsampling by ${layer.factor.join('×')}`;
    case 'dropout':
      return `Dropout ${layer.rate}`;
  }
}

function strideOf(stride: readonly [number, number]): string {
  return stride[0] === 1 && stride[1] === 1 ? '' : `, stride ${stride.join('×')}`;
}
