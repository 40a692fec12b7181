/**
 * Convolution (lecture §7): every filter slides over the picture, a[y,x,k] = f(Σ_r Σ_s Σ_c x[y+r,x+s,c]·W[k,r,s,c] + b[k]).
 * A block of samples is laid out as columns and multiplied by all filters at once (Chellapilla, Puri & Simard 2006).
 */
import { activationWords, applied } from './activations';
import { bankScratch, bankSettings, windowSpecOf } from './filter-bank';
import { frozenTitle, trainable } from './frozen';
import {
  isOwnColumns,
  marginsOf,
  samplesPerBlock,
  windowDepth,
  windowMisfit,
  windowOver,
  windowTitle,
} from './window';
import type { SpecOf } from '../spec/settings';
import type { LayerKind } from './layer';

const advice = "Use a smaller kernel or dilation, the padding 'same', or less pooling before it.";

const settings = { ...bankSettings, trainable };

export type Conv2dSpec = SpecOf<'conv2d', typeof settings>;

export const conv2d: LayerKind<Conv2dSpec> = {
  type: 'conv2d',
  word: 'Convolution',
  group: 'With weights',
  sentence: 'Small kernels slide over the picture; a feature learned in one place works everywhere.',
  verb: 'Convolve',
  settings,
  example: {
    type: 'conv2d',
    filters: 5,
    kernelSize: [3, 2],
    stride: [1, 1],
    padding: 'same',
    dilation: [1, 1],
    activation: 'tanh',
    init: { type: 'glorot' },
  },
  aliasesInput: false,
  hasParameters: true,
  title: (spec) =>
    `Conv ${windowTitle(windowSpecOf(spec), [1, 1])} · ${activationWords[spec.activation]}${frozenTitle(spec)}`,
  misfit: (spec, input) => windowMisfit(input, windowSpecOf(spec), advice),

  outputShape(spec, input) {
    const { outHeight, outWidth } = windowOver(input, windowSpecOf(spec));
    return [outHeight, outWidth, spec.filters];
  },

  field: (spec, input) => ({ type: 'window', window: windowOver(input, windowSpecOf(spec)) }),

  parameters({ filters, kernelSize: [height, width], init }, input) {
    const fans = { fanIn: height * width * input[2], fanOut: height * width * filters };
    return [
      { name: 'weights', role: 'weight', shape: [filters, height, width, input[2]], start: init, ...fans },
      { name: 'bias', role: 'bias', shape: [filters], start: 0, ...fans },
    ];
  },

  scratch(spec, input, rows) {
    const window = windowOver(input, windowSpecOf(spec));
    return bankScratch(window, rows, spec.filters * windowDepth(window));
  },

  withLogits: (spec) => ({ ...spec, activation: 'linear' }),

  portable(spec, input, { own }) {
    const { stride, dilation } = spec;
    const padding = marginsOf(windowOver(input, windowSpecOf(spec)));
    const tensors = { weights: own('weights'), bias: own('bias') };
    return [{ type: 'conv2d', ...tensors, stride, dilation, padding }, ...applied(spec.activation)];
  },

  /**
   * Shapes: input [N,H,W,C], weights [K,R·S·C], bias [K] → output [N,Ho,Wo,K].
   * Backward, with columns [N·Ho·Wo,R·S·C] and δ = ∂J/∂a ⊙ f′(z): ∂J/∂W = δᵀ·columns, ∂J/∂b = Σ δ,
   * ∂J/∂x = the entries of δ·W added back to their pixels. Overwrites outputGradient with δ.
   */
  build(kernels, spec, inputShape, buffers) {
    const window = windowOver(inputShape, windowSpecOf(spec));
    const { filters, activation } = spec;
    const { input, inputGradient, output, outputGradient, scratch } = buffers;
    const [weights = 0, bias = 0] = buffers.parameters;
    const [weightsGradient = 0, biasGradient = 0] = buffers.gradients;
    const places = window.outHeight * window.outWidth;
    const depth = windowDepth(window);
    const inputSize = window.height * window.width * window.channels;
    const outputSize = places * filters;
    const isOwn = isOwnColumns(window);
    const block = samplesPerBlock(window);
    /** Where the columns of the samples from `first` on are, laid out if need be. */
    const columnsOf = (first: number, samples: number): number => {
      const pictures = input + first * inputSize;
      if (isOwn) return pictures;
      kernels.im2col(pictures, scratch, samples, window);
      return scratch;
    };
    return {
      forward({ batch }) {
        const step = isOwn ? batch : block;
        for (let first = 0; first < batch; first += step) {
          const samples = Math.min(step, batch - first);
          const columns = columnsOf(first, samples);
          kernels.gemmNT(samples * places, filters, depth, columns, weights, output + first * outputSize);
        }
        kernels.biasActivationForward(output, bias, batch * places, filters, activation);
      },

      backward({ batch, inputOnly }) {
        kernels.biasActivationBackward(
          output,
          outputGradient,
          biasGradient,
          batch * places,
          filters,
          activation,
        );
        const step = isOwn ? batch : block;
        const partial = scratch + (isOwn ? 0 : Math.min(step, batch) * places * depth);
        for (let first = 0; first < batch; first += step) {
          const samples = Math.min(step, batch - first);
          const gradient = outputGradient + first * outputSize;
          if (!inputOnly) {
            const columns = columnsOf(first, samples);
            const target = first === 0 ? weightsGradient : partial;
            kernels.gemmTN(filters, depth, samples * places, gradient, columns, target);
            if (first > 0) kernels.accumulate(partial, weightsGradient, filters * depth);
          }
          if (inputGradient === null) continue;
          const pictures = inputGradient + first * inputSize;
          kernels.gemmNN(samples * places, depth, filters, gradient, weights, isOwn ? pictures : scratch);
          if (!isOwn) kernels.col2im(scratch, pictures, samples, window);
        }
      },
    };
  },
};
