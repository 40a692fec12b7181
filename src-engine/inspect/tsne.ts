/** Exact t-SNE as a stepper, so that whoever drives it can report progress, draw, or stop. */
import { EngineError } from '../errors';
import { createRandom } from '../random';
import { principalComponents } from './pca';
import { conditionalAffinities, squaredDistances, symmetrise } from './tsne-affinities';

/** Distances are taken between so many principal components: it loses little but noise (van der Maaten & Hinton, §4). */
const keptComponents = 30;

/** Attraction times this at first lets points of a cluster find each other before clusters are in each other's way. */
const exaggeration = 12;
const exaggeratedSteps = 150;
const momentum = { early: 0.5, late: 0.8 } as const;

/** A third of the other points is the largest neighbourhood that is still one. */
const largestNeighbourhood = 1 / 3;

/** Standard deviation of the first axis at the start: small beside where the points will be, so that nothing is in the way. */
const startDeviation = 1e-4;
/** Parts equal points and gives a second axis to points on a line; small beside the start. */
const startJitter = 1e-7;

const gainRise = 0.2;
const gainFall = 0.8;
const leastGain = 0.01;

export interface TsneOptions {
  /** Effective number of neighbours, at least 1; kept below a third of the other points. */
  readonly perplexity: number;
  /** Unsigned 32-bit integer. */
  readonly seed: number;
}

export interface Tsne {
  /** [count, 2], changed in place by `step`, mean 0. */
  readonly points: Float64Array;
  /** [count, count] p_ij. */
  readonly affinities: Float64Array;
  /** Steps done. */
  readonly steps: number;
  /** One step of gradient descent; allocates nothing. */
  step(): void;
  /** KL(P ‖ Q) of the points as they are, in nats; as much work as a step. */
  divergence(): number;
}

/**
 * Prepares a map of the samples in two dimensions: P from a Gaussian of the wanted perplexity around each point, Q from
 * a Student distribution with one degree of freedom, KL(P ‖ Q) lowered by gradient descent with momentum and gains from
 * the first two principal components on. Deterministic. Meant for up to about 2,000 points: time and memory go with
 * count², some 4 ms a step and 16 MB for 1,000.
 * Shapes: values [count, features], not changed.
 * @throws EngineError('shape') when the values are not count × features numbers or there are fewer than 4 samples
 * @see van der Maaten & Hinton 2008, "Visualizing data using t-SNE"; Kobak & Berens 2019 (initialisation)
 */
export function createTsne(
  values: Float32Array,
  count: number,
  features: number,
  options: TsneOptions,
): Tsne {
  if (count < 4) throw new EngineError('shape', `A t-SNE map needs at least 4 samples, got ${count}.`);
  const kept = Math.min(keptComponents, features);
  const { scores } = principalComponents(values, count, features, Math.max(2, kept));
  const width = scores.length / count;
  const perplexity = Math.max(1, Math.min(options.perplexity, (count - 1) * largestNeighbourhood));
  const affinities = conditionalAffinities(squaredDistances(scores, count, width), count, perplexity);
  symmetrise(affinities, count);
  const points = startPoints(scores, count, width, options.seed);
  const gradient = new Float64Array(2 * count);
  const velocity = new Float64Array(2 * count);
  const gains = new Float64Array(2 * count).fill(1);
  const kernel = new Float64Array((count * (count - 1)) / 2);
  // Belkina et al. 2019: proportional to the number of points, which the p_ij are divided among.
  const rate = Math.max(50, count / exaggeration) / 4;
  let steps = 0;

  function step(): void {
    const isEarly = steps < exaggeratedSteps;
    tsneGradient(points, affinities, isEarly ? exaggeration : 1, kernel, gradient);
    const inertia = isEarly ? momentum.early : momentum.late;
    for (let i = 0; i < points.length; i += 1) {
      const turns = gradient[i] > 0 === velocity[i] > 0;
      gains[i] = Math.max(leastGain, turns ? gains[i] * gainFall : gains[i] + gainRise);
      velocity[i] = inertia * velocity[i] - rate * gains[i] * gradient[i];
      points[i] += velocity[i];
    }
    centre(points);
    steps += 1;
  }

  return {
    points,
    affinities,
    get steps() {
      return steps;
    },
    step,
    divergence: () => klDivergence(points, affinities, kernel),
  };
}

/** The first two components, scaled, so that the map starts with the coarse order of the whole. */
function startPoints(scores: Float32Array, count: number, width: number, seed: number): Float64Array {
  const random = createRandom(seed, 'sample');
  let squares = 0;
  for (let i = 0; i < count; i += 1) squares += scores[i * width] ** 2;
  const scale = squares > 0 ? startDeviation / Math.sqrt(squares / count) : 0;
  return Float64Array.from({ length: 2 * count }, (_, i) => {
    return scale * scores[(i >> 1) * width + (i % 2)] + startJitter * random.normal();
  });
}

/**
 * Gradient of KL(e·P ‖ Q) in the points, 4 Σ_j (e·p_ij − q_ij)(y_i − y_j)/(1 + |y_i − y_j|²), e the exaggeration.
 * Shapes: points [count, 2], affinities [count, count] → gradient [count, 2], overwritten; kernel
 * [count·(count − 1)/2] is scratch.
 */
export function tsneGradient(
  points: Float64Array,
  affinities: Float64Array,
  exaggerated: number,
  kernel: Float64Array,
  gradient: Float64Array,
): void {
  const count = points.length / 2;
  const total = fillKernel(points, kernel);
  gradient.fill(0);
  for (let i = 1, pair = 0; i < count; i += 1) {
    const x = points[2 * i];
    const y = points[2 * i + 1];
    let sumX = 0;
    let sumY = 0;
    for (let j = 0; j < i; j += 1, pair += 1) {
      const near = kernel[pair];
      const force = 4 * (exaggerated * affinities[i * count + j] - near / total) * near;
      const forceX = force * (x - points[2 * j]);
      const forceY = force * (y - points[2 * j + 1]);
      sumX += forceX;
      sumY += forceY;
      gradient[2 * j] -= forceX;
      gradient[2 * j + 1] -= forceY;
    }
    gradient[2 * i] += sumX;
    gradient[2 * i + 1] += sumY;
  }
}

/** 1/(1 + |y_i − y_j|²) of all pairs j < i, row after row; returns the sum over all i ≠ j. */
function fillKernel(points: Float64Array, kernel: Float64Array): number {
  let total = 0;
  for (let i = 2, pair = 0; i < points.length; i += 2) {
    const x = points[i];
    const y = points[i + 1];
    for (let j = 0; j < i; j += 2, pair += 1) {
      const dx = x - points[j];
      const dy = y - points[j + 1];
      const near = 1 / (1 + dx * dx + dy * dy);
      kernel[pair] = near;
      total += near;
    }
  }
  return 2 * total;
}

/** Σ p_ij·log(p_ij/q_ij) in nats; overwrites the scratch `kernel`. Shapes as of `tsneGradient`. */
export function klDivergence(points: Float64Array, affinities: Float64Array, kernel: Float64Array): number {
  const count = points.length / 2;
  const total = fillKernel(points, kernel);
  let divergence = 0;
  for (let i = 1, pair = 0; i < count; i += 1) {
    for (let j = 0; j < i; j += 1, pair += 1) {
      const p = affinities[i * count + j];
      if (p > 0) divergence += 2 * p * Math.log((p * total) / kernel[pair]);
    }
  }
  return divergence;
}

function centre(points: Float64Array): void {
  const count = points.length / 2;
  for (let axis = 0; axis < 2; axis += 1) {
    let mean = 0;
    for (let i = axis; i < points.length; i += 2) mean += points[i] / count;
    for (let i = axis; i < points.length; i += 2) points[i] -= mean;
  }
}
