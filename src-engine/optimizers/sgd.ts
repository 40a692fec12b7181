/** Gradient descent W ← W − α ∂J/∂W (lecture §4), with classical momentum (Polyak 1964). */
import type { SgdSpec } from '../spec/experiment';
import type { OptimizerKind } from './optimizer';

export const sgd: OptimizerKind<SgdSpec> = {
  type: 'sgd',
  example: { type: 'sgd', learningRate: 0.1, momentum: 0.9 },
  stateTensors: 1,

  parse: (fields) => ({
    type: 'sgd',
    learningRate: fields.number('learningRate', { above: 0, max: 1000 }),
    momentum: fields.number('momentum', { min: 0, below: 1, fallback: 0 }),
  }),

  /** v ← μv + g, W ← W − αv; with μ = 0 plain gradient descent. */
  build(kernels, { momentum }, { parameters, gradients, state, count }) {
    const [velocity = 0] = state;
    return {
      update: (_step, learningRate) =>
        kernels.sgdUpdate(parameters, gradients, velocity, count, learningRate, momentum),
    };
  },
};
