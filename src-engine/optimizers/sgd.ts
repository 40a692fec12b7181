/** Gradient descent W ← W − α ∂J/∂W (lecture §4), with the momentum of Polyak 1964 or of Nesterov 1983. */
import type { SgdSpec } from '../spec/experiment';
import type { MinibatchKind } from './optimizer';

export const sgd: MinibatchKind<SgdSpec> = {
  type: 'sgd',
  example: { type: 'sgd', learningRate: 0.1, momentum: 0.9, nesterov: true },
  fullBatch: false,
  stateTensors: () => 1,
  scratchTensors: 0,

  parse(fields) {
    const learningRate = fields.number('learningRate', { above: 0, max: 1000 });
    const momentum = fields.number('momentum', { min: 0, below: 1, fallback: 0 });
    const nesterov = fields.boolean('nesterov', false);
    return { type: 'sgd', learningRate, momentum, ...(nesterov ? { nesterov } : {}) };
  },

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
