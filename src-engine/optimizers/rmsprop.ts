/** RMSProp (Tieleman & Hinton 2012, lecture 6.5): every parameter's step is divided by the size its gradient had of late. */
import { epsilon, learningRate, squaresKept } from './common-settings';
import type { SpecOf } from '../spec/settings';
import type { MinibatchKind } from './optimizer';

const settings = { learningRate: learningRate(0.001), rho: squaresKept('ρ', 0.9, 0.01), epsilon };

export type RmspropSpec = SpecOf<'rmsprop', typeof settings>;

export const rmsprop: MinibatchKind<RmspropSpec> = {
  type: 'rmsprop',
  word: 'RMSProp',
  settings,
  example: { type: 'rmsprop', learningRate: 0.001, rho: 0.9, epsilon: 1e-8 },
  fullBatch: false,
  stateTensors: () => 1,
  scratchTensors: 0,

  /** v ← ρv + (1 − ρ)g², W ← W − αg/(√v + ε). */
  build(kernels, { rho, epsilon }, { parameters, gradients, state, count }) {
    const [meanSquare = 0] = state;
    return {
      update: (_step, learningRate) =>
        kernels.rmspropUpdate(parameters, gradients, meanSquare, count, learningRate, rho, epsilon),
    };
  },
};
