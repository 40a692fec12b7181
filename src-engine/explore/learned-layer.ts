/**
 * The layer of a trained network that sees the picture itself, as filters that can slide over a picture of any size: a
 * convolution as it is, a dense layer with its input as the window (lecture §7: features learned on patches, convolved).
 */
import { applyPreprocessing } from '../data/preprocess';
import { whitenPicture } from '../data/whitening';
import { EngineError } from '../errors';
import { pointwise } from '../layers/activations';
import { windowSpecOf } from '../layers/filter-bank';
import { elementCount } from '../tensor';
import type { TrainedNetwork } from '../inspect/trained-network';
import type { Experiment, HiddenActivationName, LayerSpec } from '../spec/experiment';
import type { FittedPreprocessing } from '../worker/inspect-protocol';
import type { WindowSpec } from '../layers/window';
import type { FeatureMap } from './feature-map';
import type { FilterStack, PrepareWindows } from './strips';

export interface LearnedLayer {
  /** Index in `network.layers`. */
  readonly layer: number;
  readonly filters: FilterStack;
  readonly window: Omit<WindowSpec, 'size'>;
  readonly activation: HiddenActivationName;
  /** True for a dense layer: every window is an input of the network and is preprocessed as one. */
  readonly perWindow: boolean;
}

/** What was done to the training samples before the network saw them. */
export interface LearnedInput {
  readonly preprocessing: FittedPreprocessing;
  /** Null where pictures were not whitened. */
  readonly whiteningScale: number | null;
}

/** Layers that leave the picture as it is when the network is asked. */
const transparent: ReadonlySet<LayerSpec['type']> = new Set(['flatten', 'dropout', 'reshape']);

/**
 * Weights are copies. Shapes: dense [units, h·w·c] → filters [units, h, w, c]; conv2d [K,R,S,C] as they are.
 * @throws EngineError('config') where no layer with weights sees the picture directly
 */
export function learnedLayer(network: TrainedNetwork, experiment: Experiment): LearnedLayer {
  const { layers } = experiment.network;
  const layer = layers.findIndex(({ type }) => !transparent.has(type));
  const spec = layers[layer];
  const weights = network.weights(layer);
  const bias = network.bias(layer);
  if (weights === null || bias === null || (spec.type !== 'dense' && spec.type !== 'conv2d')) {
    throw new EngineError(
      'config',
      'The first layer of this run that changes the picture has no filters of its own. Choose a run whose network ' +
        'begins with a dense or a convolutional layer.',
    );
  }
  if (spec.type === 'conv2d') {
    const [count, height, width, channels] = weights.shape;
    const filters = { count, height, width, channels, weights: weights.values, bias };
    return { layer, filters, window: windowSpecOf(spec), activation: spec.activation, perWindow: false };
  }
  const [height, width, channels] = network.sampleShape;
  const count = bias.length;
  const window = { stride: [1, 1], padding: 'valid', dilation: [1, 1] } as const;
  const filters = { count, height, width, channels, weights: weights.values, bias };
  if (weights.values.length !== count * elementCount(network.sampleShape)) {
    throw new EngineError(
      'config',
      'The units of this run do not see the picture as it is. Choose another run.',
    );
  }
  return { layer, filters, window, activation: pointwise(spec.activation), perWindow: true };
}

/** The picture as the layer is to see it; the same one where nothing was done to the samples. */
export function preparePicture(picture: FeatureMap, learned: LearnedLayer, input: LearnedInput): FeatureMap {
  const { height, width, channels } = picture;
  let { values } = picture;
  if (input.whiteningScale !== null) {
    values = whitenPicture(values, [height, width, channels], input.whiteningScale);
  }
  if (!learned.perWindow && !isIdentity(input.preprocessing)) {
    values = Float32Array.from(values);
    applyPreprocessing(stretched(input.preprocessing, picture), values, values.length);
  }
  return { height, width, channels, values };
}

/**
 * What the window sees at each place as the training samples were: the mean of that very window removed, its numbers
 * clipped. Null where there is nothing to do, or where the picture as a whole was prepared.
 */
export function windowPreparation(
  learned: LearnedLayer,
  { preprocessing }: LearnedInput,
): PrepareWindows | null {
  if (!learned.perWindow || isIdentity(preprocessing)) return null;
  const { height, width, channels } = learned.filters;
  const depth = height * width * channels;
  // The usual one for patches has a kernel of its own: at a hundred million numbers it is a matter of patience.
  if (preprocessing.removeMean && preprocessing.means === null) {
    return (kernels, columns, places) => kernels.centreRows(columns, places, depth, preprocessing);
  }
  return ({ values }, columns, places) => {
    applyPreprocessing(
      preprocessing,
      values.subarray(columns, columns + places * depth) as Float32Array,
      depth,
    );
  };
}

function isIdentity({ removeMean, means, factor, limit, gain, offset }: FittedPreprocessing): boolean {
  const leavesValues = factor === 1 && limit === Infinity && gain === 1 && offset === 0;
  return !removeMean && means === null && leavesValues;
}

/** Statistics of every pixel of the training pictures, averaged over the pixels of each channel: a picture of another size has others. */
function stretched(
  fitted: FittedPreprocessing,
  { height, width, channels }: FeatureMap,
): FittedPreprocessing {
  const { means, scales } = fitted;
  if (means === null || scales === null) return fitted;
  const average = (statistic: Float64Array): Float64Array => {
    const sums = new Float64Array(channels);
    statistic.forEach((value, index) => (sums[index % channels] += value));
    const each = sums.map((sum) => (sum * channels) / statistic.length);
    return Float64Array.from({ length: height * width * channels }, (_, index) => each[index % channels]);
  };
  return { ...fitted, means: average(means), scales: average(scales) };
}
