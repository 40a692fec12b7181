/** Least squares on problems whose answer is known, and the Jacobian of the Gabor against finite differences. */
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random';
import { gaborProblem } from './gabor-model';
import { minimiseSquares } from './levenberg-marquardt';
import type { LeastSquares } from './levenberg-marquardt';

const limits = { iterations: 100, tolerance: 1e-12 };

/** Data y of a·exp(−k·t) at t = 0, 1, …. */
function decay(data: readonly number[]): LeastSquares {
  return {
    size: 2,
    linearise([scale, rate], matrix, vector) {
      matrix.fill(0);
      vector.fill(0);
      return data.reduce((error, y, t) => {
        const slopes = [Math.exp(-rate * t), -scale * t * Math.exp(-rate * t)];
        const residual = y - scale * slopes[0];
        slopes.forEach((slope, row) => {
          vector[row] += slope * residual;
          for (let column = 0; column <= row; column += 1) matrix[row * 2 + column] += slope * slopes[column];
        });
        return error + residual * residual;
      }, 0);
    },
    confine: () => undefined,
  };
}

describe('minimiseSquares', () => {
  it('finds an exponential again from far away', () => {
    const data = Array.from({ length: 12 }, (_, t) => 3 * Math.exp(-0.4 * t));
    const parameters = Float64Array.of(0.5, 2);
    expect(minimiseSquares(decay(data), parameters, limits)).toBeLessThan(1e-20);
    expect(parameters[0]).toBeCloseTo(3, 8);
    expect(parameters[1]).toBeCloseTo(0.4, 8);
  });

  it('never ends above where it began, and within the limits of the parameters', () => {
    const problem = {
      ...decay([1, 1, 1]),
      confine: (p: Float64Array) => {
        p[1] = Math.max(0.5, p[1]);
      },
    };
    const parameters = Float64Array.of(1, 1);
    const before = problem.linearise(parameters, new Float64Array(4), new Float64Array(2));
    expect(minimiseSquares(problem, parameters, limits)).toBeLessThan(before);
    expect(parameters[1]).toBe(0.5);
  });
});

describe('gaborProblem', () => {
  it('has the gradient of its squared error', () => {
    const random = createRandom(12, 'check');
    const problem = gaborProblem(Float64Array.from({ length: 9 * 7 }, random.normal), 9, 7);
    const matrix = new Float64Array(64);
    const vector = new Float64Array(8);
    for (let trial = 0; trial < 20; trial += 1) {
      const at = Float64Array.of(
        6 * random.uniform(),
        0.4 * random.uniform(),
        random.normal(),
        random.normal(),
        2 + 3 * random.uniform(),
        3 + 3 * random.uniform(),
        random.uniform(),
        random.uniform(),
      );
      problem.linearise(at, matrix, vector);
      const analytic = vector.slice();
      for (let i = 0; i < 8; i += 1) {
        const step = 1e-6;
        const [above, below] = [step, -step].map((move) =>
          problem.linearise(
            at.map((value, j) => (i === j ? value + move : value)),
            matrix,
            vector,
          ),
        );
        // The gradient of Σ r² is −2·Jᵀr.
        expect((above - below) / (2 * step)).toBeCloseTo(-2 * analytic[i], 5);
      }
    }
  });
});
