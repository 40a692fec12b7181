/** What turns a picture into features, and the features of a whole picture. */
import { copyOf, createArenaPlan, planLayer } from './layer-plan';
import type { Conv2dSpec, HiddenActivationName } from '../spec/experiment';
import type { CreateKernels, FeatureMap } from './layer-plan';

/** Kernels of a library, or those a layer has learned, and the nonlinearity behind them. */
export interface FeatureKernels {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [count, height, width, channels]. */
  readonly weights: Float32Array;
  /** [count]. */
  readonly biases: Float32Array;
  readonly activation: HiddenActivationName;
}

/** One kernel of one channel, row by row. */
export interface PlainKernel {
  readonly height: number;
  readonly width: number;
  readonly weights: ArrayLike<number>;
}

/**
 * One kernel for pictures of any channels: it goes over each channel by itself and gives as many features as there are
 * channels.
 */
export function spreadKernel(
  { height, width, weights }: PlainKernel,
  channels: number,
  activation: HiddenActivationName,
): FeatureKernels {
  const spread = new Float32Array(channels * weights.length * channels);
  for (let channel = 0; channel < channels; channel += 1) {
    for (let cell = 0; cell < weights.length; cell += 1) {
      spread[(channel * weights.length + cell) * channels + channel] = weights[cell];
    }
  }
  return {
    count: channels,
    height,
    width,
    channels,
    weights: spread,
    biases: new Float32Array(channels),
    activation,
  };
}

/** The convolution layer that these kernels are: every place where they lie within the picture, one after the other. */
export function layerOf({ count, height, width, activation }: FeatureKernels): Conv2dSpec {
  return {
    type: 'conv2d',
    filters: count,
    kernelSize: [height, width],
    stride: [1, 1],
    padding: 'valid',
    dilation: [1, 1],
    activation,
    init: { type: 'zeros' },
  };
}

/**
 * F = f(K ∗ x + b), new numbers. Shapes: [H,W,C] → [H − R + 1, W − S + 1, count].
 * @throws EngineError('shape') when the kernels do not fit the picture
 */
export function mapFeatures(
  createKernels: CreateKernels,
  picture: FeatureMap,
  kernels: FeatureKernels,
): FeatureMap {
  const plan = createArenaPlan();
  const input = plan.place(picture.values.length);
  const shape = [picture.height, picture.width, picture.channels];
  const layer = planLayer(plan, layerOf(kernels), shape, input, [kernels.weights, kernels.biases]);
  const arena = createKernels(plan.elements);
  arena.values.set(picture.values, input.offset);
  layer.build(arena)();
  const [height, width, channels] = layer.outputShape;
  return { height, width, channels, values: copyOf(arena, layer.output) };
}
