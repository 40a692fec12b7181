/**
 * What flows from node to node. ONNX has the channels of pictures first, ours have them last; a vector that was such a picture has
 * its numbers in the file's order there and in ours here, until the weights that take it are turned.
 */
import type { PortableLayer, PortableTensor } from '../../../src-engine';
import { permute } from '../../export/permute';
import type { ModelBuilder } from '../model-builder';
import type { Zeros } from '../window-sizes';
import type { OnnxNode } from './onnx-node';

/** [channels, height, width] that the file's vector is in the order of. */
type ChannelsFirst = readonly [channels: number, height: number, width: number];

/** Weights that were taken over, to find out which are used again, turned over (tied). */
interface Owned {
  readonly tensor: string;
  readonly isTurned: boolean;
}

export class Flow {
  readonly builder: ModelBuilder;
  /** Name of the value that the next node must take. */
  value: string;
  isChannelsFirst: boolean;
  /** Null where the order of a vector is the same in both layouts. */
  order: ChannelsFirst | null = null;
  /** Zeros that the next convolution takes over. */
  pending: { readonly node: OnnxNode; readonly zeros: Zeros } | null = null;
  /** Bias of the last layer, where it had none in its own node: an addition may follow. */
  openBias: string | null = null;
  /** By the name of the constant in the file. */
  readonly owned = new Map<string, Owned>();
  /** The file ends with the logarithm of a softmax, which is left out. */
  hasLogSoftmax = false;

  constructor(builder: ModelBuilder, value: string, isChannelsFirst: boolean) {
    this.builder = builder;
    this.value = value;
    this.isChannelsFirst = isChannelsFirst;
  }

  get isPicture(): boolean {
    return this.builder.shape.length === 3;
  }

  /** [height, width, channels]. @throws AppError('validation') where a vector comes, or channels that the node does not expect */
  picture(node: OnnxNode): readonly [height: number, width: number, channels: number] {
    const [height, width, channels] = this.builder.shape;
    if (height !== undefined && width !== undefined && channels !== undefined && this.isChannelsFirst) {
      return [height, width, channels];
    }
    throw node.refuse(`on ${this.builder.shape.join('×')}`, 'It needs a picture with its channels first.');
  }

  /** @throws AppError('validation') where a picture comes */
  vector(node: OnnxNode): number {
    const [length] = this.builder.shape;
    if (this.builder.shape.length === 1 && length !== undefined) return length;
    throw node.refuse(
      `on a picture of ${this.builder.shape.join('×')}`,
      'It needs a vector. Put a flatten layer before it.',
    );
  }

  flatten(name: string): void {
    const [height = 1, width = 1, channels = 1] = this.builder.shape;
    if (!this.isPicture) return;
    const isSame = !this.isChannelsFirst || channels === 1 || height * width === 1;
    this.order = isSame ? null : [channels, height, width];
    this.builder.reshape(name, [height * width * channels]);
  }

  /** Tensors of a vector's numbers in our order. Shape: [n]. */
  inOurOrder(tensor: PortableTensor): PortableTensor {
    if (this.order === null) return tensor;
    const { values } = permute({ shape: this.order, values: tensor.values }, [1, 2, 0]);
    return { shape: tensor.shape, values };
  }

  /** Weights of such a vector in our order. Shape: [units, n]. */
  columnsInOurOrder(tensor: PortableTensor): PortableTensor {
    const [units = 0] = tensor.shape;
    if (this.order === null) return tensor;
    const { values } = permute({ shape: [units, ...this.order], values: tensor.values }, [0, 2, 3, 1]);
    return { shape: tensor.shape, values };
  }

  /**
   * The vector becomes a picture: where its order is not that of the picture already, the layers that gave it are turned.
   * @throws AppError('validation') where these cannot be
   */
  unflatten(node: OnnxNode, [channels, height, width]: ChannelsFirst): void {
    const isFile = this.order?.join() === [channels, height, width].join();
    const isSame = this.order === null && (channels === 1 || height * width === 1);
    if (!isFile && !isSame) {
      if (this.order !== null) throw node.refuse('which mixes channels and places');
      this.#turnOutputs(node, [channels, height, width]);
    }
    this.order = null;
    this.isChannelsFirst = true;
    this.builder.reshape(node.name, [height, width, channels]);
  }

  /** Rewrites the tensors of the last layers so that their numbers come in our order. */
  #turnOutputs(node: OnnxNode, order: ChannelsFirst): void {
    const { layers, tensors } = this.builder;
    for (const layer of layers.toReversed()) {
      if (layer.type === 'activation' || layer.type === 'dropout') continue;
      const names = turnable(layer);
      for (const name of names) {
        const tensor = tensors.get(name);
        if (tensor === undefined) continue;
        const [, ...inner] = tensor.shape;
        const axes = [1, 2, 0, ...inner.map((_, axis) => axis + 3)];
        const { values } = permute({ shape: [...order, ...inner], values: tensor.values }, axes);
        tensors.set(name, { shape: tensor.shape, values });
      }
      if (layer.type === 'dense' && this.#isOwnedOnce(layer)) return;
      if (names.length === 0 || layer.type === 'dense') break;
    }
    throw node.refuse('of numbers that no layer of its own gives', 'Put a dense layer before it.');
  }

  #isOwnedOnce({ weights }: Extract<PortableLayer, { type: 'dense' }>): boolean {
    return (
      this.builder.layers.filter((layer) => 'weights' in layer && layer.weights === weights).length === 1
    );
  }
}

function turnable(layer: PortableLayer): readonly string[] {
  if (layer.type === 'dense') return layer.transposed ? [] : [layer.weights, layer.bias];
  return layer.type === 'batchNorm' ? [layer.scale, layer.shift, layer.mean, layer.variance] : [];
}
