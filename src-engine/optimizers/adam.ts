/** Adam (Kingma & Ba 2015, algorithm 1): steps scaled by running means of the gradient and of its square. */
import { wholePower } from '../whole-power';
import type { AdamSpec } from '../spec/experiment';
import type { MinibatchKind } from './optimizer';

export const adam: MinibatchKind<AdamSpec> = {
  type: 'adam',
  example: { type: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  fullBatch: false,
  stateTensors: () => 2,
  scratchTensors: 0,

  parse: (fields) => ({
    type: 'adam',
    learningRate: fields.number('learningRate', { above: 0, max: 1000 }),
    beta1: fields.number('beta1', { min: 0, below: 1, fallback: 0.9 }),
    beta2: fields.number('beta2', { min: 0, below: 1, fallback: 0.999 }),
    epsilon: fields.number('epsilon', { above: 0, max: 1, fallback: 1e-8 }),
  }),

  build(kernels, { beta1, beta2, epsilon }, { parameters, gradients, state, count }) {
    const [firstMoment = 0, secondMoment = 0] = state;
    const rates = { beta1, beta2, epsilon, step: 0, scale: 0, keep: 1 };
    return {
      update(step, learningRate) {
        rates.step = learningRate / (1 - wholePower(beta1, step));
        rates.scale = 1 / Math.sqrt(1 - wholePower(beta2, step));
        return kernels.adamUpdate(parameters, gradients, firstMoment, secondMoment, count, rates);
      },
    };
  },
};
