/** Splits: nothing lost, nothing twice, every class in its share, the same for the same seed. */
import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors';
import { splitSamples } from './split';
import type { Split } from './split';

function everyIndex(split: Split): number[] {
  return [...split.train, ...split.validation, ...split.test].sort((a, b) => a - b);
}

function countOf(indices: Uint32Array, labels: Int32Array, label: number): number {
  return indices.filter((index) => labels[index] === label).length;
}

describe('splitSamples', () => {
  it('puts every sample into exactly one split, for any count and fractions', () => {
    for (const count of [1, 2, 3, 7, 10, 99, 1000]) {
      for (const split of [
        { validation: 0, test: 0 },
        { validation: 0.1, test: 0.1 },
        { validation: 0.25, test: 0 },
        { validation: 0, test: 0.3 },
        { validation: 0.15, test: 0.25 },
      ]) {
        const labels = Int32Array.from({ length: count }, (_, i) => (i * 7) % 3);
        const parts = splitSamples(labels, split, 5);
        expect(everyIndex(parts)).toEqual(Array.from({ length: count }, (_, i) => i));
        expect(parts.train.length).toBe(count - Math.round(count * (split.validation + split.test)));
      }
    }
  });

  it('gives each class its share of every split, to within two samples', () => {
    const labels = Int32Array.from({ length: 1000 }, (_, i) => (i < 700 ? 0 : i < 930 ? 1 : 2));
    const parts = splitSamples(labels, { validation: 0.2, test: 0.1 }, 3);
    for (const [label, size] of [
      [0, 700],
      [1, 230],
      [2, 70],
    ] as const) {
      expect(Math.abs(countOf(parts.validation, labels, label) - size * 0.2)).toBeLessThanOrEqual(2);
      expect(Math.abs(countOf(parts.test, labels, label) - size * 0.1)).toBeLessThanOrEqual(2);
    }
    expect([parts.train.length, parts.validation.length, parts.test.length]).toEqual([700, 200, 100]);
  });

  it('holds out samples from small classes too, where each class alone would round to none', () => {
    const labels = Int32Array.from({ length: 30 }, (_, i) => i % 10);
    const parts = splitSamples(labels, { validation: 0.1, test: 0 }, 1);
    expect(parts.validation.length).toBe(3);
    expect(new Set(parts.validation.map((index) => labels[index])).size).toBe(3);
  });

  it('chooses at random within a class: the seed decides, and no position is favoured', () => {
    const labels = new Int32Array(100);
    const spec = { validation: 0.5, test: 0 };
    expect(splitSamples(labels, spec, 8)).toEqual(splitSamples(labels, spec, 8));
    expect(splitSamples(labels, spec, 8)).not.toEqual(splitSamples(labels, spec, 9));
    const times = new Array<number>(100).fill(0);
    for (let seed = 0; seed < 400; seed += 1) {
      for (const index of splitSamples(labels, spec, seed).validation) times[index] = times[index] + 1;
    }
    // 200 expected with a standard deviation of 10.
    expect(Math.min(...times)).toBeGreaterThan(150);
    expect(Math.max(...times)).toBeLessThan(250);
  });

  it('refuses to leave nothing to train on and names the setting', () => {
    const attempt = (): Split => splitSamples(new Int32Array(2), { validation: 0.45, test: 0.45 }, 1);
    expect(attempt).toThrow(EngineError);
    expect(attempt).toThrow('Nothing is left to train on: of 2 samples');
    expect(() => splitSamples(new Int32Array(0), { validation: 0, test: 0 }, 1)).toThrow('Nothing is left');
  });
});
