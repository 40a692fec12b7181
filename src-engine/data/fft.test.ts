/** Transforms against their defining sums, which use sines of the platform. */
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random';
import { createCosineTransform, createFft, nextPowerOfTwo } from './fft';

const lengths = [1, 2, 4, 8, 32, 256];

function noise(length: number, index: number): Float64Array {
  return Float64Array.from({ length }, createRandom(1, 'check', index).normal);
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0);
}

describe('createFft', () => {
  it.each(lengths)('equals the sum that defines it at length %i', (length) => {
    const re = noise(length, 0);
    const im = noise(length, 1);
    const expectedRe = new Float64Array(length);
    const expectedIm = new Float64Array(length);
    for (let k = 0; k < length; k += 1) {
      for (let n = 0; n < length; n += 1) {
        const angle = (-2 * Math.PI * ((k * n) % length)) / length;
        expectedRe[k] += re[n] * Math.cos(angle) - im[n] * Math.sin(angle);
        expectedIm[k] += re[n] * Math.sin(angle) + im[n] * Math.cos(angle);
      }
    }
    createFft(length).forward(re, im);
    expect(largestDifference(re, expectedRe)).toBeLessThan(1e-12 * length);
    expect(largestDifference(im, expectedIm)).toBeLessThan(1e-12 * length);
  });

  it.each(lengths)('is undone by its inverse at length %i', (length) => {
    const re = noise(length, 2);
    const im = noise(length, 3);
    const fft = createFft(length);
    fft.forward(re, im);
    fft.inverse(re, im);
    expect(largestDifference(re, noise(length, 2))).toBeLessThan(1e-13);
    expect(largestDifference(im, noise(length, 3))).toBeLessThan(1e-13);
  });

  it('refuses lengths that are not powers of two', () => {
    expect(() => createFft(12)).toThrow('power of two as its length, got 12');
    expect(() => createFft(0)).toThrow(RangeError);
  });
});

describe('createCosineTransform', () => {
  it.each(lengths)('equals the sum that defines it, for both packed lines, at length %i', (length) => {
    const re = noise(length, 4);
    const im = noise(length, 5);
    const sum = (line: Float64Array, k: number): number =>
      line.reduce(
        (total, value, n) => total + value * Math.cos((Math.PI * k * (2 * n + 1)) / (2 * length)),
        0,
      );
    const expectedRe = re.map((_, k) => sum(re, k));
    const expectedIm = im.map((_, k) => sum(im, k));
    createCosineTransform(length).forward(re, im);
    expect(largestDifference(re, expectedRe)).toBeLessThan(1e-12 * length);
    expect(largestDifference(im, expectedIm)).toBeLessThan(1e-12 * length);
  });

  it.each(lengths)('is undone by its inverse at length %i', (length) => {
    const re = noise(length, 6);
    const im = noise(length, 7);
    const transform = createCosineTransform(length);
    transform.forward(re, im);
    transform.inverse(re, im);
    expect(largestDifference(re, noise(length, 6))).toBeLessThan(1e-13);
    expect(largestDifference(im, noise(length, 7))).toBeLessThan(1e-13);
  });

  it('filters as if the line went on mirrored at both ends', () => {
    const length = 16;
    const line = noise(length, 8);
    const mirrored = (n: number): number => line[n < 0 ? -1 - n : n >= length ? 2 * length - 1 - n : n];
    // The kernel [¼, ½, ¼] has the frequency response ½ + ½ cos 2πf.
    const expected = line.map((_, n) => mirrored(n - 1) / 4 + mirrored(n) / 2 + mirrored(n + 1) / 4);
    const transform = createCosineTransform(length);
    const im = new Float64Array(length);
    transform.forward(line, im);
    for (let k = 0; k < length; k += 1) line[k] = line[k] * (0.5 + 0.5 * Math.cos((Math.PI * k) / length));
    transform.inverse(line, im);
    expect(largestDifference(line, expected)).toBeLessThan(1e-13);
  });
});

describe('nextPowerOfTwo', () => {
  it('keeps powers of two and rounds others up', () => {
    expect([1, 2, 3, 255, 256, 257].map(nextPowerOfTwo)).toEqual([1, 2, 4, 256, 256, 512]);
  });
});
