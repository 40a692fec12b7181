/** Eigenvalues and eigenvectors of a small symmetric matrix. */

/** Cyclic sweeps converge quadratically; matrices of some hundred rows need fewer than ten. */
const mostSweeps = 50;

export interface Eigensystem {
  /** [n], falling. */
  readonly values: Float64Array;
  /** [n, n], row k the eigenvector of `values[k]`, orthonormal; signs as they come. */
  readonly vectors: Float64Array;
}

/**
 * Jacobi's method: rotates pairs of rows and columns until nothing is left beside the diagonal.
 * Shapes: matrix [n, n], symmetric, left alone. Allocates the result.
 * @see Golub & Van Loan 2013, §8.5
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigensystem {
  const a = matrix.slice();
  const rows = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) rows[i * n + i] = 1;
  for (let sweep = 0; sweep < mostSweeps && offDiagonal(a, n) > 0; sweep += 1) {
    for (let p = 0; p < n - 1; p += 1) {
      for (let q = p + 1; q < n; q += 1) rotate(a, rows, n, p, q);
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j] - a[i * n + i] || i - j);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => vectors.set(rows.subarray(from * n, (from + 1) * n), to * n));
  return { values: Float64Array.from(order, (i) => a[i * n + i]), vectors };
}

/** Largest entry beside the diagonal that still counts against the diagonal. */
function offDiagonal(a: Float64Array, n: number): number {
  let scale = 0;
  for (let i = 0; i < n; i += 1) scale = Math.max(scale, Math.abs(a[i * n + i]));
  let largest = 0;
  for (let p = 0; p < n; p += 1) {
    for (let q = p + 1; q < n; q += 1) largest = Math.max(largest, Math.abs(a[p * n + q]));
  }
  return largest > 1e-15 * scale ? largest : 0;
}

/** Makes a[p, q] zero. In place. */
function rotate(a: Float64Array, rows: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q];
  if (apq === 0) return;
  const ratio = (a[q * n + q] - a[p * n + p]) / (2 * apq);
  const tangent = Math.sign(ratio || 1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1));
  const cos = 1 / Math.sqrt(tangent * tangent + 1);
  const sin = tangent * cos;
  for (let k = 0; k < n; k += 1) {
    const akp = a[k * n + p];
    const akq = a[k * n + q];
    a[k * n + p] = cos * akp - sin * akq;
    a[k * n + q] = sin * akp + cos * akq;
  }
  for (let k = 0; k < n; k += 1) {
    const apk = a[p * n + k];
    const aqk = a[q * n + k];
    a[p * n + k] = cos * apk - sin * aqk;
    a[q * n + k] = sin * apk + cos * aqk;
    const rpk = rows[p * n + k];
    const rqk = rows[q * n + k];
    rows[p * n + k] = cos * rpk - sin * rqk;
    rows[q * n + k] = sin * rpk + cos * rqk;
  }
}
