/** AdamW (Loshchilov & Hutter 2019, algorithm 2): Adam whose weights shrink apart from the gradient. */
import { number, type SpecOf } from '../spec/settings';
import { wholePower } from '../whole-power';
import { adamSettings } from './common-settings';
import type { MinibatchKind } from './optimizer';

const settings = {
  ...adamSettings,
  weightDecay: number({
    label: 'Decoupled decay',
    symbol: 'w',
    explanation: 'Weights shrink by α·w at every step, apart from the gradient; biases do not.',
    min: 0,
    max: 1000,
    fallback: 0.01,
    factor: 10,
  }),
};

export type AdamwSpec = SpecOf<'adamw', typeof settings>;

export const adamw: MinibatchKind<AdamwSpec> = {
  type: 'adamw',
  word: 'AdamW',
  settings,
  example: { type: 'adamw', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
  fullBatch: false,
  stateTensors: () => 2,
  scratchTensors: 0,

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
