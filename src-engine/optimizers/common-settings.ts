/** Settings that several optimisers share. */
import { number, type NumberSetting } from '../spec/settings';

/** @param usual what suits the optimiser */
export function learningRate(usual: number): NumberSetting {
  return number({
    label: 'Learning rate',
    symbol: 'α',
    explanation: 'Length of a step. Too small is slow, too large jumps about or blows up.',
    above: 0,
    max: 1000,
    usual,
    factor: 10,
    worth: '0.01, 0.001, 1e-4',
    live: true,
  });
}

/** Part of the running mean of squares that is kept, under the optimiser's own symbol. */
export function squaresKept(symbol: string, fallback: number, step: number): NumberSetting {
  return number({
    label: 'Squares kept',
    symbol,
    explanation: 'Part of the running mean of squared gradients that is kept, from 0 to below 1.',
    min: 0,
    below: 1,
    fallback,
    step,
    more: true,
  });
}

export const epsilon = number({
  label: 'Least divisor',
  symbol: 'ε',
  explanation: 'Keeps the division by the root of the squares away from 0.',
  above: 0,
  max: 1,
  fallback: 1e-8,
  factor: 10,
  more: true,
});

/** Of Adam and AdamW. */
export const adamSettings = {
  learningRate: learningRate(0.001),
  beta1: number({
    label: 'Gradients kept',
    symbol: 'β₁',
    explanation: 'Part of the running mean of gradients that is kept, from 0 to below 1.',
    min: 0,
    below: 1,
    fallback: 0.9,
    step: 0.01,
    more: true,
  }),
  beta2: squaresKept('β₂', 0.999, 0.001),
  epsilon,
};
