/**
 * Batch normalisation (Ioffe & Szegedy 2015): every channel gets the mean `shift` and the deviation `scale` over the
 * minibatch. Asked outside of training, it uses running statistics; the running variance is the unbiased one.
 */
import { elementCount } from '../tensor';
import { number, type SpecOf } from '../spec/settings';
import type { Shape } from '../tensor';
import type { LayerKind } from './layer';

/** The last axis: channels of a picture, numbers of a vector. */
function channelsOf(input: Shape): number {
  return input[input.length - 1];
}

const settings = {
  momentum: number({
    label: 'Running momentum',
    explanation: 'Share of the running mean and variance that stays at each minibatch, from 0 to below 1.',
    min: 0,
    below: 1,
    fallback: 0.9,
    step: 0.01,
  }),
  epsilon: number({
    label: 'Added to the variance',
    symbol: 'ε',
    explanation: 'Keeps the division away from 0.',
    above: 0,
    max: 1,
    fallback: 1e-5,
    factor: 10,
  }),
};

export type BatchNormSpec = SpecOf<'batchNorm', typeof settings>;

export const batchNorm: LayerKind<BatchNormSpec> = {
  type: 'batchNorm',
  word: 'Batch normalisation',
  group: 'Activation and noise',
  sentence: 'Gives each channel mean 0 and variance 1 over the minibatch, then a scale and a shift to learn.',
  verb: 'Normalise',
  settings,
  example: { type: 'batchNorm', momentum: 0.9, epsilon: 1e-5 },
  aliasesInput: false,
  hasParameters: true,
  varies: true,
  keepsUnits: true,

  title: () => 'Batch norm',
  misfit: () => null,
  outputShape: (_spec, input) => input,
  field: () => ({ type: 'place' }),

  parameters(_spec, input) {
    const shape = [channelsOf(input)];
    const fans = { fanIn: 1, fanOut: 1 };
    return [
      { name: 'scale', role: 'scale', shape, start: 1, ...fans },
      { name: 'shift', role: 'shift', shape, start: 0, ...fans },
    ];
  },

  state(_spec, input) {
    const shape = [channelsOf(input)];
    return [
      { name: 'runningMean', shape, start: 0 },
      { name: 'runningVariance', shape, start: 1 },
    ];
  },

  /** Mean, variance and 1/√(variance + ε) of the minibatch. */
  kept: (_spec, input) => 3 * channelsOf(input),
  withLogits: () => null,

  portable: ({ epsilon }, _input, { own }) => [
    {
      type: 'batchNorm',
      scale: own('scale'),
      shift: own('shift'),
      mean: own('runningMean'),
      variance: own('runningVariance'),
      epsilon,
    },
  ],

  /** Shapes: input, output [N·H·W,C] (or [N,C] for vectors); scale, shift, statistics [C]. Training overwrites the running ones. */
  build(kernels, { momentum, epsilon }, inputShape, buffers) {
    const { values } = kernels;
    const { input, inputGradient, output, outputGradient, kept } = buffers;
    const [scale = 0, shift = 0] = buffers.parameters;
    const [scaleGradient = 0, shiftGradient = 0] = buffers.gradients;
    const [runningMean = 0, runningVariance = 0] = buffers.state;
    const channels = channelsOf(inputShape);
    const places = elementCount(inputShape) / channels;
    const mean = kept;
    const variance = kept + channels;
    const inverse = variance + channels;
    const trained = { input, mean, inverse, scale, shift };
    const asked = { ...trained, mean: runningMean };
    const gradients = {
      output: outputGradient,
      input: inputGradient ?? -1,
      scale: scaleGradient,
      shift: shiftGradient,
    };
    const invert = (variances: number): void => {
      for (let c = 0; c < channels; c += 1) {
        values[inverse + c] = 1 / Math.sqrt(values[variances + c] + epsilon);
      }
    };
    const remember = (rows: number): void => {
      const share = 1 - momentum;
      // One row alone has no unbiased variance.
      const unbiased = rows > 1 ? rows / (rows - 1) : 1;
      for (let c = 0; c < channels; c += 1) {
        values[runningMean + c] = momentum * values[runningMean + c] + share * values[mean + c];
        values[runningVariance + c] =
          momentum * values[runningVariance + c] + share * unbiased * values[variance + c];
      }
    };
    /** Running statistics do not depend on the input: ∂x = g·inverse·scale, a normalisation with mean and shift 0. */
    const askedBackward = (rows: number): void => {
      if (inputGradient === null) return;
      values.fill(0, mean, mean + channels);
      const slopes = { input: outputGradient, mean, inverse, scale, shift: mean };
      kernels.normalizeColumns(slopes, inputGradient, rows, channels);
    };
    return {
      forward({ batch, training }) {
        const rows = batch * places;
        if (!training) {
          invert(runningVariance);
          kernels.normalizeColumns(asked, output, rows, channels);
          return;
        }
        kernels.columnMeans(input, mean, rows, channels);
        kernels.columnVariances(input, mean, variance, rows, channels);
        invert(variance);
        remember(rows);
        kernels.normalizeColumns(trained, output, rows, channels);
      },
      backward({ batch, training }) {
        if (!training) {
          askedBackward(batch * places);
          return;
        }
        kernels.normalizeColumnsBackward(trained, gradients, batch * places, channels);
      },
    };
  },
};
