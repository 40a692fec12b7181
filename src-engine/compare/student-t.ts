/** Student's t distribution for whole degrees of freedom: what an interval from few runs is made of. */
import { EngineError } from '../errors';

/** Bits of a double's mantissa and some more: halving an angle as often leaves nothing to halve. */
const halvings = 60;

/**
 * Probability that |T| ≤ t for t = √ν·tan θ, as the finite sums over powers of cos θ.
 * @param theta in [0, π/2]
 * @param degrees ν ≥ 1, whole
 * @see Abramowitz & Stegun 1964, 26.7.3 and 26.7.4
 */
function probabilityWithin(theta: number, degrees: number): number {
  const cosine = Math.cos(theta);
  const squared = cosine * cosine;
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let factor = isOdd ? 2 : 1; factor <= degrees - 3; factor += 2) {
    term *= (squared * factor) / (factor + 1);
    sum += term;
  }
  const part = Math.sin(theta) * sum;
  return isOdd ? (2 / Math.PI) * (theta + part) : part;
}

/**
 * Probability that |T| ≤ t with ν degrees of freedom, in [0, 1).
 * @param t ≥ 0
 * @param degrees ν ≥ 1, whole
 */
export function studentWithin(t: number, degrees: number): number {
  return probabilityWithin(Math.atan(t / Math.sqrt(degrees)), degrees);
}

/**
 * The t ≥ 0 with P(|T| ≤ t) = probability: half the width of a two-sided interval in standard errors.
 * @param probability in [0, 1), e.g. 0.95
 * @param degrees ν ≥ 1, whole; runs minus one
 * @throws EngineError('config') outside of these ranges
 */
export function studentQuantile(probability: number, degrees: number): number {
  if (!(probability >= 0 && probability < 1)) {
    throw new EngineError('config', `An interval needs a probability in [0, 1), got ${probability}.`);
  }
  if (!Number.isSafeInteger(degrees) || degrees < 1) {
    throw new EngineError('config', `Student's t needs 1 degree of freedom or more, got ${degrees}.`);
  }
  // Over the angle the probability is continuous and bounded, whatever ν, so halving cannot miss it.
  let low = 0;
  let high = Math.PI / 2;
  for (let round = 0; round < halvings; round += 1) {
    const middle = (low + high) / 2;
    if (probabilityWithin(middle, degrees) < probability) low = middle;
    else high = middle;
  }
  return Math.sqrt(degrees) * Math.tan(low);
}
