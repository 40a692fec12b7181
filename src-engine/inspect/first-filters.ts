/** The filters of a network's first layer with weights as pictures, as a run shows them while it trains. */
import { elementCount } from '../tensor';
import { maximalActivationPictures } from './filters';
import type { FloatArray } from '../kernels/kernels';
import type { PlacedLayer } from '../model/memory-plan';
import type { Shape } from '../tensor';
import type { FilterSet } from '../worker/protocol';

/** Numbers between two breaths. */
const numbersAtOnce = 2 ** 20;

type Picture = readonly [height: number, width: number, channels: number];

/** A tensor of weights as it is stored, and how its units lie in it; see `ParameterSpec`. */
export interface StoredWeights {
  readonly shape: Shape;
  readonly unitsLast: boolean;
  readonly values: Float32Array;
}

/**
 * Pictures of the units of the first layer with weights, and their mean activations over the `rows` that are in the
 * layer's output (for filters that slide, over all places too).
 * Shapes: pictures [units, height, width, channels]: of the input for a dense layer, of the kernel for a convolution.
 * @param sample [height, width, channels] of the network's input
 * @param breathe called within long work; may wait, or throw to give up
 */
export function firstFilters(
  layers: readonly PlacedLayer[],
  values: FloatArray,
  sample: Picture,
  rows: number,
  breathe: () => void = () => undefined,
): FilterSet {
  const layer = layers.findIndex(({ parameters }) => parameters[0]?.role === 'weight');
  const { parameters, inputShape, outputShape, buffers } = layers[layer];
  const [{ shape, unitsLast = false, values: region }] = parameters;
  const place = values.subarray(region.offset, region.offset + region.length);
  const stored = place instanceof Float32Array ? place : new Float32Array(place);
  const pictures = weightPictures({ shape, unitsLast, values: stored }, inputShape, sample, breathe);
  const { units } = pictures;
  const sums = new Float64Array(units);
  const count = rows * elementCount(outputShape);
  const step = units * Math.max(1, Math.floor(numbersAtOnce / units));
  for (let first = 0; first < count; first += step) {
    if (first > 0) breathe();
    const end = Math.min(count, first + step);
    for (let index = first; index < end; index += units) {
      const start = buffers.output + index;
      for (let unit = 0; unit < units; unit += 1) sums[unit] += values[start + unit];
    }
  }
  const meanActivations = Float32Array.from(sums, (sum) => (sum * units) / count);
  return { layer, ...pictures, meanActivations };
}

/**
 * The weights of every unit, scaled to norm 1, as pictures of what they look at.
 * @param input shape of the layer's input
 * @param sample [height, width, channels] of the network's input
 * @param breathe called between bounded amounts of work; may wait, or throw to give up
 */
export function weightPictures(
  { shape, unitsLast, values }: StoredWeights,
  input: Shape,
  sample: Picture,
  breathe: () => void = () => undefined,
): Omit<FilterSet, 'layer' | 'meanActivations'> {
  const units = shape[unitsLast ? shape.length - 1 : 0];
  const weights = unitsLast ? unitsFirst(values, shape, breathe) : values;
  const turned = unitsLast ? [units, shape[1], shape[2], shape[0]] : shape;
  return maximalActivationPictures(weights, units, pictureOf(turned, input, sample), breathe);
}

/** What the weights of a unit look at: a kernel, the input picture, or numbers in a row. */
function pictureOf(weights: Shape, input: Shape, sample: Picture): Picture {
  if (weights.length === 4) return [weights[1], weights[2], weights[3]];
  if (input.length === 3) return [input[0], input[1], input[2]];
  return elementCount(input) === elementCount(sample) ? sample : [1, elementCount(input), 1];
}

/** Shapes: weights [C,R,S,K] → [K,R,S,C]. */
function unitsFirst(
  weights: Float32Array,
  [channels, height, width, units]: Shape,
  breathe: () => void,
): Float32Array {
  const places = height * width;
  const turned = new Float32Array(weights.length);
  for (let index = 0; index < weights.length; index += 1) {
    if (index > 0 && index % numbersAtOnce === 0) breathe();
    const unit = index % units;
    const place = Math.floor(index / units) % places;
    const channel = Math.floor(index / (units * places));
    turned[(unit * places + place) * channels + channel] = weights[index];
  }
  return turned;
}
