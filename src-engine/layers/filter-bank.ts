/** What convolution and its transpose share: settings, titles, scratch memory for blocks of columns. */
import { parseInit } from '../initializers';
import { parseHiddenActivation } from './activations';
import { isOwnColumns, parsePadding, samplesPerBlock, windowDepth } from './window';
import type { Window } from '../kernels/picture-kernels';
import type { Conv2dSpec, ConvTranspose2dSpec, InitSpec } from '../spec/experiment';
import type { Fields } from '../spec/fields';
import type { WindowSpec } from './window';

type FilterBank = Omit<ConvTranspose2dSpec, 'type'>;

/** @throws EngineError('config') naming the field */
export function parseFilterBank(fields: Fields): FilterBank {
  const side = { min: 1, max: 64 };
  const activation = parseHiddenActivation(fields, 'relu');
  const isRectified = activation === 'relu' || activation === 'leakyRelu';
  const usual: InitSpec = { type: isRectified ? 'he' : 'glorot' };
  return {
    filters: fields.integer('filters', { min: 1, max: 4096 }),
    kernelSize: fields.pair('kernelSize', side, [3, 3]),
    stride: fields.pair('stride', side, [1, 1]),
    padding: parsePadding(fields),
    dilation: fields.pair('dilation', side, [1, 1]),
    activation,
    init: parseInit(fields, 'init', usual),
  };
}

export function windowSpecOf({
  kernelSize,
  stride,
  padding,
  dilation,
}: Conv2dSpec | ConvTranspose2dSpec): WindowSpec {
  return { size: kernelSize, stride, padding, dilation };
}

/** Columns of a block of samples, behind them room for the weights' gradient from one block. */
export function bankScratch(window: Window, rows: number, weights: number): number {
  if (isOwnColumns(window)) return 0;
  const samples = Math.min(samplesPerBlock(window), rows);
  return samples * window.outHeight * window.outWidth * windowDepth(window) + weights;
}
