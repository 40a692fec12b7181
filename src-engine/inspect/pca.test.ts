/** Principal components by hand, against the properties that define them, and of awkward data. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors';
import { createRandom } from '../random';
import { principalComponents } from './pca';
import { symmetricEigen } from './symmetric-eigen';

function covariance(values: Float32Array, count: number, features: number): Float64Array {
  const mean = Float64Array.from({ length: features }, (_, f) => {
    let sum = 0;
    for (let s = 0; s < count; s += 1) sum += values[s * features + f];
    return sum / count;
  });
  const matrix = new Float64Array(features * features);
  for (let s = 0; s < count; s += 1) {
    for (let a = 0; a < features; a += 1) {
      for (let b = 0; b < features; b += 1) {
        matrix[a * features + b] +=
          ((values[s * features + a] - mean[a]) * (values[s * features + b] - mean[b])) / count;
      }
    }
  }
  return matrix;
}

/** Samples whose features have falling, mixed variances. */
function mixed(count: number, features: number, seed: number): Float32Array {
  const random = createRandom(seed, 'check');
  const mixing = Float64Array.from({ length: features * features }, random.normal);
  const values = new Float32Array(count * features);
  for (let s = 0; s < count; s += 1) {
    for (let source = 0; source < features; source += 1) {
      const amount = random.normal() / (1 + source);
      for (let f = 0; f < features; f += 1)
        values[s * features + f] += amount * mixing[source * features + f];
    }
  }
  return values;
}

describe('symmetricEigen', () => {
  it('solves a matrix whose eigenvalues are known', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 0, 1, 2, 0, 0, 0, 5), 3);
    expect([...values].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([5, 3, 1]);
    expect(Math.abs(vectors[2])).toBeCloseTo(1, 12);
    expect(vectors[3] - vectors[4]).toBeCloseTo(0, 12);
    expect(vectors[6] + vectors[7]).toBeCloseTo(0, 12);
  });

  it('builds any symmetric matrix again from its parts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(500), (n, seed) => {
        const random = createRandom(seed, 'check');
        const matrix = new Float64Array(n * n);
        for (let i = 0; i < n; i += 1) {
          for (let j = 0; j <= i; j += 1) {
            matrix[i * n + j] = random.normal();
            matrix[j * n + i] = matrix[i * n + j];
          }
        }
        const { values, vectors } = symmetricEigen(matrix, n);
        for (let i = 0; i < n; i += 1) {
          for (let j = 0; j < n; j += 1) {
            let sum = 0;
            for (let k = 0; k < n; k += 1) sum += values[k] * vectors[k * n + i] * vectors[k * n + j];
            expect(sum).toBeCloseTo(matrix[i * n + j], 10);
          }
        }
      }),
    );
  });
});

describe('principalComponents', () => {
  it('finds the axes of a cross by hand', () => {
    // Along (3, 4)/5 at ±5, across it at ±1, around the mean (10, 20).
    const points = Float32Array.of(13, 24, 7, 16, 10.8, 19.4, 9.2, 20.6);
    const { scores, directions, explained } = principalComponents(points, 4, 2, 2);
    expect([...directions].map((entry) => Math.round(entry * 1e5) / 1e5)).toEqual([0.6, 0.8, 0.8, -0.6]);
    expect(explained[0]).toBeCloseTo(25 / 26, 5);
    expect(explained[1]).toBeCloseTo(1 / 26, 5);
    [5, 0, -5, 0, 0, 1, 0, -1].forEach((score, i) => expect(scores[i]).toBeCloseTo(score, 4));
  });

  it('gives eigenvectors of the covariance with the largest eigenvalues, in any shape of data', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 2, max: 25 }),
        fc.nat(500),
        (count, features, seed) => {
          const values = mixed(count, features, seed);
          const { directions, explained } = principalComponents(values, count, features, 2);
          const matrix = covariance(values, count, features);
          const truth = symmetricEigen(matrix, features).values;
          const total = truth.reduce((sum, value) => sum + value, 0);
          expect(explained[0]).toBeCloseTo(truth[0] / total, 6);
          expect(explained[1]).toBeCloseTo(Math.max(0, truth[1]) / total, 6);
          for (let i = 0; i < 2; i += 1) {
            const direction = directions.subarray(i * features, (i + 1) * features);
            const lambda = explained[i] * total;
            for (let a = 0; a < features; a += 1) {
              let image = 0;
              for (let b = 0; b < features; b += 1) image += matrix[a * features + b] * direction[b];
              expect(Math.abs(image - lambda * direction[a])).toBeLessThan(1e-5 * total);
            }
          }
        },
      ),
      { seed: 7 },
    );
  });

  it('has scores of which the first two moments are those of the components', () => {
    const values = mixed(300, 12, 1);
    const { scores, explained } = principalComponents(values, 300, 12, 2);
    const total = covariance(values, 300, 12).reduce(
      (sum, entry, i) => (i % 13 === 0 ? sum + entry : sum),
      0,
    );
    let [xx, yy, xy, x, y] = [0, 0, 0, 0, 0];
    for (let s = 0; s < 300; s += 1) {
      const [a, b] = scores.subarray(2 * s, 2 * s + 2);
      [xx, yy, xy, x, y] = [xx + a * a, yy + b * b, xy + a * b, x + a, y + b];
    }
    expect(Math.abs(x) + Math.abs(y)).toBeLessThan(1e-3);
    expect(xx / 300 / total).toBeCloseTo(explained[0], 5);
    expect(yy / 300 / total).toBeCloseTo(explained[1], 5);
    expect(Math.abs(xy) / 300 / total).toBeLessThan(1e-6);
  });

  it('fixes the sign by the largest entry and repeats itself to the bit', () => {
    const values = mixed(50, 9, 2);
    const first = principalComponents(values, 50, 9, 2);
    const again = principalComponents(values, 50, 9, 2);
    expect(again).toEqual(first);
    for (let i = 0; i < 2; i += 1) {
      const direction = first.directions.subarray(i * 9, (i + 1) * 9);
      const sizes = direction.map(Math.abs);
      expect(direction[sizes.indexOf(Math.max(...sizes))]).toBeGreaterThan(0);
    }
  });

  it('finds components of equal variance, more features than samples, and as many components as asked for', () => {
    const square = Float32Array.of(1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0);
    expect([...principalComponents(square, 4, 3, 2).explained]).toEqual([
      expect.closeTo(0.5),
      expect.closeTo(0.5),
    ]);
    const wide = principalComponents(mixed(5, 60, 4), 5, 60, 4);
    expect(wide.explained.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 5);
    const many = principalComponents(mixed(200, 40, 5), 200, 40, 30);
    const truth = symmetricEigen(covariance(mixed(200, 40, 5), 200, 40), 40).values;
    const total = truth.reduce((sum, value) => sum + value, 0);
    expect(many.explained[29]).toBeCloseTo(truth[29] / total, 6);
  });

  it('says of equal samples that nothing varies, of one feature that all does', () => {
    const equal = principalComponents(new Float32Array(30).fill(0.5), 10, 3, 2);
    expect([...equal.scores]).toEqual(new Array(20).fill(0));
    expect([...equal.explained]).toEqual([0, 0]);
    const line = principalComponents(Float32Array.of(1, 2, 6), 3, 1, 2);
    expect([...line.scores]).toEqual([-2, 0, -1, 0, 3, 0]);
    expect([...line.explained]).toEqual([expect.closeTo(1), 0]);
  });

  it('refuses values that do not fit', () => {
    expect(() => principalComponents(new Float32Array(7), 2, 3, 2)).toThrow(EngineError);
  });
});
