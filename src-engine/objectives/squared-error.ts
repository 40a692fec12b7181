/** J = ½‖h(x) − y‖², summed over the outputs, mean over the samples (lecture §2). */
import type { Loss } from './loss';

export const squaredError: Loss = {
  fromLogits: false,
  evaluate: (kernels, output, targets, gradient, rows, columns) =>
    kernels.squaredError(output, targets, gradient, rows, columns),
};
