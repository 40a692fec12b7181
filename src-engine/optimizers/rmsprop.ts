/** RMSProp (Tieleman & Hinton 2012, lecture 6.5): every parameter's step is divided by the size its gradient had of late. */
import type { RmspropSpec } from '../spec/experiment';
import type { MinibatchKind } from './optimizer';

export const rmsprop: MinibatchKind<RmspropSpec> = {
  type: 'rmsprop',
  example: { type: 'rmsprop', learningRate: 0.001, rho: 0.9, epsilon: 1e-8 },
  fullBatch: false,
  stateTensors: () => 1,
  scratchTensors: 0,

  parse: (fields) => ({
    type: 'rmsprop',
    learningRate: fields.number('learningRate', { above: 0, max: 1000 }),
    rho: fields.number('rho', { min: 0, below: 1, fallback: 0.9 }),
    epsilon: fields.number('epsilon', { above: 0, max: 1, fallback: 1e-8 }),
  }),

  /** v ← ρv + (1 − ρ)g², W ← W − αg/(√v + ε). */
  build(kernels, { rho, epsilon }, { parameters, gradients, state, count }) {
    const [meanSquare = 0] = state;
    return {
      update: (_step, learningRate) =>
        kernels.rmspropUpdate(parameters, gradients, meanSquare, count, learningRate, rho, epsilon),
    };
  },
};
