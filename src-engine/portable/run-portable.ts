/**
 * Computes a portable model in plain loops, without kernels, arenas or layers of the engine: what a file says, said again by
 * somebody else. Sums are float64 and every result is rounded to float32, as other programs store it.
 */
import { runOperation } from './run-operations';
import { elementCount } from '../tensor';
import type { Shape } from '../tensor';
import type { PortableModel, PortableTensor, WhitenStep } from './portable-model';

/** Where a model of whitened pictures looks: the top left corner of its window. */
export interface PortablePlace {
  readonly top: number;
  readonly left: number;
}

/**
 * Shapes: pictures [count, height, width, channels], 0…255 → [count, outputs], a new array.
 * @param model checked with `checkPortable` before
 * @param place for models that whiten; their own window where nothing is said
 * @param breathe called between two pictures; may throw to give up
 */
export function runPortable(
  model: PortableModel,
  pictures: Uint8Array,
  place: PortablePlace | null = null,
  breathe: (done: number) => void = () => undefined,
): Float32Array {
  const { input, layers, tensors } = model;
  const size = input.height * input.width * input.channels;
  const count = pictures.length / size;
  const outputs = elementCount(layers.at(-1)?.outputShape ?? preparedShape(model));
  const result = new Float32Array(count * outputs);
  const tensor = tensorsOf(tensors);
  for (let picture = 0; picture < count; picture += 1) {
    breathe(picture);
    let numbers = preparePortable(model, pictures.subarray(picture * size, (picture + 1) * size), place);
    for (const layer of layers) numbers = runOperation(layer, numbers, tensor);
    result.set(numbers, picture * outputs);
  }
  return result;
}

type TensorOf = (name: string) => PortableTensor;

function tensorsOf(tensors: PortableModel['tensors']): TensorOf {
  return (name) => {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new RangeError(`The model has no tensor "${name}".`);
    return tensor;
  };
}

/** Shape of what the first layer takes. */
export function preparedShape({ input, preparation }: Pick<PortableModel, 'input' | 'preparation'>): Shape {
  const whiten = preparation.find(({ type }) => type === 'whiten');
  if (whiten?.type !== 'whiten') return [input.height, input.width, input.channels];
  return [whiten.window.height, whiten.window.width, input.channels];
}

/** One raw picture as the first layer takes it; a new array. Shape: picture [height, width, channels]. */
export function preparePortable(
  { input, preparation, tensors }: PortableModel,
  picture: Uint8Array,
  place: PortablePlace | null = null,
): Float32Array<ArrayBuffer> {
  let numbers: Float32Array<ArrayBuffer> = Float32Array.from(picture);
  const tensor = tensorsOf(tensors);
  for (const step of preparation) {
    switch (step.type) {
      case 'scale':
        numbers = numbers.map((x) => x * step.factor + step.offset);
        break;
      case 'clip':
        numbers = numbers.map((x) => Math.max(step.low, Math.min(step.high, x)));
        break;
      case 'removeMean': {
        const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
        numbers = numbers.map((x) => x - mean);
        break;
      }
      case 'standardize': {
        const [means, scales] = [tensor(step.means).values, tensor(step.scales).values];
        numbers = numbers.map((x, i) => (x - means[i]) * scales[i]);
        break;
      }
      case 'whiten':
        numbers = whiten(step, numbers, input.channels, tensor, place ?? step.window);
        break;
    }
  }
  return numbers;
}

/** Shapes: picture [H, W, C] → [h, w, C], each channel by itself. */
function whiten(
  step: WhitenStep,
  picture: Float32Array,
  channels: number,
  tensor: TensorOf,
  { top, left }: PortablePlace,
): Float32Array<ArrayBuffer> {
  const [rows, columns, gains] = [tensor(step.rows), tensor(step.columns), tensor(step.gains)];
  const [backRows, backColumns] = [tensor(step.backRows), tensor(step.backColumns)];
  const { height: h, width: w } = step.window;
  const [P, H] = rows.shape;
  const [Q, W] = columns.shape;
  const result = new Float32Array(h * w * channels);
  const plane = new Float64Array(H * W);
  const cutRows = backRows.values.subarray(top * P, (top + h) * P);
  const cutColumns = backColumns.values.subarray(left * Q, (left + w) * Q);
  for (let channel = 0; channel < channels; channel += 1) {
    let sum = 0;
    for (let i = 0; i < plane.length; i += 1) sum += plane[i] = picture[i * channels + channel];
    const mean = sum / plane.length;
    for (let i = 0; i < plane.length; i += 1) plane[i] -= mean;
    const half = productTransposed(plane, columns.values, H, Q, W);
    const spectrum = product(rows.values, half, P, Q, H);
    for (let i = 0; i < spectrum.length; i += 1) spectrum[i] *= gains.values[i];
    const back = product(cutRows, spectrum, h, Q, P);
    const window = productTransposed(back, cutColumns, h, w, Q);
    for (let i = 0; i < window.length; i += 1) result[i * channels + channel] = window[i];
  }
  return result;
}

type Numbers = Float32Array | Float64Array;

/** a [m, k] · b [k, n] → [m, n]. */
function product(a: Numbers, b: Numbers, m: number, n: number, k: number): Float64Array {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i += 1) {
    for (let l = 0; l < k; l += 1) {
      const factor = a[i * k + l];
      for (let j = 0; j < n; j += 1) c[i * n + j] += factor * b[l * n + j];
    }
  }
  return c;
}

/** a [m, k] · bᵀ of b [n, k] → [m, n]. */
function productTransposed(a: Numbers, b: Numbers, m: number, n: number, k: number): Float64Array {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i += 1) {
    for (let j = 0; j < n; j += 1) {
      let sum = 0;
      for (let l = 0; l < k; l += 1) sum += a[i * k + l] * b[j * k + l];
      c[i * n + j] = sum;
    }
  }
  return c;
}
