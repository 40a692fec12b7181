/** J = −Σ y log softmax(z): the distance of two distributions over exclusive classes (lecture §2). */
import type { Loss } from './loss';

export const softmaxCrossEntropy: Loss = {
  fromLogits: true,
  evaluate: (kernels, output, targets, gradient, rows, columns) =>
    kernels.softmaxCrossEntropy(output, targets, gradient, rows, columns),
};
