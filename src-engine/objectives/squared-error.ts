/** J = ½‖h(x) − y‖², summed over the outputs, mean over the samples (lecture §2). */
import type { Loss, LossKind } from './loss';

const loss: Loss = {
  fromLogits: false,
  evaluate: (kernels, output, targets, gradient, rows, columns) =>
    kernels.squaredError(output, targets, gradient, rows, columns),
};

export const squaredError: LossKind = {
  type: 'squaredError',
  word: '½‖ŷ − y‖²',
  title: (target) => (target === 'input' ? '½‖ŷ − x‖²' : '½‖ŷ − y‖²'),
  lastActivations: () => null,
  lossFor: () => loss,
};
