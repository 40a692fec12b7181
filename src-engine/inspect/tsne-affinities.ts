/** How likely t-SNE takes points to be neighbours in the space of many dimensions. */
import { EngineError } from '../errors';

const mostBisections = 60;
/** Of the logarithm of the perplexity. */
const perplexityTolerance = 1e-5;

/**
 * Squared Euclidean distances of all pairs. Shapes: values [count, features] → [count, count].
 * @throws EngineError('shape') when the values are not count × features numbers
 */
export function squaredDistances(values: Float32Array, count: number, features: number): Float64Array {
  if (values.length !== count * features) {
    throw new EngineError(
      'shape',
      `Distances need ${count} × ${features} = ${count * features} values, got ${values.length}.`,
    );
  }
  const distances = new Float64Array(count * count);
  for (let i = 1; i < count; i += 1) {
    for (let j = 0; j < i; j += 1) {
      let sum = 0;
      for (let f = 0; f < features; f += 1) {
        const difference = values[i * features + f] - values[j * features + f];
        sum += difference * difference;
      }
      distances[i * count + j] = sum;
      distances[j * count + i] = sum;
    }
  }
  return distances;
}

/**
 * p_j|i ∝ exp(−d_ij·β_i), p_i|i = 0, with β_i such that the perplexity exp(−Σ_j p_j|i·log p_j|i) is as wanted, by
 * bisection. Where points coincide so that no β gets there, the nearest that 60 halvings find.
 * Shapes: distances [count, count], squared → [count, count], each row summing to 1.
 * @param perplexity in [1, count − 1]
 * @see van der Maaten & Hinton 2008, §2
 */
export function conditionalAffinities(
  distances: Float64Array,
  count: number,
  perplexity: number,
): Float64Array {
  const rows = new Float64Array(count * count);
  const wanted = Math.log(perplexity);
  for (let i = 0; i < count; i += 1) {
    const row = rows.subarray(i * count, (i + 1) * count);
    const distance = distances.subarray(i * count, (i + 1) * count);
    let nearest = Infinity;
    let mean = 0;
    for (let j = 0; j < count; j += 1) {
      if (j === i) continue;
      nearest = Math.min(nearest, distance[j]);
      mean += distance[j] / (count - 1);
    }
    let beta = mean > nearest ? 1 / (mean - nearest) : 1;
    let [below, above] = [0, Infinity];
    for (let halving = 0; halving < mostBisections; halving += 1) {
      const excess = fillRow(row, distance, i, beta, nearest) - wanted;
      if (Math.abs(excess) < perplexityTolerance) break;
      // A larger β narrows the neighbourhood.
      if (excess > 0) below = beta;
      else above = beta;
      beta = above === Infinity ? 2 * beta : (below + above) / 2;
    }
  }
  return rows;
}

/** Overwrites `row` [count] with the probabilities for β; returns their entropy in nats. */
function fillRow(
  row: Float64Array,
  distance: Float64Array,
  i: number,
  beta: number,
  nearest: number,
): number {
  let total = 0;
  let weighted = 0;
  for (let j = 0; j < row.length; j += 1) {
    // Against the nearest, so that one of them is 1 and the sum is never 0.
    const excess = distance[j] - nearest;
    row[j] = j === i ? 0 : Math.exp(-excess * beta);
    total += row[j];
    weighted += row[j] * excess;
  }
  for (let j = 0; j < row.length; j += 1) row[j] /= total;
  return Math.log(total) + (beta * weighted) / total;
}

/**
 * p_ij = (p_j|i + p_i|j) / 2·count: symmetric, summing to 1. In place, [count, count].
 */
export function symmetrise(rows: Float64Array, count: number): void {
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const shared = (rows[i * count + j] + rows[j * count + i]) / (2 * count);
      rows[i * count + j] = shared;
      rows[j * count + i] = shared;
    }
  }
}
