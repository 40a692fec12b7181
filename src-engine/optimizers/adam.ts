/** Adam (Kingma & Ba 2015, algorithm 1): steps scaled by running means of the gradient and of its square. */
import { wholePower } from '../whole-power';
import { adamSettings } from './common-settings';
import type { SpecOf } from '../spec/settings';
import type { MinibatchKind } from './optimizer';

export type AdamSpec = SpecOf<'adam', typeof adamSettings>;

export const adam: MinibatchKind<AdamSpec> = {
  type: 'adam',
  word: 'Adam',
  settings: adamSettings,
  example: { type: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  fullBatch: false,
  stateTensors: () => 2,
  scratchTensors: 0,

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
