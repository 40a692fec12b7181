/** Principal components of many numbers for each of many samples, without a matrix of features × features. */
import { EngineError } from '../errors';
import { createRandom } from '../random';
import { symmetricEigen } from './symmetric-eigen';

/** Vectors beside those wanted, so that eigenvalues that lie close to each other do not slow it down. */
const spareVectors = 2;
/** Products with the covariance that one basis is made of. */
const basisDepth = 5;
/** White noise of a thousand features, where hardly anything stands out, would go on for long without being a better map. */
const mostRestarts = 8;
/** Part of the largest eigenvalue that ‖C·v − λ·v‖ may be: then the angle of v is off by as little where λ is apart. */
const tolerance = 1e-5;

export interface PrincipalComponents {
  /** [count, k] coordinates of the samples, mean 0 in each. */
  readonly scores: Float32Array;
  /** [k, features], orthonormal; the entry of largest size in each, the first of equals, is positive. */
  readonly directions: Float64Array;
  /** [k] part of the whole variance along each, falling; zeros where there is none. */
  readonly explained: Float64Array;
}

/**
 * The first k principal components by block Krylov iteration: a basis of C·B, C²·B, … for a block B of vectors, C the
 * covariance, the best directions within it (Rayleigh–Ritz) as the next block, until they are eigenvectors.
 * Deterministic; time about 4·count·features·(k + 2) operations a product, memory (k + 2)·5·features numbers.
 * Shapes: values [count, features], not changed. Where there are fewer than k dimensions, the rest are directions
 * without variance, or zeros where no further direction exists.
 * @throws EngineError('shape') when the values are not count × features numbers
 * @see Musco & Musco 2015, "Randomized block Krylov methods"; Halko, Martinsson & Tropp 2011
 */
export function principalComponents(
  values: Float32Array,
  count: number,
  features: number,
  k: number,
): PrincipalComponents {
  if (values.length !== count * features) {
    throw new EngineError(
      'shape',
      `Principal components need ${count} × ${features} = ${count * features} values, got ${values.length}.`,
    );
  }
  const mean = meanOf(values, count, features);
  const block = Math.min(k + spareVectors, features);
  const random = createRandom(1, 'check');
  let start: Float64Array[] = Array.from({ length: block }, () =>
    Float64Array.from({ length: features }, () => random.normal()),
  );
  let eigenvalues: Float64Array = new Float64Array(block);
  for (let restart = 0; restart <= mostRestarts; restart += 1) {
    const { basis, images } = growBasis(values, mean, count, start);
    const ritz = rayleighRitz(basis, images, Math.min(block, basis.length));
    start = ritz.vectors;
    eigenvalues = ritz.values;
    if (ritz.residual(Math.min(k, start.length)) <= tolerance * Math.max(0, eigenvalues[0])) break;
  }
  const total = varianceOf(values, mean, count, features);
  const directions = new Float64Array(k * features);
  start.slice(0, k).forEach((vector, i) => directions.set(withFixedSign(vector), i * features));
  const explained = Float64Array.from({ length: k }, (_, i) =>
    total > 0 && i < start.length ? Math.max(0, eigenvalues[i]) / total : 0,
  );
  return { scores: project(values, mean, count, directions, k), directions, explained };
}

function meanOf(values: Float32Array, count: number, features: number): Float64Array {
  const mean = new Float64Array(features);
  for (let i = 0; i < values.length; i += 1) mean[i % features] += values[i];
  for (let f = 0; f < features; f += 1) mean[f] /= Math.max(1, count);
  return mean;
}

/** Σ over features of the variance, divisor count. */
function varianceOf(values: Float32Array, mean: Float64Array, count: number, features: number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += (values[i] - mean[i % features]) ** 2;
  return sum / Math.max(1, count);
}

/** C·v for every v: (1/count) Σ (x − mean)·((x − mean)ᵀv), in one pass over the samples. */
function covarianceTimes(
  values: Float32Array,
  mean: Float64Array,
  count: number,
  vectors: readonly Float64Array[],
): Float64Array[] {
  const features = mean.length;
  const products = vectors.map(() => new Float64Array(features));
  const centred = new Float64Array(features);
  for (let sample = 0; sample < count; sample += 1) {
    const at = sample * features;
    for (let f = 0; f < features; f += 1) centred[f] = values[at + f] - mean[f];
    for (let v = 0; v < vectors.length; v += 1) {
      const share = dot(centred, vectors[v]) / count;
      if (share !== 0) addScaled(products[v], centred, share);
    }
  }
  return products;
}

/** An orthonormal basis Q of start, C·start, …, and C·Q. Vectors that add nothing new are left out. */
function growBasis(
  values: Float32Array,
  mean: Float64Array,
  count: number,
  start: readonly Float64Array[],
): { basis: Float64Array[]; images: Float64Array[] } {
  const basis: Float64Array[] = [];
  const images: Float64Array[] = [];
  let next = start;
  for (let depth = 0; depth < basisDepth && next.length > 0; depth += 1) {
    const fresh: Float64Array[] = [];
    for (const vector of next) {
      const direction = orthogonalise(vector, basis);
      if (direction === null) continue;
      basis.push(direction);
      fresh.push(direction);
    }
    const products = covarianceTimes(values, mean, count, fresh);
    images.push(...products);
    next = products;
  }
  return { basis, images };
}

/** The part of a vector outside the basis, of norm 1; null where rounding is all that is left. */
function orthogonalise(vector: Float64Array, basis: readonly Float64Array[]): Float64Array | null {
  const rest = vector.slice();
  const norm = Math.sqrt(dot(rest, rest));
  // Twice is enough (Kahan).
  for (let pass = 0; pass < 2; pass += 1) {
    for (const direction of basis) addScaled(rest, direction, -dot(rest, direction));
  }
  const left = Math.sqrt(dot(rest, rest));
  if (!(left > 1e-10 * norm)) return null;
  for (let f = 0; f < rest.length; f += 1) rest[f] /= left;
  return rest;
}

/** The `wanted` best approximate eigenvectors within the basis, and how far the first of them are from being such. */
function rayleighRitz(
  basis: readonly Float64Array[],
  images: readonly Float64Array[],
  wanted: number,
): { vectors: Float64Array[]; values: Float64Array; residual: (first: number) => number } {
  const size = basis.length;
  const small = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      small[i * size + j] = (dot(basis[i], images[j]) + dot(basis[j], images[i])) / 2;
      small[j * size + i] = small[i * size + j];
    }
  }
  const { values, vectors } = symmetricEigen(small, size);
  const combine = (parts: readonly Float64Array[], row: number): Float64Array => {
    const sum = new Float64Array(parts[0].length);
    parts.forEach((part, i) => addScaled(sum, part, vectors[row * size + i]));
    return sum;
  };
  const residual = (first: number): number => {
    let largest = 0;
    for (let row = 0; row < first; row += 1) {
      const left = combine(images, row);
      addScaled(left, combine(basis, row), -values[row]);
      largest = Math.max(largest, Math.sqrt(dot(left, left)));
    }
    return largest;
  };
  return {
    vectors: Array.from({ length: wanted }, (_, row) => combine(basis, row)),
    values: values.slice(0, wanted),
    residual,
  };
}

function withFixedSign(direction: Float64Array): Float64Array {
  let largest = 0;
  for (let f = 1; f < direction.length; f += 1) {
    // Entries that differ by rounding alone are equal: the first decides.
    if (Math.abs(direction[f]) > Math.abs(direction[largest]) * (1 + 1e-6)) largest = f;
  }
  return direction[largest] < 0 ? direction.map((entry) => -entry) : direction;
}

function project(
  values: Float32Array,
  mean: Float64Array,
  count: number,
  directions: Float64Array,
  k: number,
): Float32Array {
  const features = mean.length;
  const scores = new Float32Array(count * k);
  for (let sample = 0; sample < count; sample += 1) {
    for (let i = 0; i < k; i += 1) {
      let sum = 0;
      for (let f = 0; f < features; f += 1) {
        sum += (values[sample * features + f] - mean[f]) * directions[i * features + f];
      }
      scores[sample * k + i] = sum;
    }
  }
  return scores;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
}

/** target += factor · vector. */
function addScaled(target: Float64Array, vector: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i += 1) target[i] += factor * vector[i];
}
