/** What every kind of layer is called, in a word, in a sentence, and with the setting that matters most. */
import type { ActivationName, LayerSpec } from '../../../src-engine';
import { formatShape } from './format';

export const activationWords: Record<ActivationName, string> = {
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  relu: 'ReLU',
  leakyRelu: 'leaky ReLU',
  linear: 'linear',
  softmax: 'softmax',
};

export interface LayerWord {
  readonly word: string;
  readonly group: LayerGroup;
  readonly sentence: string;
}

export const layerGroups = ['With weights', 'Pictures', 'Activation and noise', 'Shape'] as const;
export type LayerGroup = (typeof layerGroups)[number];

export const layerWords: Record<LayerSpec['type'], LayerWord> = {
  dense: {
    word: 'Dense',
    group: 'With weights',
    sentence: 'Every unit sees every number: a = f(Σ W x + b).',
  },
  conv2d: {
    word: 'Convolution',
    group: 'With weights',
    sentence: 'Small kernels slide over the picture; a feature learned in one place works everywhere.',
  },
  convTranspose2d: {
    word: 'Transposed convolution',
    group: 'With weights',
    sentence: 'The way back: every number paints a kernel, so pictures grow again in a decoder.',
  },
  pool2d: {
    word: 'Pooling',
    group: 'Pictures',
    sentence: 'The largest or the mean number of each region: smaller, and less sensitive to shifts.',
  },
  upsample2d: {
    word: 'Upsampling',
    group: 'Pictures',
    sentence: 'Repeats every pixel, the plain opposite of pooling.',
  },
  activation: {
    word: 'Activation',
    group: 'Activation and noise',
    sentence: 'Nothing but f(z), for example after a batch normalisation.',
  },
  dropout: {
    word: 'Dropout',
    group: 'Activation and noise',
    sentence: 'Ignores each number with probability p while training; at prediction nothing is dropped.',
  },
  batchNorm: {
    word: 'Batch normalisation',
    group: 'Activation and noise',
    sentence:
      'Gives each channel mean 0 and variance 1 over the minibatch, then a scale and a shift to learn.',
  },
  flatten: {
    word: 'Flatten',
    group: 'Shape',
    sentence: 'Takes a picture as numbers in a row.',
  },
  reshape: {
    word: 'Reshape',
    group: 'Shape',
    sentence: 'Takes the same numbers in another shape, for example as a picture again.',
  },
};

/** A layer in a few letters, e.g. `Conv 3×3 · ReLU`. */
export function layerTitle(layer: LayerSpec): string {
  switch (layer.type) {
    case 'dense':
      return `Dense · ${activationWords[layer.activation]}`;
    case 'conv2d':
      return `Conv ${formatShape(layer.kernelSize)} · ${activationWords[layer.activation]}`;
    case 'convTranspose2d':
      return `Transposed ${formatShape(layer.kernelSize)} · ${activationWords[layer.activation]}`;
    case 'pool2d':
      return `${layer.kind === 'max' ? 'Max' : 'Mean'} pool ${formatShape(layer.region)}`;
    case 'upsample2d':
      return `Upsample ${formatShape(layer.factor)}`;
    case 'activation':
      return `Activation ${activationWords[layer.activation]}`;
    case 'dropout':
      return `Dropout ${layer.rate}`;
    case 'batchNorm':
      return 'Batch norm';
    case 'flatten':
      return 'Flatten';
    case 'reshape':
      return `Reshape ${layer.shape.join('×')}`;
  }
}
