/** Least squares by Levenberg–Marquardt for a handful of parameters. Knows nothing of what is fitted. */

export interface LeastSquares {
  /** Number of parameters p. */
  readonly size: number;
  /**
   * Σ r² at `parameters`, r = data − model. Overwrites `matrix` [p, p] with JᵀJ (lower triangle) and `vector` [p]
   * with Jᵀr, J the Jacobian of the model.
   */
  linearise(parameters: Float64Array, matrix: Float64Array, vector: Float64Array): number;
  /** Moves parameters that left their range back into it, in place. */
  confine(parameters: Float64Array): void;
}

/** Damping at the start: small, for the starts are chosen near a minimum. */
const firstDamping = 1e-2;
const leastDamping = 1e-12;
/** Beyond this no step is left that could lower the error. */
const mostDamping = 1e8;
const dampingFall = 0.2;
const dampingRise = 5;

/** Keeps a parameter without influence from making the matrix singular. */
const smallestCurvature = 1e-12;

/**
 * Solves M·x = b for a symmetric positive definite M by Cholesky. Shapes: matrix [n, n] of which the lower triangle is
 * read and overwritten, vector [n] → x in place.
 * @returns false where the matrix is not positive definite; the contents are then worth nothing
 */
function solveInPlace(matrix: Float64Array, vector: Float64Array, n: number): boolean {
  for (let row = 0; row < n; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = matrix[row * n + column];
      for (let k = 0; k < column; k += 1) sum -= matrix[row * n + k] * matrix[column * n + k];
      if (row !== column) {
        matrix[row * n + column] = sum / matrix[column * n + column];
      } else {
        if (!(sum > 0)) return false;
        matrix[row * n + row] = Math.sqrt(sum);
      }
    }
  }
  for (let row = 0; row < n; row += 1) {
    let sum = vector[row];
    for (let k = 0; k < row; k += 1) sum -= matrix[row * n + k] * vector[k];
    vector[row] = sum / matrix[row * n + row];
  }
  for (let row = n - 1; row >= 0; row -= 1) {
    let sum = vector[row];
    for (let k = row + 1; k < n; k += 1) sum -= matrix[k * n + row] * vector[k];
    vector[row] = sum / matrix[row * n + row];
  }
  return true;
}

/**
 * Lowers Σ r² from `parameters` on, which end at the best point found; steps solve (JᵀJ + λ·diag JᵀJ)·δ = Jᵀr.
 * @param tolerance ends where a step lowers the error by less than this part of it
 * @returns Σ r² at the end, never above that at the start
 * @see Marquardt 1963; Nocedal & Wright 2006, §10.3
 */
export function minimiseSquares(
  problem: LeastSquares,
  parameters: Float64Array,
  limits: { readonly iterations: number; readonly tolerance: number },
): number {
  const { size } = problem;
  let matrix = new Float64Array(size * size);
  let vector = new Float64Array(size);
  let triedMatrix = new Float64Array(size * size);
  let triedVector = new Float64Array(size);
  const damped = new Float64Array(size * size);
  const step = new Float64Array(size);
  const tried = new Float64Array(size);
  problem.confine(parameters);
  let error = problem.linearise(parameters, matrix, vector);
  let damping = firstDamping;
  for (let iteration = 0; iteration < limits.iterations && damping < mostDamping; iteration += 1) {
    damped.set(matrix);
    step.set(vector);
    for (let i = 0; i < size; i += 1) {
      damped[i * size + i] += damping * Math.max(matrix[i * size + i], smallestCurvature);
    }
    if (!solveInPlace(damped, step, size)) {
      damping *= dampingRise;
      continue;
    }
    for (let i = 0; i < size; i += 1) tried[i] = parameters[i] + step[i];
    problem.confine(tried);
    const triedError = problem.linearise(tried, triedMatrix, triedVector);
    if (!(triedError < error)) {
      damping *= dampingRise;
      continue;
    }
    const gain = error - triedError;
    parameters.set(tried);
    [matrix, triedMatrix] = [triedMatrix, matrix];
    [vector, triedVector] = [triedVector, vector];
    error = triedError;
    damping = Math.max(leastDamping, damping * dampingFall);
    if (gain <= limits.tolerance * (error + gain)) break;
  }
  return error;
}
