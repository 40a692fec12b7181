/** The kernels in plain TypeScript: slow, obvious, and what every fast kernel is measured against. */
import { referenceGemms } from './matrix';
import { referenceLosses } from './losses';
import { referenceUpdates } from './updates';
import type { FloatArray, Kernels, PointwiseActivation } from '../kernels';

/** f(z). */
const activate: Readonly<Record<PointwiseActivation, (z: number) => number>> = {
  linear: (z) => z,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  tanh: Math.tanh,
  relu: (z) => Math.max(0, z),
};

/** f′(z), from a = f(z). */
const slope: Readonly<Record<PointwiseActivation, (a: number) => number>> = {
  linear: () => 1,
  sigmoid: (a) => a * (1 - a),
  tanh: (a) => 1 - a * a,
  relu: (a) => (a > 0 ? 1 : 0),
};

/** @param values the arena; Float64Array for gradient checks */
export function createReferenceKernels(values: FloatArray): Kernels {
  return {
    name: 'reference',
    values,
    ...referenceGemms(values),
    ...referenceLosses(values),
    ...referenceUpdates(values),

    biasActivationForward(z, bias, rows, columns, activation) {
      const f = activate[activation];
      for (let row = 0; row < rows; row += 1) {
        for (let j = 0; j < columns; j += 1) {
          const index = z + row * columns + j;
          values[index] = f(values[index] + values[bias + j]);
        }
      }
    },

    biasActivationBackward(output, gradient, biasGradient, rows, columns, activation) {
      const derivative = slope[activation];
      for (let j = 0; j < columns; j += 1) {
        let sum = 0;
        for (let row = 0; row < rows; row += 1) {
          const index = row * columns + j;
          values[gradient + index] *= derivative(values[output + index]);
          sum += values[gradient + index];
        }
        values[biasGradient + j] = sum;
      }
    },

    columnMeans(matrix, means, rows, columns) {
      for (let j = 0; j < columns; j += 1) {
        let sum = 0;
        for (let row = 0; row < rows; row += 1) sum += values[matrix + row * columns + j];
        values[means + j] = sum / rows;
      }
    },

    addRowVector(matrix, vector, rows, columns) {
      for (let row = 0; row < rows; row += 1) {
        for (let j = 0; j < columns; j += 1) values[matrix + row * columns + j] += values[vector + j];
      }
    },

    gatherRows(source, indices, first, rows, width, target) {
      for (let row = 0; row < rows; row += 1) {
        const from = source + indices[first + row] * width;
        values.copyWithin(target + row * width, from, from + width);
      }
    },
  };
}
