/** Matrix products of the reference kernels: the definition as three loops, summed in float64. */
import type { FloatArray } from '../kernels';

/** How far to go in memory for one step along the sum, and for one along the result's row or column. */
interface Strides {
  readonly outer: number;
  readonly sum: number;
}

/**
 * c[i,j] = Σ_p a[i,p]·b[p,j] with operands laid out by their strides.
 * Shapes: c [m,n] row-major. Overwrites c.
 */
function product(
  values: FloatArray,
  [m, n, k]: readonly [number, number, number],
  [a, aStrides]: readonly [number, Strides],
  [b, bStrides]: readonly [number, Strides],
  c: number,
): void {
  for (let i = 0; i < m; i += 1) {
    for (let j = 0; j < n; j += 1) {
      let left = a + i * aStrides.outer;
      let right = b + j * bStrides.outer;
      let sum = 0;
      for (let p = 0; p < k; p += 1) {
        sum += values[left] * values[right];
        left += aStrides.sum;
        right += bStrides.sum;
      }
      values[c + i * n + j] = sum;
    }
  }
}

type Gemm = (m: number, n: number, k: number, a: number, b: number, c: number) => void;

/** The three products of `Kernels`, over one arena. */
export function referenceGemms(values: FloatArray): Record<'gemmNN' | 'gemmNT' | 'gemmTN', Gemm> {
  return {
    gemmNN(m, n, k, a, b, c) {
      product(values, [m, n, k], [a, { outer: k, sum: 1 }], [b, { outer: 1, sum: n }], c);
    },
    gemmNT(m, n, k, a, b, c) {
      product(values, [m, n, k], [a, { outer: k, sum: 1 }], [b, { outer: k, sum: 1 }], c);
    },
    gemmTN(m, n, k, a, b, c) {
      product(values, [m, n, k], [a, { outer: 1, sum: m }], [b, { outer: 1, sum: n }], c);
    },
  };
}
