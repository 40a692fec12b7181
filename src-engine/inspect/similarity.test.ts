/** Cosines by hand, relatives, and orders of shuffled sets whose neighbours are known. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors';
import { createRandom } from '../random';
import { cosineMatrix, findTwins, similarityOrder } from './similarity';
import type { FilterPictures } from './filter-pictures';

function rows(...pictures: number[][]): FilterPictures {
  const [first] = pictures;
  return {
    units: pictures.length,
    height: 1,
    width: first.length,
    channels: 1,
    values: Float32Array.from(pictures.flat()),
  };
}

function gratings(order: readonly number[]): FilterPictures {
  const pictures = order.map((step) => {
    const angle = (step * Math.PI) / order.length;
    return Array.from({ length: 144 }, (_, i) => {
      const x = (i % 12) - 5.5;
      const y = Math.floor(i / 12) - 5.5;
      return Math.exp(-(x * x + y * y) / 16) * Math.cos(1.2 * (x * Math.cos(angle) + y * Math.sin(angle)));
    });
  });
  return {
    units: order.length,
    height: 12,
    width: 12,
    channels: 1,
    values: Float32Array.from(pictures.flat()),
  };
}

function neighbourSum(order: Iterable<number>, cosines: Float32Array, units: number): number {
  const list = [...order];
  return list.slice(1).reduce((sum, unit, i) => sum + Math.abs(cosines[list[i] * units + unit]), 0);
}

describe('cosineMatrix', () => {
  it('gives the cosines of hand-made pictures, whatever their length', () => {
    const cosines = cosineMatrix(rows([3, 0], [1, 1], [0, -2], [0, 0]));
    const half = Math.fround(Math.SQRT1_2);
    const expected = [1, half, 0, 0, half, 1, -half, 0, 0, -half, 1, 0, 0, 0, 0, 0];
    cosines.forEach((cosine, i) => expect(cosine).toBeCloseTo(expected[i], 6));
  });

  it('refuses values that do not fit', () => {
    expect(() => cosineMatrix({ ...rows([1, 2]), units: 3 })).toThrow(EngineError);
  });
});

describe('findTwins', () => {
  it('names the most similar other unit, of either sign', () => {
    const cosines = cosineMatrix(rows([1, 0, 0], [0, 1, 0.1], [-5, 0.1, 0], [0, 2, 0.2]));
    const twins = findTwins(cosines, 4);
    expect(twins.map(({ twin }) => twin)).toEqual([2, 3, 0, 1]);
    expect(twins[1].similarity).toBeCloseTo(1, 6);
    expect(twins[0].similarity).toBeCloseTo(5 / Math.hypot(5, 0.1), 6);
  });

  it('finds no relative in a layer of one', () => {
    expect(findTwins(Float32Array.of(1), 1)).toEqual([{ twin: null, similarity: 0 }]);
  });
});

describe('similarityOrder', () => {
  it('puts gratings of all directions into the order of their angle again', () => {
    const shuffled = Uint32Array.from({ length: 24 }, (_, i) => i);
    createRandom(6, 'check').shuffle(shuffled);
    const order = similarityOrder(cosineMatrix(gratings([...shuffled])), 24);
    const angles = [...order].map((unit) => shuffled[unit]);
    const jumps = angles
      .slice(1)
      .map((angle, i) => Math.min((angle - angles[i] + 24) % 24, (angles[i] - angle + 24) % 24));
    expect(Math.max(...jumps)).toBe(1);
  });

  it('puts copies and negatives of a unit beside it', () => {
    const order = [
      ...similarityOrder(cosineMatrix(rows([1, 0, 0], [0, 1, 0], [0, 0, 1], [-2, 0, 0], [0, 3, 0])), 5),
    ];
    expect(Math.abs(order.indexOf(0) - order.indexOf(3))).toBe(1);
    expect(Math.abs(order.indexOf(1) - order.indexOf(4))).toBe(1);
  });

  it('names every unit once and is never worse than the order of indices', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), fc.nat(1000), (units, seed) => {
        const random = createRandom(seed, 'check');
        const values = Float32Array.from({ length: units * 9 }, random.normal);
        const cosines = cosineMatrix({ units, height: 3, width: 3, channels: 1, values });
        const order = similarityOrder(cosines, units);
        const indices = Array.from({ length: units }, (_, unit) => unit);
        expect([...order].sort((a, b) => a - b)).toEqual(indices);
        const sum = neighbourSum(order, cosines, units);
        expect(sum).toBeGreaterThanOrEqual(neighbourSum(indices, cosines, units) - 1e-6);
      }),
      { seed: 2 },
    );
  });
});
