/** The generator against published vectors, and its derived distributions against their moments. */
import { describe, expect, it } from 'vitest';
import { createRandom, philox4x32 } from './random';
import type { Random, RandomPurpose } from './random';

function draws(count: number, draw: () => number): number[] {
  return Array.from({ length: count }, draw);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const meanA = mean(a);
  const meanB = mean(b);
  const covariance = mean(a.map((value, i) => (value - meanA) * (b[i] - meanB)));
  const varianceA = mean(a.map((value) => (value - meanA) ** 2));
  const varianceB = mean(b.map((value) => (value - meanB) ** 2));
  return covariance / Math.sqrt(varianceA * varianceB);
}

describe('philox4x32', () => {
  // From the known-answer file of Random123, the authors' own library (philox4x32, 10 rounds).
  it.each([
    {
      counter: [0, 0, 0, 0],
      key: [0, 0],
      expected: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    },
    {
      counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      key: [0xffffffff, 0xffffffff],
      expected: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    },
    {
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      key: [0xa4093822, 0x299f31d0],
      expected: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ])('gives the published answer for key $key', ({ counter, key, expected }) => {
    const out = new Uint32Array(4);
    philox4x32(Uint32Array.from(counter), Uint32Array.from(key), out);
    expect([...out]).toEqual(expected);
  });
});

describe('createRandom', () => {
  it('starts with the published block when seed, purpose and index say so', () => {
    const out = new Uint32Array(4);
    philox4x32(Uint32Array.of(0, 0, 9, 0), Uint32Array.of(42, 4), out);
    const random = createRandom(42, 'shuffle', 9);
    expect(draws(4, random.uint32)).toEqual([...out]);
  });

  it('repeats a stream exactly', () => {
    const all = (random: Random): number[] =>
      draws(50, () => random.uint32() + random.normal() + random.integer(77));
    expect(all(createRandom(7, 'init', 3))).toEqual(all(createRandom(7, 'init', 3)));
  });

  it('keeps streams of different seeds, purposes and indices uncorrelated', () => {
    const count = 20_000;
    const stream = (seed: number, purpose: RandomPurpose, index: number): number[] =>
      draws(count, createRandom(seed, purpose, index).uniform);
    const base = stream(1, 'init', 0);
    for (const other of [
      stream(2, 'init', 0),
      stream(1, 'split', 0),
      stream(1, 'init', 1),
      stream(0, 'init', 1),
    ]) {
      // Five standard errors of the correlation of independent numbers.
      expect(Math.abs(correlation(base, other))).toBeLessThan(5 / Math.sqrt(count));
    }
  });

  it('draws uniforms in [0, 1) with equal share in each of 16 bins', () => {
    const random = createRandom(3, 'check');
    const bins = new Array<number>(16).fill(0);
    const count = 160_000;
    for (let i = 0; i < count; i += 1) {
      const value = random.uniform();
      if (value < 0 || value >= 1) throw new Error(`outside [0, 1): ${value}`);
      bins[Math.floor(value * 16)] += 1;
    }
    const expected = count / 16;
    const chiSquare = bins.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0);
    // 99.99 % quantile of χ² with 15 degrees of freedom.
    expect(chiSquare).toBeLessThan(44.3);
  });

  it('draws normals with the first four moments of N(0, 1) and uncorrelated neighbours', () => {
    const random = createRandom(5, 'init');
    const values = draws(200_000, random.normal);
    expect(Math.abs(mean(values))).toBeLessThan(0.012);
    expect(Math.abs(mean(values.map((value) => value ** 2)) - 1)).toBeLessThan(0.016);
    expect(Math.abs(mean(values.map((value) => value ** 3)))).toBeLessThan(0.045);
    expect(Math.abs(mean(values.map((value) => value ** 4)) - 3)).toBeLessThan(0.12);
    expect(Math.abs(correlation(values.slice(1), values.slice(0, -1)))).toBeLessThan(0.012);
  });

  it('draws integers without the bias a bare remainder would have', () => {
    const random = createRandom(11, 'check');
    // With 3·2³⁰ values a remainder of 32 bits would fall into the lowest third half of the time.
    const below = 3 * 2 ** 30;
    const count = 30_000;
    const low = draws(count, () => random.integer(below)).filter((value) => value < 2 ** 30).length;
    expect(Math.abs(low / count - 1 / 3)).toBeLessThan(0.014);
  });

  it('reaches every integer below the bound and nothing else', () => {
    const random = createRandom(13, 'check');
    expect([...new Set(draws(400, () => random.integer(7)))].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(random.integer(1)).toBe(0);
  });

  it('shuffles into every order equally often', () => {
    const random = createRandom(17, 'shuffle');
    const seen = new Map<string, number>();
    const count = 24_000;
    for (let i = 0; i < count; i += 1) {
      const values = Uint32Array.of(0, 1, 2, 3);
      random.shuffle(values);
      seen.set(values.join(), (seen.get(values.join()) ?? 0) + 1);
    }
    expect(seen.size).toBe(24);
    const chiSquare = [...seen.values()].reduce((sum, times) => sum + (times - 1000) ** 2 / 1000, 0);
    // 99.99 % quantile of χ² with 23 degrees of freedom.
    expect(chiSquare).toBeLessThan(56.5);
  });

  it('refuses seeds, indices and bounds outside their range', () => {
    expect(() => createRandom(-1, 'init')).toThrow(
      'The seed must be an integer from 0 to 4294967295, got -1.',
    );
    expect(() => createRandom(1.5, 'init')).toThrow('The seed');
    expect(() => createRandom(1, 'init', 2 ** 32)).toThrow('The index of a random stream');
    expect(() => createRandom(1, 'init').integer(0)).toThrow('upper bound');
  });
});
