/** The activations of the reference kernels and their derivatives. */
import type { HiddenActivationName } from '../../spec/experiment';

/** Slope of the leaky ReLU below 0. */
const leak = 0.01;

/** f(z). */
export const activate: Readonly<Record<HiddenActivationName, (z: number) => number>> = {
  linear: (z) => z,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  tanh: Math.tanh,
  relu: (z) => Math.max(0, z),
  // A maximum and not a case, so that a NaN stays one.
  leakyRelu: (z) => Math.max(z, leak * z),
};

/** f′(z), from a = f(z). */
export const slope: Readonly<Record<HiddenActivationName, (a: number) => number>> = {
  linear: () => 1,
  sigmoid: (a) => a * (1 - a),
  tanh: (a) => 1 - a * a,
  relu: (a) => (a > 0 ? 1 : 0),
  leakyRelu: (a) => (a > 0 ? 1 : leak),
};
