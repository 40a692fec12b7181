/**
 * A preparation that only scales and shifts pixels, told as a batch normalisation in front of the network: so a model from
 * elsewhere keeps every weight as it is, whatever it does to its pixels, and can be trained on.
 */
import { elementCount } from '../tensor';
import { preparedShape } from './run-portable';
import type { Shape } from '../tensor';
import type { PortableLayer, PortableModel, PortableTensor, PreparationStep } from './portable-model';

/** What pixels in [0, 1] become: x·factor + offset, one pair for all numbers, each channel, or each number. */
interface Affine {
  readonly factors: Float64Array;
  readonly offsets: Float64Array;
}

const epsilon = 1e-5;

/** Pixels in [0, 1] and nothing else, as experiments without preprocessing have them. */
const plain: readonly PreparationStep[] = [{ type: 'scale', factor: 1 / 255, offset: 0 }];

/**
 * The same model on pixels in [0, 1]; null where its preparation is more than scaling and shifting.
 * @param inputs [count, height·width·channels] in [0, 1]; their statistics become the running ones, so that a minibatch in
 * training is normalised to nearly the same
 */
export function withAffineInFront(model: PortableModel, inputs: Float32Array): PortableModel | null {
  const shape = preparedShape(model);
  const affine = affineOf(model, elementCount(shape));
  if (affine === null) return null;
  const isPlain =
    affine.factors.every((factor) => Math.abs(factor - 1) < 1e-9) &&
    affine.offsets.every((offset) => offset === 0);
  if (isPlain) return { ...model, preparation: plain };
  const channels = shape[2];
  const size = isPerChannel(affine, channels) ? channels : elementCount(shape);
  const tensors = new Map(model.tensors);
  for (const [name, values] of normalisation(affine, inputs, size)) {
    tensors.set(`front.${name}`, { shape: [size], values });
  }
  const layers = [...frontLayers(shape, size), ...model.layers];
  return { ...model, preparation: plain, layers, tensors };
}

function affineOf({ preparation, tensors }: PortableModel, count: number): Affine | null {
  const factors = new Float64Array(count).fill(255);
  const offsets = new Float64Array(count);
  for (const step of preparation) {
    if (step.type === 'scale') {
      for (let i = 0; i < count; i += 1) {
        factors[i] *= step.factor;
        offsets[i] = offsets[i] * step.factor + step.offset;
      }
    } else if (step.type === 'standardize') {
      const [means, scales] = [tensors.get(step.means), tensors.get(step.scales)] as PortableTensor[];
      for (let i = 0; i < count; i += 1) {
        factors[i] *= scales.values[i];
        offsets[i] = (offsets[i] - means.values[i]) * scales.values[i];
      }
    } else return null;
  }
  return { factors, offsets };
}

function isPerChannel({ factors, offsets }: Affine, channels: number): boolean {
  const repeats = (values: Float64Array): boolean =>
    values.every((value, index) => value === values[index % channels]);
  return repeats(factors) && repeats(offsets);
}

/** (x − m)/√(v + ε)·scale + shift = x·factor + offset, with mean m and variance v of the inputs. */
function normalisation({ factors, offsets }: Affine, inputs: Float32Array, size: number) {
  const mean = new Float32Array(size);
  const variance = new Float32Array(size);
  const count = Math.max(1, inputs.length / size);
  const [sums, squares] = [new Float64Array(size), new Float64Array(size)];
  for (let i = 0; i < inputs.length; i += 1) sums[i % size] += inputs[i];
  for (let i = 0; i < size; i += 1) mean[i] = sums[i] / count;
  for (let i = 0; i < inputs.length; i += 1) squares[i % size] += (inputs[i] - mean[i % size]) ** 2;
  for (let i = 0; i < size; i += 1) variance[i] = squares[i] / count;
  const scale = variance.map((value, i) => factors[i] * Math.sqrt(value + epsilon));
  const shift = mean.map((value, i) => offsets[i] + factors[i] * value);
  return Object.entries({ mean, variance, scale, shift });
}

function frontLayers(shape: Shape, size: number): PortableLayer[] {
  const tensors = {
    scale: 'front.scale',
    shift: 'front.shift',
    mean: 'front.mean',
    variance: 'front.variance',
  };
  const norm = { type: 'batchNorm', name: 'front', ...tensors, epsilon } as const;
  if (size === shape[2]) return [{ ...norm, inputShape: shape, outputShape: shape }];
  const flat = [size];
  return [
    { type: 'reshape', name: 'front.flat', shape: flat, inputShape: shape, outputShape: flat },
    { ...norm, inputShape: flat, outputShape: flat },
    { type: 'reshape', name: 'front.picture', shape, inputShape: flat, outputShape: shape },
  ];
}
