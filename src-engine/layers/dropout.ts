/**
 * Dropout (Srivastava et al. 2014; lecture §6), inverted: while training each number is dropped with probability
 * `rate` and the others are multiplied by 1/(1 − rate), so that a network that is only asked needs no change. The rate in
 * force comes with the pass, since it may be changed while the network is trained.
 */
import { purposeCode } from '../random';
import { elementCount } from '../tensor';
import { number, type SpecOf } from '../spec/settings';
import type { LayerKind } from './layer';

const settings = {
  rate: number({
    label: 'Rate',
    symbol: 'p',
    explanation: 'Probability of dropping a number while training, from 0 to below 1.',
    min: 0,
    below: 1,
    fallback: 0.5,
    step: 0.1,
    worth: '0, 0.2, 0.5',
  }),
};

export type DropoutSpec = SpecOf<'dropout', typeof settings>;

export const dropout: LayerKind<DropoutSpec> = {
  type: 'dropout',
  word: 'Dropout',
  group: 'Activation and noise',
  sentence: 'Ignores each number with probability p while training; at prediction nothing is dropped.',
  verb: null,
  settings,
  example: { type: 'dropout', rate: 0.25 },
  aliasesInput: false,
  varies: true,
  keepsUnits: true,
  title: ({ rate }) => `Dropout ${rate}`,
  misfit: () => null,
  outputShape: (_spec, input) => input,
  field: () => ({ type: 'place' }),
  parameters: () => [],
  kept: (_spec, input, rows) => rows * elementCount(input),
  withLogits: () => null,

  portable: ({ rate }) => [{ type: 'dropout', rate }],

  /** Shapes: input, output, mask [N,numbers]. The mask depends on seed, layer, step and place in the minibatch alone. */
  build(kernels, _spec, inputShape, { input, inputGradient, output, outputGradient, kept }, index) {
    const size = elementCount(inputShape);
    const stream = { seed: 0, purpose: purposeCode.dropout, index, step: 0, firstRow: 0 };
    return {
      forward({ batch, training, seed, step, firstRow, dropoutRates }) {
        const rate = dropoutRates[index];
        if (!training || rate === 0) {
          kernels.copy(input, output, batch * size);
          return;
        }
        stream.seed = seed;
        stream.step = step;
        stream.firstRow = firstRow;
        kernels.randomMask(kept, batch, size, rate, 1 / (1 - rate), stream);
        kernels.multiply(input, kept, output, batch * size);
      },
      backward({ batch, training, dropoutRates }) {
        if (inputGradient === null) return;
        if (!training || dropoutRates[index] === 0) kernels.copy(outputGradient, inputGradient, batch * size);
        else kernels.multiply(outputGradient, kept, inputGradient, batch * size);
      },
    };
  },
};
