/** t-SNE: probabilities that are what they promise, a gradient against finite differences, clusters that stay apart. */
import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors';
import { createRandom } from '../random';
import { createTsne, klDivergence, tsneGradient } from './tsne';
import { conditionalAffinities, squaredDistances, symmetrise } from './tsne-affinities';

function normal(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, createRandom(seed, 'check').normal);
}

/** Samples of `clusters` classes in turn, far apart along axes of their own. */
function clustered(count: number, features: number, clusters: number): Float32Array {
  return normal(count * features, 6).map((value, i) => {
    const cluster = Math.floor(i / features) % clusters;
    return value + (i % features === cluster ? 10 : 0);
  });
}

function run(values: Float32Array, count: number, features: number, steps: number, seed = 1) {
  const map = createTsne(values, count, features, { perplexity: 15, seed });
  for (let step = 0; step < steps; step += 1) map.step();
  return map;
}

describe('the affinities of t-SNE', () => {
  it('reach the wanted perplexity at every point', () => {
    const count = 60;
    // Points of very different density.
    const values = normal(count * 5, 1).map((value, i) => value * (i < 150 ? 0.01 : 20));
    for (const perplexity of [1.5, 5, 19]) {
      const rows = conditionalAffinities(squaredDistances(values, count, 5), count, perplexity);
      for (let i = 0; i < count; i += 1) {
        const row = rows.subarray(i * count, (i + 1) * count);
        const entropy = row.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
        expect(Math.exp(entropy) / perplexity).toBeCloseTo(1, 3);
        expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
        expect(row[i]).toBe(0);
      }
    }
  });

  it('are those of a hand-made case', () => {
    // Three points on a line at 0, 1 and 3: of point 0, p ∝ e^{−β}, e^{−9β} with ratio e^{8β} = 4.
    const entropy = -(0.8 * Math.log(0.8) + 0.2 * Math.log(0.2));
    const rows = conditionalAffinities(
      squaredDistances(Float32Array.of(0, 1, 3), 3, 1),
      3,
      Math.exp(entropy),
    );
    expect(rows[1]).toBeCloseTo(0.8, 4);
    expect(rows[2]).toBeCloseTo(0.2, 4);
  });

  it('are symmetric and sum to 1', () => {
    const { affinities } = createTsne(normal(40 * 3, 2), 40, 3, { perplexity: 10, seed: 1 });
    let sum = 0;
    for (let i = 0; i < 40; i += 1) {
      for (let j = 0; j < 40; j += 1) {
        expect(affinities[i * 40 + j]).toBe(affinities[j * 40 + i]);
        sum += affinities[i * 40 + j];
      }
    }
    expect(sum).toBeCloseTo(1, 10);
  });

  it('survive points that coincide', () => {
    const rows = conditionalAffinities(squaredDistances(new Float32Array(20), 10, 2), 10, 3);
    symmetrise(rows, 10);
    rows.forEach((p, i) => expect(p).toBeCloseTo(i % 11 === 0 ? 0 : 1 / 90, 12));
  });

  it('refuse values that do not fit', () => {
    expect(() => squaredDistances(new Float32Array(5), 2, 3)).toThrow(EngineError);
  });
});

describe('tsneGradient', () => {
  it.each([1, 12])('is the derivative of the divergence where attraction is times %i', (exaggeration) => {
    const count = 12;
    const { affinities } = createTsne(normal(count * 4, 3), count, 4, { perplexity: 3, seed: 1 });
    const points = Float64Array.from(normal(2 * count, 4));
    const kernel = new Float64Array((count * (count - 1)) / 2);
    const gradient = new Float64Array(2 * count);
    tsneGradient(points, affinities, exaggeration, kernel, gradient);
    // Of e·Σ p·log(1/q~) + log Σ q~, whose derivative is that of KL where e is 1.
    const cost = (at: Float64Array): number => {
      let total = 0;
      let attraction = 0;
      for (let i = 0; i < count; i += 1) {
        for (let j = 0; j < count; j += 1) {
          if (i === j) continue;
          const distance = 1 + (at[2 * i] - at[2 * j]) ** 2 + (at[2 * i + 1] - at[2 * j + 1]) ** 2;
          total += 1 / distance;
          attraction += affinities[i * count + j] * Math.log(distance);
        }
      }
      return exaggeration * attraction + Math.log(total);
    };
    const step = 1e-5;
    for (let i = 0; i < 2 * count; i += 1) {
      const [above, below] = [step, -step].map((move) =>
        cost(points.map((value, k) => (k === i ? value + move : value))),
      );
      expect(gradient[i]).toBeCloseTo((above - below) / (2 * step), 7);
    }
  });
});

describe('createTsne', () => {
  it('lowers the divergence that it reports', () => {
    const map = run(clustered(80, 10, 4), 80, 10, 0);
    const before = map.divergence();
    for (let step = 0; step < 400; step += 1) map.step();
    expect(map.steps).toBe(400);
    expect(map.divergence()).toBeLessThan(0.5 * before);
    const kernel = new Float64Array((80 * 79) / 2);
    expect(map.divergence()).toBe(klDivergence(map.points, map.affinities, kernel));
  });

  it('keeps clusters apart that are apart', () => {
    const count = 150;
    const { points } = run(clustered(count, 20, 5), count, 20, 500);
    for (let i = 0; i < count; i += 1) {
      let nearest = -1;
      let least = Infinity;
      for (let j = 0; j < count; j += 1) {
        const distance = Math.hypot(points[2 * i] - points[2 * j], points[2 * i + 1] - points[2 * j + 1]);
        if (j !== i && distance < least) [nearest, least] = [j, distance];
      }
      expect(nearest % 5).toBe(i % 5);
    }
    // Not only neighbours: the clusters are further from each other than they are wide.
    const centres = Array.from({ length: 5 }, (_, cluster) => {
      const own = Array.from({ length: 30 }, (_, k) => 5 * k + cluster);
      const mean = [0, 1].map((axis) => own.reduce((sum, i) => sum + points[2 * i + axis] / 30, 0));
      const spread = Math.sqrt(
        own.reduce(
          (sum, i) => sum + ((points[2 * i] - mean[0]) ** 2 + (points[2 * i + 1] - mean[1]) ** 2) / 30,
          0,
        ),
      );
      return { mean, spread };
    });
    for (let a = 0; a < 5; a += 1) {
      for (let b = 0; b < a; b += 1) {
        const apart = Math.hypot(
          centres[a].mean[0] - centres[b].mean[0],
          centres[a].mean[1] - centres[b].mean[1],
        );
        expect(apart).toBeGreaterThan(2 * Math.max(centres[a].spread, centres[b].spread));
      }
    }
  });

  it('repeats itself to the bit for the same seed', () => {
    const values = clustered(40, 6, 3);
    expect(run(values, 40, 6, 200).points).toEqual(run(values, 40, 6, 200).points);
    expect(run(values, 40, 6, 200, 2).points).not.toEqual(run(values, 40, 6, 200).points);
  });

  it('parts points that are equal and fills the plane with points on a line', () => {
    const line = Float32Array.from({ length: 60 }, (_, i) => Math.floor(i / 2));
    const { points } = run(line, 60, 1, 400);
    const spread = [0, 1].map((axis) => Math.max(...points.filter((_, i) => i % 2 === axis).map(Math.abs)));
    expect(Math.min(...spread)).toBeGreaterThan(0.5);
    points.forEach((coordinate) => expect(Number.isFinite(coordinate)).toBe(true));
  });

  it('refuses fewer samples than make a map', () => {
    expect(() => createTsne(new Float32Array(6), 3, 2, { perplexity: 1, seed: 1 })).toThrow(
      'at least 4 samples, got 3',
    );
  });
});
