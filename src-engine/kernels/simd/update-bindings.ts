/** Weight decay and the optimisers' updates as calls of the module; very long tensors go through in pieces. */
import type { UpdateKernels } from '../update-kernels';

type Call = (...values: (number | boolean)[]) => number;

export interface UpdateExports {
  readonly dot: Call;
  readonly addScaled: Call;
  readonly copyScaled: Call;
  readonly scale: Call;
  readonly ridge: Call;
  readonly sgdUpdate: Call;
  readonly nesterovUpdate: Call;
  readonly rmspropUpdate: Call;
  readonly adamUpdate: Call;
}

/** Numbers between two breaths: some milliseconds. */
const pieceLength = 2 ** 20;

/** @param breathe called between the pieces of long tensors; may wait, or throw to give up */
export function bindUpdates(simd: UpdateExports, breathe: () => void): UpdateKernels {
  return {
    dot: (x, y, count) => simd.dot(x * 4, y * 4, count),
    addScaled: (x, y, count, factor) => void simd.addScaled(x * 4, y * 4, count, factor),
    copyScaled: (x, y, count, factor) => void simd.copyScaled(x * 4, y * 4, count, factor),
    scale: (x, count, factor) => void simd.scale(x * 4, count, factor),
    ridge(weights, gradient, count, lambda) {
      let sum = 0;
      for (let start = 0; start < count; start += pieceLength) {
        if (start > 0) breathe();
        const length = Math.min(pieceLength, count - start);
        sum += simd.ridge((weights + start) * 4, (gradient + start) * 4, length, lambda);
      }
      return sum;
    },
    sgdUpdate(parameters, gradients, velocity, count, learningRate, momentum) {
      let finite = true;
      for (let start = 0; start < count; start += pieceLength) {
        if (start > 0) breathe();
        const piece = simd.sgdUpdate(
          (parameters + start) * 4,
          (gradients + start) * 4,
          (velocity + start) * 4,
          Math.min(pieceLength, count - start),
          learningRate,
          momentum,
        );
        if (piece === 0) finite = false;
      }
      return finite;
    },
    nesterovUpdate(parameters, gradients, velocity, count, learningRate, momentum) {
      let finite = true;
      for (let start = 0; start < count; start += pieceLength) {
        if (start > 0) breathe();
        const piece = simd.nesterovUpdate(
          (parameters + start) * 4,
          (gradients + start) * 4,
          (velocity + start) * 4,
          Math.min(pieceLength, count - start),
          learningRate,
          momentum,
        );
        if (piece === 0) finite = false;
      }
      return finite;
    },
    rmspropUpdate(parameters, gradients, meanSquare, count, learningRate, rho, epsilon) {
      let finite = true;
      for (let start = 0; start < count; start += pieceLength) {
        if (start > 0) breathe();
        const piece = simd.rmspropUpdate(
          (parameters + start) * 4,
          (gradients + start) * 4,
          (meanSquare + start) * 4,
          Math.min(pieceLength, count - start),
          learningRate,
          rho,
          epsilon,
          1 - rho,
        );
        if (piece === 0) finite = false;
      }
      return finite;
    },
    adamUpdate(parameters, gradients, first, second, count, rates) {
      let finite = true;
      for (let start = 0; start < count; start += pieceLength) {
        if (start > 0) breathe();
        const piece = simd.adamUpdate(
          (parameters + start) * 4,
          (gradients + start) * 4,
          (first + start) * 4,
          (second + start) * 4,
          Math.min(pieceLength, count - start),
          rates.step,
          rates.beta1,
          rates.beta2,
          rates.scale,
          rates.epsilon,
          1 - rates.beta1,
          1 - rates.beta2,
          rates.keep,
        );
        if (piece === 0) finite = false;
      }
      return finite;
    },
  };
}
