/** The life of a worker that checks gradients: one order, one answer. */
import { checkExperimentGradients } from '../train/gradient-check';
import { asEngineError } from './as-engine-error';
import type { GradientCheckAnswer, GradientCheckOrder } from './gradient-check-protocol';

/** Never throws: what goes wrong is the answer. */
export function answerGradientCheck({ check, pictures }: GradientCheckOrder): GradientCheckAnswer {
  try {
    return { type: 'gradientCheck', result: checkExperimentGradients(check, pictures) };
  } catch (error) {
    return { type: 'failed', error: asEngineError(error).toData() };
  }
}
