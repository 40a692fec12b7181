/** What convolution and its transpose share: settings, scratch memory for blocks of columns. */
import { init } from '../spec/inits';
import { padding, pair, wholeNumber, type SpecOf } from '../spec/settings';
import { hiddenActivation } from './activations';
import { isOwnColumns, samplesPerBlock, windowDepth } from './window';
import type { Window } from '../kernels/picture-kernels';
import type { WindowSpec } from './window';

const side = { min: 1, max: 64 } as const;

/** Settings of every bank of filters, but for the strides and paddings that are usual. */
export const bankSettings = {
  filters: wholeNumber({
    label: 'Filters',
    symbol: 'K',
    explanation: 'Kernels of this layer; each gives one feature map.',
    min: 1,
    max: 4096,
    usual: 16,
    step: 4,
    worth: '8, 16, 32',
    counts: true,
  }),
  kernelSize: pair({
    label: 'Kernel',
    symbol: 'R×S',
    explanation: 'Height and width of the kernels; 3 stands for 3×3.',
    ...side,
    fallback: [3, 3],
  }),
  padding: padding({
    label: 'Padding',
    explanation:
      'Zeros around the picture: none, so that it shrinks; as many as keep its size; or a number on every side.',
  }),
  stride: pair({
    label: 'Stride',
    explanation: 'Pixels from one place of the kernel to the next; 1 visits every place.',
    ...side,
    fallback: [1, 1],
    more: true,
  }),
  dilation: pair({
    label: 'Dilation',
    explanation:
      'Distance of neighbouring kernel entries; 1 is an ordinary kernel, 2 leaves gaps of one pixel.',
    ...side,
    fallback: [1, 1],
    more: true,
  }),
  activation: hiddenActivation,
  init,
};

type FilterBank = Omit<SpecOf<'', typeof bankSettings>, 'type'>;

export function windowSpecOf({
  kernelSize,
  stride,
  padding,
  dilation,
}: Pick<FilterBank, 'kernelSize' | 'stride' | 'padding' | 'dilation'>): WindowSpec {
  return { size: kernelSize, stride, padding, dilation };
}

/** Columns of a block of samples, behind them room for the weights' gradient from one block. */
export function bankScratch(window: Window, rows: number, weights: number): number {
  if (isOwnColumns(window)) return 0;
  const samples = Math.min(samplesPerBlock(window), rows);
  return samples * window.outHeight * window.outWidth * windowDepth(window) + weights;
}
