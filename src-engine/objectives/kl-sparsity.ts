/**
 * KL sparsity β Σ_j KL(ρ ‖ ρ̂_j) (lecture §5), with ρ̂_j the mean activation of unit j over the samples at hand:
 * the minibatch while training, the whole split when measured.
 */
import type { FloatArray } from '../kernels/kernels';
import type { SparsitySpec } from '../spec/experiment';

/** ρ̂ is held this far from 0 and 1, where KL is infinite. */
const margin = 1e-6;

function held(mean: number): number {
  return Math.min(Math.max(mean, margin), 1 - margin);
}

/**
 * β Σ_j (ρ log(ρ/ρ̂_j) + (1 − ρ) log((1 − ρ)/(1 − ρ̂_j))).
 * Shapes: means [units] from `offset`, values in (0,1).
 */
export function sparsityPenalty(
  means: FloatArray,
  offset: number,
  units: number,
  spec: SparsitySpec,
): number {
  const { rho, beta } = spec;
  let sum = 0;
  for (let j = 0; j < units; j += 1) {
    const mean = held(means[offset + j]);
    sum += rho * Math.log(rho / mean) + (1 - rho) * Math.log((1 - rho) / (1 - mean));
  }
  return beta * sum;
}

/**
 * Derivative of the penalty in each single activation, the same for every sample of the minibatch:
 * β(−ρ/ρ̂_j + (1 − ρ)/(1 − ρ̂_j))/rows. Overwrites [units] elements from `target` in the same array.
 */
export function sparsityGradient(
  values: FloatArray,
  means: number,
  target: number,
  units: number,
  rows: number,
  spec: SparsitySpec,
): void {
  const { rho, beta } = spec;
  for (let j = 0; j < units; j += 1) {
    const mean = held(values[means + j]);
    values[target + j] = (beta * ((1 - rho) / (1 - mean) - rho / mean)) / rows;
  }
}
