/** One kernel over a picture (lecture §7): the whole map by the engine's own kernels, and how one of its numbers came about. */
import { counted } from '../counted';
import { EngineError } from '../errors';
import { fitWindow, slideStrips } from './strips';
import type { Padding, Pair } from '../spec/experiment';
import type { CreateKernels, FeatureMap } from './feature-map';
import type { FilterStack } from './strips';

/**
 * correlation: C(x,y) = Σ_m Σ_n I(x+m, y+n) K(m,n), the lecture's formula and what layers do ·
 * convolution: the kernel turned by 180° first, as signal processing has it.
 */
export type ConvolutionKind = 'correlation' | 'convolution';

export interface ConvolutionSettings {
  readonly kind: ConvolutionKind;
  readonly stride: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
  /** Multiplies the sum of products. */
  readonly scale: number;
  /** Added last. */
  readonly bias: number;
}

/** A number of the map. */
export interface MapPlace {
  readonly y: number;
  readonly x: number;
  readonly channel: number;
}

/** What one number of the map was made of. All arrays are [R, S, channels seen]. */
export interface CellTrace {
  /** Upper left pixel of the window in the picture; outside it where there is padding. */
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Pixels under the kernel, 0 outside the picture. */
  readonly inputs: Float32Array;
  /** 1 within the picture, 0 in the padding. */
  readonly inside: Uint8Array;
  /** As they are applied: turned where the kind is `convolution`. */
  readonly weights: Float32Array;
  /** In float64, as the sum: the map holds the result up to float32 rounding. */
  readonly products: Float64Array;
  readonly sum: number;
  /** scale · sum + bias. */
  readonly result: number;
}

/** Rows of the map that are computed at once. */
const stripRows = 32;

/**
 * A kernel of one channel goes over each channel of the picture by itself; one of as many channels as the picture
 * sums over them, as a layer's filter does.
 * Shapes: picture [H,W,C], kernel [R,S,1] → [Ho,Wo,C], or kernel [R,S,C] → [Ho,Wo,1]; new numbers.
 * @throws EngineError('shape') where they do not fit each other
 */
export function convolve(
  createKernels: CreateKernels,
  picture: FeatureMap,
  kernel: FeatureMap,
  settings: ConvolutionSettings,
): FeatureMap {
  const filters = stackOf(kernel, picture.channels, settings);
  const { window, kernels, strips } = slideStrips(
    createKernels,
    { picture, filters, window: settings, activation: 'linear' },
    stripRows,
  );
  const channels = filters.count;
  const values = new Float32Array(window.outHeight * window.outWidth * channels);
  const rowLength = window.outWidth * channels;
  for (const { firstRow, rows, offset } of strips) {
    values.set(kernels.values.subarray(offset, offset + rows * rowLength), firstRow * rowLength);
  }
  return { height: window.outHeight, width: window.outWidth, channels, values };
}

/**
 * The window behind one number of the map, and the arithmetic.
 * @throws EngineError('shape') when the map has no such number
 */
export function traceCell(
  picture: FeatureMap,
  kernel: FeatureMap,
  settings: ConvolutionSettings,
  place: MapPlace,
): CellTrace {
  const { height, width, channels } = kernel;
  const window = fitWindow(picture, [height, width], settings);
  const outChannels = channels === 1 ? picture.channels : 1;
  const isInside = place.y >= 0 && place.y < window.outHeight && place.x >= 0 && place.x < window.outWidth;
  if (!isInside || place.channel < 0 || place.channel >= outChannels) {
    throw new EngineError(
      'shape',
      `The map has no number at row ${place.y}, column ${place.x}, channel ${place.channel}.`,
    );
  }
  const weights = oriented(kernel, settings.kind);
  const inputs = new Float32Array(weights.length);
  const inside = new Uint8Array(weights.length);
  const products = new Float64Array(weights.length);
  const top = place.y * window.strideY - window.top;
  const left = place.x * window.strideX - window.left;
  let sum = 0;
  for (let index = 0; index < weights.length; index += 1) {
    const cell = Math.floor(index / channels);
    const y = top + Math.floor(cell / width) * window.dilationY;
    const x = left + (cell % width) * window.dilationX;
    if (y >= 0 && y < picture.height && x >= 0 && x < picture.width) {
      const channel = channels === 1 ? place.channel : index % channels;
      inside[index] = 1;
      inputs[index] = picture.values[(y * picture.width + x) * picture.channels + channel];
    }
    products[index] = inputs[index] * weights[index];
    sum += products[index];
  }
  const result = settings.scale * sum + settings.bias;
  return { top, left, height, width, channels, inputs, inside, weights, products, sum, result };
}

/** The kernel as filters of a layer, with scale and bias in them. */
function stackOf(kernel: FeatureMap, pictureChannels: number, settings: ConvolutionSettings): FilterStack {
  const weights = oriented(kernel, settings.kind).map((weight) => weight * settings.scale);
  const { height, width, channels } = kernel;
  if (channels === pictureChannels) {
    return { count: 1, height, width, channels, weights, bias: Float32Array.of(settings.bias) };
  }
  if (channels !== 1) {
    throw new EngineError(
      'shape',
      `A kernel of ${counted(channels, 'channel')} cannot see a picture of ${pictureChannels}. Choose a picture of ${channels}.`,
    );
  }
  const count = pictureChannels;
  const spread = new Float32Array(count * weights.length * count);
  for (let filter = 0; filter < count; filter += 1) {
    for (let cell = 0; cell < weights.length; cell += 1) {
      spread[(filter * weights.length + cell) * count + filter] = weights[cell];
    }
  }
  const bias = new Float32Array(count).fill(settings.bias);
  return { count, height, width, channels: count, weights: spread, bias };
}

/** New numbers [R,S,C], turned by 180° in the picture's plane for a true convolution. */
function oriented({ values, channels }: FeatureMap, kind: ConvolutionKind): Float32Array {
  const turned = Float32Array.from(values);
  if (kind === 'correlation') return turned;
  const last = values.length - channels;
  for (let index = 0; index < values.length; index += 1) {
    const channel = index % channels;
    turned[index] = values[last - (index - channel) + channel];
  }
  return turned;
}
