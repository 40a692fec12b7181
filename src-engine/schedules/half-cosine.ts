/** The half cosine that smooth schedules fall and rise along. */

const halfPi = Math.PI / 2;

/**
 * ½(1 + cos πx), falling from 1 at x = 0 to 0 at x = 1. As a series of our own, because Math.cos differs in its last bits
 * between machines; the error stays below 1e-14.
 */
export function halfCosine(x: number): number {
  // ½(1 + cos 2t) = cos² t with t in [0, π/2]; the series of cos(t) has fallen below rounding at t²⁴.
  const held = Math.min(Math.max(x, 0), 1);
  const square = (held * halfPi) ** 2;
  let term = 1;
  let sum = 1;
  for (let k = 1; k <= 12; k += 1) {
    term *= -square / ((2 * k - 1) * (2 * k));
    sum += term;
  }
  return held === 1 ? 0 : sum * sum;
}
