/**
 * Finds in a portable model the tensors of an experiment's network: only where both compute the same, operation by operation.
 * Shapes that are merely told otherwise, dropout and linear activations compute nothing and need no counterpart.
 */
import { elementCount, formatShape } from '../tensor';
import type { PortableLayer, PortableModel, PortableTensor } from './portable-model';

export interface MatchedTensors {
  /** Tensors of the model by the names that the experiment's network has for them. */
  readonly tensors: ReadonlyMap<string, PortableTensor>;
  /** What the network says after the model's end: at most a softmax, which its loss leaves to whoever asks. */
  readonly surplus: readonly PortableLayer[];
}

/**
 * @param ours the network's operations, as `portableLayers` tells them
 * @returns null where the two differ, or where the network uses one tensor for two of the model's
 */
export function matchLayers(ours: readonly PortableLayer[], model: PortableModel): MatchedTensors | null {
  const computing = ours.filter(computes);
  const theirs = model.layers.filter(computes);
  const names = new Map<string, string>();
  for (const [index, their] of theirs.entries()) {
    const our = computing.at(index);
    if (our === undefined || signature(our) !== signature(their)) return null;
    const theirNames = tensorNames(their);
    for (const [place, name] of tensorNames(our).entries()) {
      const known = names.get(name);
      if (known !== undefined && known !== theirNames[place]) return null;
      names.set(name, theirNames[place]);
    }
  }
  const surplus = computing.slice(theirs.length);
  if (surplus.some(({ type }) => type !== 'softmax')) return null;
  const tensors = new Map<string, PortableTensor>();
  for (const [our, their] of names) {
    const tensor = model.tensors.get(their);
    if (tensor === undefined) return null;
    tensors.set(our, tensor);
  }
  return { tensors, surplus };
}

function computes(layer: PortableLayer): boolean {
  if (layer.type === 'activation') return layer.activation !== 'linear';
  return layer.type !== 'reshape' && layer.type !== 'dropout';
}

/** In an order that is the same for two layers of one type. */
function tensorNames(layer: PortableLayer): readonly string[] {
  if ('weights' in layer) return [layer.weights, layer.bias];
  return layer.type === 'batchNorm' ? [layer.scale, layer.shift, layer.mean, layer.variance] : [];
}

/** Equal for layers that compute the same with tensors of equal shapes. */
function signature(layer: PortableLayer): string {
  const { type, inputShape, outputShape } = layer;
  const shapes = `${formatShape(inputShape)}→${formatShape(outputShape)}`;
  switch (layer.type) {
    case 'dense':
      return [type, elementCount(inputShape), outputShape[0], layer.transposed].join();
    case 'conv2d': {
      const { top, left } = layer.padding;
      return [type, shapes, layer.stride, layer.dilation, top, left].join();
    }
    case 'convTranspose2d':
      return [type, shapes, layer.stride, layer.dilation, layer.crop.top, layer.crop.left].join();
    case 'pool2d':
      return [type, shapes, layer.kind, layer.region, layer.stride].join();
    case 'batchNorm':
      return [type, elementCount(inputShape), inputShape[inputShape.length - 1], layer.epsilon].join();
    case 'activation':
      return [type, layer.activation].join();
    case 'upsample2d':
      return [type, shapes, layer.factor].join();
    case 'softmax':
    case 'reshape':
    case 'dropout':
      return type;
  }
}
