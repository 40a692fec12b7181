/** Number-by-number and column-by-column arithmetic of the reference kernels. */
import { philox4x32 } from '../../random';
import { activate, slope } from './activations';
import type { FloatArray } from '../kernels';
import type { LayerKernels } from '../layer-kernels';

export function referenceLayers(values: FloatArray): LayerKernels {
  return {
    activate(input, output, count, activation) {
      const f = activate[activation];
      for (let index = 0; index < count; index += 1) values[output + index] = f(values[input + index]);
    },

    activateBackward(output, outputGradient, inputGradient, count, activation) {
      const derivative = slope[activation];
      for (let index = 0; index < count; index += 1) {
        values[inputGradient + index] = values[outputGradient + index] * derivative(values[output + index]);
      }
    },

    randomMask(mask, rows, columns, rate, kept, { seed, purpose, index, step, firstRow }) {
      const key = Uint32Array.of(seed, purpose);
      const block = new Uint32Array(4);
      const limit = Math.floor(rate * 2 ** 32);
      for (let row = 0; row < rows; row += 1) {
        for (let j = 0; j < columns; j += 1) {
          if (j % 4 === 0) philox4x32(Uint32Array.of(j / 4, firstRow + row, index, step), key, block);
          values[mask + row * columns + j] = block[j % 4] < limit ? 0 : kept;
        }
      }
    },

    multiply(a, b, product, count) {
      for (let index = 0; index < count; index += 1) {
        values[product + index] = values[a + index] * values[b + index];
      }
    },

    copy(source, target, count) {
      values.copyWithin(target, source, source + count);
    },

    accumulate(source, target, count) {
      for (let index = 0; index < count; index += 1) values[target + index] += values[source + index];
    },

    absoluteSum(first, count) {
      let sum = 0;
      for (let index = 0; index < count; index += 1) sum += Math.abs(values[first + index]);
      return sum;
    },

    addSigns(first, gradient, count, weight) {
      for (let index = 0; index < count; index += 1) {
        values[gradient + index] += weight * Math.sign(values[first + index]);
      }
    },

    columnVariances(matrix, means, variances, rows, columns) {
      for (let j = 0; j < columns; j += 1) {
        let sum = 0;
        for (let row = 0; row < rows; row += 1) {
          sum += (values[matrix + row * columns + j] - values[means + j]) ** 2;
        }
        values[variances + j] = sum / rows;
      }
    },

    normalizeColumns({ input, mean, inverse, scale, shift }, output, rows, columns) {
      for (let row = 0; row < rows; row += 1) {
        for (let j = 0; j < columns; j += 1) {
          const index = row * columns + j;
          const normal = (values[input + index] - values[mean + j]) * values[inverse + j];
          values[output + index] = normal * values[scale + j] + values[shift + j];
        }
      }
    },

    normalizeColumnsBackward({ input, mean, inverse, scale }, gradients, rows, columns) {
      for (let j = 0; j < columns; j += 1) {
        const normal = (row: number): number =>
          (values[input + row * columns + j] - values[mean + j]) * values[inverse + j];
        let shiftGradient = 0;
        let scaleGradient = 0;
        for (let row = 0; row < rows; row += 1) {
          const gradient = values[gradients.output + row * columns + j];
          shiftGradient += gradient;
          scaleGradient += gradient * normal(row);
        }
        values[gradients.shift + j] = shiftGradient;
        values[gradients.scale + j] = scaleGradient;
        if (gradients.input < 0) continue;
        const factor = values[scale + j] * values[inverse + j];
        for (let row = 0; row < rows; row += 1) {
          const gradient = values[gradients.output + row * columns + j];
          const common = (shiftGradient + normal(row) * scaleGradient) / rows;
          values[gradients.input + row * columns + j] = factor * (gradient - common);
        }
      }
    },
  };
}
