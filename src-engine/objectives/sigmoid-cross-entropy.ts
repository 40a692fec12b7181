/** J = −Σ (y log σ(z) + (1 − y) log(1 − σ(z))): every output a yes or no of its own. */
import type { Loss } from './loss';

export const sigmoidCrossEntropy: Loss = {
  fromLogits: true,
  evaluate: (kernels, output, targets, gradient, rows, columns) =>
    kernels.sigmoidCrossEntropy(output, targets, gradient, rows, columns),
};
