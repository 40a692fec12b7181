/** J = ½‖h(x) − y‖², summed over the outputs, mean over the samples (lecture §2). */
import type { Loss, LossKind, Target } from './loss';

const loss: Loss = {
  fromLogits: false,
  evaluate: (kernels, output, targets, gradient, rows, columns) =>
    kernels.squaredError(output, targets, gradient, rows, columns),
};

function formula(target: Target): string {
  return target === 'input' ? '½‖ŷ − x‖²' : '½‖ŷ − y‖²';
}

export const squaredError: LossKind = {
  type: 'squaredError',
  word: '½‖ŷ − y‖²',
  formula,
  title: formula,
  lastActivations: () => null,
  lossFor: () => loss,
};
