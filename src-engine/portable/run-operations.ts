/** The operations of portable models on one sample, written down as they are defined. All return a new float32 array or their input. */
import { reach } from '../layers/window';
import { elementCount } from '../tensor';
import type { HiddenActivationName } from '../spec/experiment';
import type { PortableLayer, PortableTensor } from './portable-model';

type Numbers = Float32Array<ArrayBuffer>;
type TensorOf = (name: string) => PortableTensor;
type LayerOf<T extends PortableLayer['type']> = Extract<PortableLayer, { type: T }>;

const activations: Readonly<Record<HiddenActivationName, (z: number) => number>> = {
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  tanh: Math.tanh,
  relu: (z) => Math.max(0, z),
  leakyRelu: (z) => (z > 0 ? z : 0.01 * z),
  linear: (z) => z,
};

/** Shapes: as the layer says, numbers row-major. */
export function runOperation(layer: PortableLayer, x: Numbers, tensor: TensorOf): Numbers {
  switch (layer.type) {
    case 'dense':
      return dense(layer, x, tensor);
    case 'conv2d':
      return conv2d(layer, x, tensor);
    case 'convTranspose2d':
      return convTranspose2d(layer, x, tensor);
    case 'pool2d':
      return pool2d(layer, x);
    case 'batchNorm':
      return batchNorm(layer, x, tensor);
    case 'activation':
      return x.map(activations[layer.activation]);
    case 'softmax':
      return softmax(x);
    case 'upsample2d':
      return upsample2d(layer, x);
    case 'reshape':
    case 'dropout':
      return x;
  }
}

function dense({ weights, transposed, bias }: LayerOf<'dense'>, x: Numbers, tensor: TensorOf): Numbers {
  const [w, b] = [tensor(weights).values, tensor(bias).values];
  const [units, inputs] = [b.length, x.length];
  return Float32Array.from(b, (start, unit) => {
    let sum = start;
    const [first, step] = transposed ? [unit, units] : [unit * inputs, 1];
    for (let i = 0; i < inputs; i += 1) sum += w[first + i * step] * x[i];
    return sum;
  });
}

function conv2d(layer: LayerOf<'conv2d'>, x: Numbers, tensor: TensorOf): Numbers {
  const { inputShape, outputShape, stride, dilation, padding } = layer;
  const [height, width, channels] = inputShape;
  const [outHeight, outWidth, filters] = outputShape;
  const { shape, values: weights } = tensor(layer.weights);
  const bias = tensor(layer.bias).values;
  const [, kernelHeight, kernelWidth] = shape;
  const depth = kernelHeight * kernelWidth * channels;
  const result = new Float32Array(outHeight * outWidth * filters);
  const sums = new Float64Array(filters);
  for (let place = 0; place < outHeight * outWidth; place += 1) {
    const top = Math.floor(place / outWidth) * stride[0] - padding.top;
    const left = (place % outWidth) * stride[1] - padding.left;
    sums.set(bias);
    for (let r = 0; r < kernelHeight; r += 1) {
      const y = top + r * dilation[0];
      if (y < 0 || y >= height) continue;
      for (let s = 0; s < kernelWidth; s += 1) {
        const column = left + s * dilation[1];
        if (column < 0 || column >= width) continue;
        const pixel = (y * width + column) * channels;
        const entry = (r * kernelWidth + s) * channels;
        addPixel(sums, x, pixel, weights, entry, depth, channels);
      }
    }
    result.set(sums, place * filters);
  }
  return result;
}

/** One pixel's share in the sums of all filters. Accumulates. */
function addPixel(
  sums: Float64Array,
  x: Numbers,
  pixel: number,
  weights: Float32Array,
  entry: number,
  depth: number,
  channels: number,
): void {
  for (let k = 0; k < sums.length; k += 1) {
    let sum = 0;
    const from = k * depth + entry;
    for (let c = 0; c < channels; c += 1) sum += x[pixel + c] * weights[from + c];
    sums[k] += sum;
  }
}

function convTranspose2d(layer: LayerOf<'convTranspose2d'>, x: Numbers, tensor: TensorOf): Numbers {
  const { inputShape, outputShape, stride, dilation, crop } = layer;
  const [height, width, channels] = inputShape;
  const [outHeight, outWidth, filters] = outputShape;
  const { shape, values: weights } = tensor(layer.weights);
  const bias = tensor(layer.bias).values;
  const [, kernelHeight, kernelWidth] = shape;
  const depth = kernelHeight * kernelWidth * filters;
  const sums = new Float64Array(outHeight * outWidth * filters);
  for (let i = 0; i < sums.length; i += 1) sums[i] = bias[i % filters];
  for (let number = 0; number < height * width * channels; number += 1) {
    const place = Math.floor(number / channels);
    const top = Math.floor(place / width) * stride[0] - crop.top;
    const left = (place % width) * stride[1] - crop.left;
    for (let entry = 0; entry < kernelHeight * kernelWidth; entry += 1) {
      const y = top + Math.floor(entry / kernelWidth) * dilation[0];
      const column = left + (entry % kernelWidth) * dilation[1];
      if (y < 0 || y >= outHeight || column < 0 || column >= outWidth) continue;
      const [to, from] = [(y * outWidth + column) * filters, (number % channels) * depth + entry * filters];
      for (let k = 0; k < filters; k += 1) sums[to + k] += x[number] * weights[from + k];
    }
  }
  return Float32Array.from(sums);
}

function pool2d({ kind, region, stride, inputShape, outputShape }: LayerOf<'pool2d'>, x: Numbers): Numbers {
  const [, width, channels] = inputShape;
  const [, outWidth] = outputShape;
  const count = elementCount(region);
  return Float32Array.from({ length: elementCount(outputShape) }, (_, index) => {
    const channel = index % channels;
    const place = Math.floor(index / channels);
    const top = Math.floor(place / outWidth) * stride[0];
    const left = (place % outWidth) * stride[1];
    let [largest, sum] = [-Infinity, 0];
    for (let entry = 0; entry < count; entry += 1) {
      const y = top + Math.floor(entry / region[1]);
      const value = x[(y * width + left + (entry % region[1])) * channels + channel];
      largest = Math.max(largest, value);
      sum += value;
    }
    return kind === 'max' ? largest : sum / count;
  });
}

function batchNorm(layer: LayerOf<'batchNorm'>, x: Numbers, tensor: TensorOf): Numbers {
  const names = [layer.mean, layer.variance, layer.scale, layer.shift];
  const [mean, variance, scale, shift] = names.map((name) => tensor(name).values);
  const channels = mean.length;
  return x.map((value, i) => {
    const c = i % channels;
    return ((value - mean[c]) / Math.sqrt(variance[c] + layer.epsilon)) * scale[c] + shift[c];
  });
}

function softmax(x: Numbers): Numbers {
  const largest = x.reduce((most, value) => Math.max(most, value), -Infinity);
  const powers = Array.from(x, (value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return Float32Array.from(powers, (power) => power / sum);
}

function upsample2d({ factor, inputShape, outputShape }: LayerOf<'upsample2d'>, x: Numbers): Numbers {
  const [, width, channels] = inputShape;
  const [, outWidth] = outputShape;
  return Float32Array.from({ length: elementCount(outputShape) }, (_, index) => {
    const place = Math.floor(index / channels);
    const y = Math.floor(Math.floor(place / outWidth) / factor[0]);
    const column = Math.floor((place % outWidth) / factor[1]);
    return x[(y * width + column) * channels + (index % channels)];
  });
}

/** Rows or columns that all stamps of a transposed convolution cover together, before any are cut off. */
export function stampedLength(length: number, kernel: number, stride: number, dilation: number): number {
  return (length - 1) * stride + reach(kernel, dilation);
}
