/** Losses of the reference kernels, each from its definition with its gradient. */
import type { FloatArray } from '../kernels';

type Loss = (output: number, targets: number, gradient: number, rows: number, columns: number) => number;

/** The three losses of `Kernels`, over one arena. */
export function referenceLosses(
  values: FloatArray,
): Record<'squaredError' | 'softmaxCrossEntropy' | 'sigmoidCrossEntropy', Loss> {
  return {
    squaredError(output, targets, gradient, rows, columns) {
      let sum = 0;
      for (let index = 0; index < rows * columns; index += 1) {
        const difference = values[output + index] - values[targets + index];
        sum += 0.5 * difference * difference;
        values[gradient + index] = difference / rows;
      }
      return sum / rows;
    },

    softmaxCrossEntropy(logits, targets, gradient, rows, columns) {
      let sum = 0;
      for (let row = 0; row < rows; row += 1) {
        const first = row * columns;
        // Subtracting the largest logit changes nothing but keeps exp from overflowing.
        let largest = -Infinity;
        for (let j = 0; j < columns; j += 1) largest = Math.max(largest, values[logits + first + j]);
        let total = 0;
        for (let j = 0; j < columns; j += 1) total += Math.exp(values[logits + first + j] - largest);
        const logTotal = Math.log(total);
        for (let j = 0; j < columns; j += 1) {
          const logProbability = values[logits + first + j] - largest - logTotal;
          const target = values[targets + first + j];
          sum -= target * logProbability;
          values[gradient + first + j] = (Math.exp(logProbability) - target) / rows;
        }
      }
      return sum / rows;
    },

    sigmoidCrossEntropy(logits, targets, gradient, rows, columns) {
      let sum = 0;
      for (let index = 0; index < rows * columns; index += 1) {
        const z = values[logits + index];
        const target = values[targets + index];
        // The same as the definition, but finite for every finite z.
        sum += Math.max(z, 0) - z * target + Math.log1p(Math.exp(-Math.abs(z)));
        values[gradient + index] = (1 / (1 + Math.exp(-z)) - target) / rows;
      }
      return sum / rows;
    },
  };
}
