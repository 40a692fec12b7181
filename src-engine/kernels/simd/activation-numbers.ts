/** The activations as `assembly/activation.ts` numbers them. */
import type { PointwiseActivation } from '../kernels';

export const activationNumber: Readonly<Record<PointwiseActivation, number>> = {
  linear: 0,
  sigmoid: 1,
  tanh: 2,
  relu: 3,
  leakyRelu: 4,
};
