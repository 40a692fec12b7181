/** Gradient descent W ← W − α ∂J/∂W (lecture §4), with the momentum of Polyak 1964 or of Nesterov 1983. */
import { number, onlyIf, type SpecOf } from '../spec/settings';
import { learningRate } from './common-settings';
import type { MinibatchKind } from './optimizer';

const settings = {
  learningRate: learningRate(0.1),
  momentum: number({
    label: 'Momentum',
    symbol: 'μ',
    explanation: 'Part of the last step that is kept, from 0 (plain gradient descent) to below 1.',
    min: 0,
    below: 1,
    fallback: 0,
    usual: 0.9,
    step: 0.1,
    worth: '0, 0.5, 0.9',
    live: true,
  }),
  nesterov: onlyIf(true, {
    label: 'Nesterov',
    explanation: 'Takes the gradient where the momentum is about to lead, and so brakes earlier.',
    needs: 'momentum',
  }),
};

export type SgdSpec = SpecOf<'sgd', typeof settings>;

export const sgd: MinibatchKind<SgdSpec> = {
  type: 'sgd',
  word: 'Gradient descent',
  settings,
  example: { type: 'sgd', learningRate: 0.1, momentum: 0.9, nesterov: true },
  fullBatch: false,
  stateTensors: () => 1,
  scratchTensors: 0,

  /**
   * v ← μv + g, then W ← W − αv, or with Nesterov's look ahead W ← W − α(g + μv); with μ = 0 both are plain descent.
   * @see Sutskever, Martens, Dahl & Hinton 2013, with the point looked ahead to in place of W
   */
  build(kernels, { momentum: usual, nesterov = false }, { parameters, gradients, state, count }) {
    const [velocity = 0] = state;
    return {
      update: (_step, learningRate, momentum = usual) =>
        nesterov
          ? kernels.nesterovUpdate(parameters, gradients, velocity, count, learningRate, momentum)
          : kernels.sgdUpdate(parameters, gradients, velocity, count, learningRate, momentum),
    };
  },
};
