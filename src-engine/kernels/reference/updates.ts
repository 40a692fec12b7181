/** Sums over long vectors, weight decay and the optimisers' updates of the reference kernels. */
import type { FloatArray } from '../kernels';
import type { UpdateKernels } from '../update-kernels';

/** The part of `Kernels` that reads gradients and changes parameters, over one arena. */
export function referenceUpdates(values: FloatArray): UpdateKernels {
  return {
    dot(x, y, count) {
      let sum = 0;
      for (let index = 0; index < count; index += 1) sum += values[x + index] * values[y + index];
      return sum;
    },

    addScaled(x, y, count, factor) {
      for (let index = 0; index < count; index += 1) values[y + index] += factor * values[x + index];
    },

    copyScaled(x, y, count, factor) {
      for (let index = 0; index < count; index += 1) values[y + index] = factor * values[x + index];
    },

    scale(x, count, factor) {
      for (let index = x; index < x + count; index += 1) values[index] *= factor;
    },

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

    nesterovUpdate(parameters, gradients, velocity, count, learningRate, momentum) {
      let finite = true;
      for (let index = 0; index < count; index += 1) {
        const gradient = values[gradients + index];
        values[velocity + index] = momentum * values[velocity + index] + gradient;
        values[parameters + index] -= learningRate * (gradient + momentum * values[velocity + index]);
        finite &&= Number.isFinite(gradient) && Number.isFinite(values[parameters + index]);
      }
      return finite;
    },

    rmspropUpdate(parameters, gradients, meanSquare, count, learningRate, rho, epsilon) {
      let finite = true;
      for (let index = 0; index < count; index += 1) {
        const gradient = values[gradients + index];
        const square = rho * values[meanSquare + index] + (1 - rho) * gradient * gradient;
        values[meanSquare + index] = square;
        values[parameters + index] -= (learningRate * gradient) / (Math.sqrt(square) + epsilon);
        finite &&= Number.isFinite(gradient) && Number.isFinite(values[parameters + index]);
      }
      return finite;
    },

    adamUpdate(parameters, gradients, firstMoment, secondMoment, count, rates) {
      const { beta1, beta2, epsilon, step, scale, keep } = rates;
      let finite = true;
      for (let index = 0; index < count; index += 1) {
        const gradient = values[gradients + index];
        const first = beta1 * values[firstMoment + index] + (1 - beta1) * gradient;
        const second = beta2 * values[secondMoment + index] + (1 - beta2) * gradient * gradient;
        values[firstMoment + index] = first;
        values[secondMoment + index] = second;
        const move = (step * first) / (Math.sqrt(second) * scale + epsilon);
        values[parameters + index] = keep * values[parameters + index] - move;
        finite &&= Number.isFinite(gradient) && Number.isFinite(values[parameters + index]);
      }
      return finite;
    },
  };
}
