/** Weight decay and the optimisers' updates of the reference kernels. */
import type { FloatArray, Kernels } from '../kernels';

/** The part of `Kernels` that reads gradients and changes parameters, over one arena. */
export function referenceUpdates(values: FloatArray): Pick<Kernels, 'ridge' | 'sgdUpdate' | 'adamUpdate'> {
  return {
    ridge(weights, gradient, count, lambda) {
      let sum = 0;
      for (let index = 0; index < count; index += 1) {
        const weight = values[weights + index];
        values[gradient + index] += lambda * weight;
        sum += weight * weight;
      }
      return 0.5 * lambda * sum;
    },

    sgdUpdate(parameters, gradients, velocity, count, learningRate, momentum) {
      let finite = true;
      for (let index = 0; index < count; index += 1) {
        const gradient = values[gradients + index];
        values[velocity + index] = momentum * values[velocity + index] + gradient;
        values[parameters + index] -= learningRate * values[velocity + index];
        finite &&= Number.isFinite(gradient) && Number.isFinite(values[parameters + index]);
      }
      return finite;
    },

    adamUpdate(parameters, gradients, firstMoment, secondMoment, count, rates) {
      const { beta1, beta2, epsilon, step, scale } = rates;
      let finite = true;
      for (let index = 0; index < count; index += 1) {
        const gradient = values[gradients + index];
        const first = beta1 * values[firstMoment + index] + (1 - beta1) * gradient;
        const second = beta2 * values[secondMoment + index] + (1 - beta2) * gradient * gradient;
        values[firstMoment + index] = first;
        values[secondMoment + index] = second;
        values[parameters + index] -= (step * first) / (Math.sqrt(second) * scale + epsilon);
        finite &&= Number.isFinite(gradient) && Number.isFinite(values[parameters + index]);
      }
      return finite;
    },
  };
}
