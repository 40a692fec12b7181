/** AdamW (Loshchilov & Hutter 2019, algorithm 2): Adam whose weights shrink apart from the gradient. */
import { wholePower } from '../whole-power';
import type { AdamwSpec } from '../spec/experiment';
import type { MinibatchKind } from './optimizer';

export const adamw: MinibatchKind<AdamwSpec> = {
  type: 'adamw',
  example: { type: 'adamw', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
  fullBatch: false,
  stateTensors: () => 2,
  scratchTensors: 0,

  parse: (fields) => ({
    type: 'adamw',
    learningRate: fields.number('learningRate', { above: 0, max: 1000 }),
    beta1: fields.number('beta1', { min: 0, below: 1, fallback: 0.9 }),
    beta2: fields.number('beta2', { min: 0, below: 1, fallback: 0.999 }),
    epsilon: fields.number('epsilon', { above: 0, max: 1, fallback: 1e-8 }),
    weightDecay: fields.number('weightDecay', { min: 0, max: 1000, fallback: 0.01 }),
  }),

  /** W ← (1 − αλ)W before Adam's step; biases do not decay, as with the ridge. */
  build(kernels, { beta1, beta2, epsilon, weightDecay }, { parameters, gradients, state, parts }) {
    const [firstMoment = 0, secondMoment = 0] = state;
    const rates = { beta1, beta2, epsilon, step: 0, scale: 0, keep: 1 };
    return {
      update(step, learningRate) {
        rates.step = learningRate / (1 - wholePower(beta1, step));
        rates.scale = 1 / Math.sqrt(1 - wholePower(beta2, step));
        let finite = true;
        for (const { start, count, decays } of parts) {
          rates.keep = decays ? 1 - learningRate * weightDecay : 1;
          const isPartFinite = kernels.adamUpdate(
            parameters + start,
            gradients + start,
            firstMoment + start,
            secondMoment + start,
            count,
            rates,
          );
          finite &&= isPartFinite;
        }
        return finite;
      },
    };
  },
};
