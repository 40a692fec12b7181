/** What the hidden layers answered in the latest minibatch: histograms small enough to travel with every report. */
import { activationOf } from '../layers/activations';
import { elementCount } from '../tensor';
import { createActivityCounter } from './activity';
import { layerSetting } from './layer-setting';
import type { FloatArray } from '../kernels/kernels';
import type { PlacedLayer } from '../model/memory-plan';
import type { ActivationName, Experiment } from '../spec/experiment';
import type { Shape } from '../tensor';
import type { HiddenActivity } from '../worker/protocol';

const binCount = 64;
/** Of a layer, so that a look takes about half a millisecond; one sample at least. */
const mostNumbers = 2 ** 14;
/** Ends of the range are this at least, so that a silent layer has a range as well. */
const leastEnd = 2 ** -6;

/**
 * Of every hidden layer with weights, behind its nonlinearity, in the order of the network.
 * @param values the arena, with the activations of `rows` samples in every layer's output; of many rows the first are looked at
 */
export function activityIn(
  experiment: Experiment,
  layers: readonly PlacedLayer[],
  values: FloatArray,
  rows: number,
): HiddenActivity[] {
  return hiddenLayers(experiment).map((layer) => {
    const { spec, buffers, outputShape } = layers[layer];
    const activation = activationOf(spec) ?? 'linear';
    const size = elementCount(outputShape);
    const looked = Math.min(rows, Math.max(1, Math.floor(mostNumbers / size)));
    const numbers = values.subarray(buffers.output, buffers.output + looked * size);
    return { layer, ...summariseActivity(numbers, outputShape, activation) };
  });
}

/** Layers whose output a hidden layer with weights is read at: its own, or that of its activation layer. */
function hiddenLayers(experiment: Experiment): number[] {
  const read = experiment.network.layers.flatMap((spec, layer) => {
    if (!('init' in spec)) return [];
    const { activationLayer, isOutput } = layerSetting(experiment, layer);
    return isOutput ? [] : [activationLayer];
  });
  return [...new Set(read)];
}

/**
 * Shapes: numbers [rows, …shape].
 * @param activation with whose range and meaning of "active" they are counted
 */
export function summariseActivity(
  numbers: FloatArray,
  shape: Shape,
  activation: ActivationName,
): Omit<HiddenActivity, 'layer'> {
  const [size, units] = [elementCount(shape), shape[shape.length - 1]];
  const counter = createActivityCounter(units, activation, false);
  counter.add(numbers, 0, numbers.length / units);
  const { activeShares } = counter.measure();
  const { from, to } = rangeOf(numbers, activation);
  const counts = new Uint32Array(binCount);
  let sum = 0;
  const scale = binCount / (to - from);
  for (let at = 0; at < numbers.length; at += 1) {
    const bin = Math.floor((numbers[at] - from) * scale);
    counts[Math.min(bin, binCount - 1)] += 1;
    sum += numbers[at];
  }
  return {
    from,
    to,
    counts,
    mean: sum / numbers.length,
    activeShare: activeShares.reduce((total, share) => total + share, 0) / units,
    sparsity: sparsityOf(numbers, size),
  };
}

/** Mean over the samples, each of `size` numbers: 0 where all are equally large, 1 where at most one is not 0 (Hoyer 2004). */
function sparsityOf(numbers: FloatArray, size: number): number {
  if (size === 1) return 1;
  const root = Math.sqrt(size);
  let total = 0;
  for (let first = 0; first < numbers.length; first += size) {
    let absolute = 0;
    let squares = 0;
    for (let at = first; at < first + size; at += 1) {
      absolute += Math.abs(numbers[at]);
      squares += numbers[at] * numbers[at];
    }
    total += squares === 0 ? 1 : (root - absolute / Math.sqrt(squares)) / (root - 1);
  }
  return (total * size) / numbers.length;
}

/** 0 or ± powers of two, so that histograms of different ranges have edges in common. */
function rangeOf(
  numbers: FloatArray,
  activation: ActivationName,
): { readonly from: number; readonly to: number } {
  if (activation === 'sigmoid') return { from: 0, to: 1 };
  if (activation === 'tanh') return { from: -1, to: 1 };
  let low = 0;
  let high = leastEnd;
  for (let at = 0; at < numbers.length; at += 1) {
    low = Math.min(low, numbers[at]);
    high = Math.max(high, numbers[at]);
  }
  const to = 2 ** Math.ceil(Math.log2(Math.max(high, -low)));
  return { from: low < 0 ? -to : 0, to };
}
