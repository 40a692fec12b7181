/** The kernels in plain TypeScript: slow, obvious, and what every fast kernel is measured against. */
import { activate, slope } from './activations';
import { referenceLayers } from './layers';
import { referenceLosses } from './losses';
import { referenceGemms } from './matrix';
import { referencePictures } from './pictures';
import { referenceUpdates } from './updates';
import type { FloatArray, Kernels } from '../kernels';

/** @param values the arena; Float64Array for gradient checks */
export function createReferenceKernels(values: FloatArray): Kernels {
  return {
    name: 'reference',
    values,
    ...referenceGemms(values),
    ...referenceLosses(values),
    ...referenceUpdates(values),
    ...referencePictures(values),
    ...referenceLayers(values),

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
