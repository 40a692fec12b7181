/**
 * Transposed convolution: every number of the input stamps its filter onto the output, which grows by the stride.
 * It is the backward pass of `conv2d` used forward (Dumoulin & Visin 2016, chapter 4), for convolutional decoders.
 */
import { activationWords, applied } from './activations';
import { bankScratch, bankSettings, windowSpecOf } from './filter-bank';
import {
  isOwnColumns,
  notAPicture,
  reach,
  samplesPerBlock,
  windowDepth,
  windowOver,
  windowTitle,
} from './window';
import type { Window } from '../kernels/picture-kernels';
import type { PaddingSetting, PairSetting, SpecOf } from '../spec/settings';
import type { Shape } from '../tensor';
import type { LayerKind } from './layer';

/** `same` multiplies the size by the stride. */
const settings = {
  ...bankSettings,
  padding: { ...bankSettings.padding, usual: 'same' } satisfies PaddingSetting,
  stride: { ...bankSettings.stride, usual: [2, 2] } satisfies PairSetting,
};

export type ConvTranspose2dSpec = SpecOf<'convTranspose2d', typeof settings>;

/** Same: H·s. Valid and numbers: (H − 1)s + (R − 1)d + 1 − 2p. */
function outputSide(length: number, axis: 0 | 1, spec: ConvTranspose2dSpec): number {
  const stride = spec.stride[axis];
  if (spec.padding === 'same') return length * stride;
  const cut = spec.padding === 'valid' ? 0 : 2 * spec.padding;
  return (length - 1) * stride + reach(spec.kernelSize[axis], spec.dilation[axis]) - cut;
}

function outputShape(spec: ConvTranspose2dSpec, input: Shape): Shape {
  return [outputSide(input[0], 0, spec), outputSide(input[1], 1, spec), spec.filters];
}

/** The window of the convolution that this transposes: it slides over the output and yields the input. */
function windowOf(spec: ConvTranspose2dSpec, input: Shape): Window {
  return windowOver(outputShape(spec, input), windowSpecOf(spec));
}

export const convTranspose2d: LayerKind<ConvTranspose2dSpec> = {
  type: 'convTranspose2d',
  word: 'Transposed convolution',
  group: 'With weights',
  sentence: 'The way back: every number paints a kernel, so pictures grow again in a decoder.',
  verb: 'Convolve',
  settings,
  example: {
    type: 'convTranspose2d',
    filters: 3,
    kernelSize: [3, 2],
    stride: [2, 1],
    padding: 'same',
    dilation: [1, 1],
    activation: 'tanh',
    init: { type: 'glorot' },
  },
  aliasesInput: false,
  hasParameters: true,
  title: (spec) =>
    `Transposed conv ${windowTitle(windowSpecOf(spec), [1, 1])} · ${activationWords[spec.activation]}`,

  misfit(spec, input) {
    const reason = notAPicture(input);
    if (reason !== null) return reason;
    const [height, width] = outputShape(spec, input);
    if (height >= 1 && width >= 1) return null;
    return `would put out ${height}×${width} pixels from ${input.join('×')}. Use a smaller padding or a larger kernel.`;
  },

  outputShape,
  field: (spec, input) => ({ type: 'transposed', window: windowOf(spec, input) }),

  parameters({ filters, kernelSize: [height, width], init }, input) {
    const fans = { fanIn: height * width * input[2], fanOut: height * width * filters };
    const shape = [input[2], height, width, filters];
    return [
      { name: 'weights', role: 'weight', shape, unitsLast: true, start: init, ...fans },
      { name: 'bias', role: 'bias', shape: [filters], start: 0, ...fans },
    ];
  },

  scratch(spec, input, rows) {
    const window = windowOf(spec, input);
    return bankScratch(window, rows, input[2] * windowDepth(window));
  },

  withLogits: (spec) => ({ ...spec, activation: 'linear' }),

  portable(spec, input, { own }) {
    const { stride, dilation } = spec;
    const { top, left } = windowOf(spec, input);
    const tensors = { weights: own('weights'), bias: own('bias') };
    const crop = { top, left };
    return [{ type: 'convTranspose2d', ...tensors, stride, dilation, crop }, ...applied(spec.activation)];
  },

  /**
   * Shapes: input [N,H,W,C], weights [C,R·S·K], bias [K] → output [N,Ho,Wo,K].
   * Forward: the entries of input·W added to the output's pixels. Backward, with the columns [N·H·W,R·S·K] of
   * δ = ∂J/∂a ⊙ f′(z): ∂J/∂W = inputᵀ·columns, ∂J/∂b = Σ δ, ∂J/∂x = columns·Wᵀ. Overwrites outputGradient with δ.
   */
  build(kernels, spec, inputShape, buffers) {
    const window = windowOf(spec, inputShape);
    const { filters, activation } = spec;
    const { input, inputGradient, output, outputGradient, scratch } = buffers;
    const [weights = 0, bias = 0] = buffers.parameters;
    const [weightsGradient = 0, biasGradient = 0] = buffers.gradients;
    const channels = inputShape[2];
    const places = window.outHeight * window.outWidth;
    const depth = windowDepth(window);
    const inputSize = places * channels;
    const pixels = window.height * window.width;
    const outputSize = pixels * filters;
    const isOwn = isOwnColumns(window);
    const block = samplesPerBlock(window);
    return {
      forward({ batch }) {
        const step = isOwn ? batch : block;
        for (let first = 0; first < batch; first += step) {
          const samples = Math.min(step, batch - first);
          const target = output + first * outputSize;
          const columns = isOwn ? target : scratch;
          kernels.gemmNN(samples * places, depth, channels, input + first * inputSize, weights, columns);
          if (!isOwn) kernels.col2im(scratch, target, samples, window);
        }
        kernels.biasActivationForward(output, bias, batch * pixels, filters, activation);
      },

      backward({ batch, inputOnly }) {
        const rows = batch * pixels;
        kernels.biasActivationBackward(output, outputGradient, biasGradient, rows, filters, activation);
        const step = isOwn ? batch : block;
        const partial = scratch + (isOwn ? 0 : Math.min(step, batch) * places * depth);
        for (let first = 0; first < batch; first += step) {
          const samples = Math.min(step, batch - first);
          const gradient = outputGradient + first * outputSize;
          const columns = isOwn ? gradient : scratch;
          if (!isOwn) kernels.im2col(gradient, scratch, samples, window);
          const numbers = input + first * inputSize;
          if (!inputOnly) {
            const target = first === 0 ? weightsGradient : partial;
            kernels.gemmTN(channels, depth, samples * places, numbers, columns, target);
            if (first > 0) kernels.accumulate(partial, weightsGradient, channels * depth);
          }
          if (inputGradient === null) continue;
          const below = inputGradient + first * inputSize;
          kernels.gemmNT(samples * places, channels, depth, columns, weights, below);
        }
      },
    };
  },
};
