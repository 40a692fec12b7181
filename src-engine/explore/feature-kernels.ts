/** What turns a picture into features, and the features of a whole picture. */
import { windowPreparation } from './learned-layer';
import { slideStrips } from './strips';
import type { HiddenActivationName, Pair } from '../spec/experiment';
import type { CreateKernels, FeatureMap } from './feature-map';
import type { LearnedInput, LearnedLayer } from './learned-layer';
import type { FilterStack, StripRun } from './strips';

/** Kernels of a library, or those a layer has learned, and the nonlinearity behind them. */
export interface FeatureKernels extends FilterStack {
  readonly activation: HiddenActivationName;
  readonly dilation: Pair;
  /** Where they were learned: what is done to every window before they see it. Null for kernels of a library. */
  readonly learned: { readonly layer: LearnedLayer; readonly input: LearnedInput } | null;
}

/**
 * The filters of a learned layer, to slide over every place of a picture that `preparePicture` has prepared: with stride
 * 1 and without padding, whatever the layer itself does, so that a shift by one pixel can be followed.
 */
export function learnedKernels(layer: LearnedLayer, input: LearnedInput): FeatureKernels {
  const { filters, activation, window } = layer;
  return { ...filters, activation, dilation: window.dilation, learned: { layer, input } };
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
  const bias = new Float32Array(channels);
  return {
    count: channels,
    height,
    width,
    channels,
    weights: spread,
    bias,
    activation,
    dilation: [1, 1],
    learned: null,
  };
}

/**
 * F = f(K ∗ x + b) wherever the kernels lie within the picture, one place after the other.
 * @param stripRows rows of the map at once
 * @param spare elements of the arena to reserve for the caller
 * @throws EngineError('shape') when the kernels do not fit the picture
 */
export function slideKernels(
  createKernels: CreateKernels,
  picture: FeatureMap,
  kernels: FeatureKernels,
  stripRows: number,
  spare = 0,
): StripRun {
  const { activation, dilation, learned } = kernels;
  const window = { stride: [1, 1], padding: 'valid', dilation } as const;
  const prepare = learned === null ? null : windowPreparation(learned.layer, learned.input);
  const job = { picture, filters: kernels, window, activation, prepare: prepare ?? undefined };
  return slideStrips(createKernels, job, stripRows, spare);
}

/** Rows of the map that are computed at once. */
const stripRows = 32;

/** New numbers. Shapes: [H,W,C] → [H − R + 1, W − S + 1, count] without dilation. @throws what `slideKernels` does */
export function mapFeatures(
  createKernels: CreateKernels,
  picture: FeatureMap,
  kernels: FeatureKernels,
): FeatureMap {
  const run = slideKernels(createKernels, picture, kernels, stripRows);
  const { outHeight: height, outWidth: width } = run.window;
  const channels = kernels.count;
  const values = new Float32Array(height * width * channels);
  for (const { firstRow, rows, offset } of run.strips) {
    const length = rows * width * channels;
    values.set(run.kernels.values.subarray(offset, offset + length), firstRow * width * channels);
  }
  return { height, width, channels, values };
}
