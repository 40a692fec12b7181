/** Max or mean over regions of a picture, channel by channel (lecture §8). */
import { elementCount, formatShape } from '../tensor';
import { choice, pair, type SpecOf } from '../spec/settings';
import { windowMisfit, windowOver } from './window';
import type { LayerKind } from './layer';
import type { WindowSpec } from './window';

const side = { min: 1, max: 64 } as const;

const settings = {
  kind: choice({
    label: 'Takes the',
    explanation: 'Of each region the largest number, or the mean of all.',
    choices: { max: 'max', mean: 'mean' },
    fallback: 'max',
  }),
  /** Whole regions only: what is left at the lower and right border is not seen. */
  region: pair({
    label: 'Region',
    explanation: 'Height and width of the regions that become one number each.',
    ...side,
    fallback: [2, 2],
  }),
  stride: pair({
    label: 'Stride',
    explanation: 'Pixels from one region to the next; the region’s own size lays them side by side.',
    ...side,
    fallback: 'region',
  }),
};

export type Pool2dSpec = SpecOf<'pool2d', typeof settings>;

function windowSpecOf({ region, stride }: Pool2dSpec): WindowSpec {
  return { size: region, stride, padding: 'valid', dilation: [1, 1] };
}

export const pool2d: LayerKind<Pool2dSpec> = {
  type: 'pool2d',
  word: 'Pooling',
  group: 'Pictures',
  sentence: 'The largest or the mean number of each region: smaller, and less sensitive to shifts.',
  verb: 'Pool',
  settings,
  example: { type: 'pool2d', kind: 'max', region: [2, 2], stride: [1, 1] },
  aliasesInput: false,

  title({ kind, region, stride }) {
    const isApart = stride[0] === region[0] && stride[1] === region[1];
    const name = `${kind === 'max' ? 'Max' : 'Mean'} pool ${formatShape(region)}`;
    return isApart ? name : `${name}, stride ${formatShape(stride)}`;
  },

  misfit: (spec, input) =>
    windowMisfit(input, windowSpecOf(spec), 'Use a smaller region, or remove a pooling layer.'),

  outputShape(spec, input) {
    const { outHeight, outWidth, channels } = windowOver(input, windowSpecOf(spec));
    return [outHeight, outWidth, channels];
  },

  field: (spec, input) => ({ type: 'window', window: windowOver(input, windowSpecOf(spec)) }),

  parameters: () => [],
  withLogits: () => null,

  portable: ({ kind, region, stride }) => [{ type: 'pool2d', kind, region, stride }],

  /**
   * Shapes: input [N,H,W,C] → output [N,Ho,Wo,C]. Backward: max gives the gradient to the first maximum of the
   * region, mean an equal share to every pixel; where regions overlap, shares add up.
   */
  build(kernels, spec, inputShape, { input, inputGradient, output, outputGradient }) {
    const window = windowOver(inputShape, windowSpecOf(spec));
    const share = 1 / elementCount(spec.region);
    if (spec.kind === 'max') {
      return {
        forward({ batch }) {
          kernels.maxPool(input, output, batch, window);
        },
        backward({ batch }) {
          if (inputGradient === null) return;
          kernels.maxPoolBackward(input, output, outputGradient, inputGradient, batch, window);
        },
      };
    }
    return {
      forward({ batch }) {
        kernels.sumPool(input, output, batch, window, share);
      },
      backward({ batch }) {
        if (inputGradient !== null) kernels.spread(outputGradient, inputGradient, batch, window, share);
      },
    };
  },
};
