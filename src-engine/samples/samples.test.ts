/** Built-in pictures: the same bytes everywhere, and for dead leaves the statistics of natural pictures. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createFft } from '../data/fft';
import { createRandom } from '../random';
import { deadLeaves, deadLeavesPicture } from './dead-leaves';
import { sampleSets } from './registry';
import { shapes } from './shapes';

function sha256(pixels: Uint8Array): string {
  return createHash('sha256').update(pixels).digest('hex');
}

/** Power at each whole number of cycles per picture, averaged over directions, under a Hann window. */
function radialPower(pixels: Uint8Array, size: number): Float64Array {
  const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
  const window = Float64Array.from(
    { length: size },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / size),
  );
  const re = Float64Array.from(
    pixels,
    (value, i) => (value - mean) * window[i % size] * window[Math.floor(i / size)],
  );
  const im = new Float64Array(pixels.length);
  const fft = createFft(size);
  for (let y = 0; y < size; y += 1) {
    fft.forward(re.subarray(y * size, (y + 1) * size), im.subarray(y * size, (y + 1) * size));
  }
  const sums = new Float64Array(size);
  const counts = new Float64Array(size);
  for (let x = 0; x < size; x += 1) {
    const columnRe = Float64Array.from({ length: size }, (_, y) => re[y * size + x]);
    const columnIm = Float64Array.from({ length: size }, (_, y) => im[y * size + x]);
    fft.forward(columnRe, columnIm);
    for (let y = 0; y < size; y += 1) {
      const radius = Math.round(Math.hypot(Math.min(x, size - x), Math.min(y, size - y)));
      sums[radius] += columnRe[y] ** 2 + columnIm[y] ** 2;
      counts[radius] += 1;
    }
  }
  return sums.map((sum, radius) => sum / Math.max(1, counts[radius]));
}

/** Slope of log power against log frequency, fitted over bands of equal ratio. */
function logSlope(power: Float64Array, from: number, to: number): number {
  const points: { x: number; y: number }[] = [];
  for (let low = from; low * 1.25 <= to; low *= 1.25) {
    const band = power.slice(Math.round(low), Math.max(Math.round(low) + 1, Math.round(low * 1.25)));
    points.push({ x: Math.log(low), y: Math.log(band.reduce((sum, value) => sum + value, 0) / band.length) });
  }
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const covariance = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
}

/** Kurtosis of the difference of neighbours in a row: 3 for Gaussian pictures, far more for natural ones. */
function derivativeKurtosis(pixels: Uint8Array, size: number): number {
  let second = 0;
  let fourth = 0;
  for (let i = 1; i < pixels.length; i += 1) {
    if (i % size === 0) continue;
    const squared = (pixels[i] - pixels[i - 1]) ** 2;
    second += squared;
    fourth += squared * squared;
  }
  return ((fourth / second) * (pixels.length - size)) / second;
}

function noisePicture(size: number): Uint8Array {
  const random = createRandom(1, 'check');
  return Uint8Array.from({ length: size * size }, () =>
    Math.max(0, Math.min(255, 128 + 30 * random.normal())),
  );
}

describe('every built-in set', () => {
  it.each(sampleSets.map((set) => [set.name, set] as const))('%s delivers what it declares', (_, set) => {
    for (const index of [0, set.count - 1]) {
      const picture = set.picture(index);
      expect(picture.length).toBe(set.heightPx * set.widthPx * set.channels);
      expect(sha256(set.picture(index))).toBe(sha256(picture));
      const label = set.label(index);
      if (set.classNames.length === 0) expect(label).toBe(-1);
      else expect(set.classNames[label]).toBeTypeOf('string');
    }
    expect(sha256(set.picture(0))).not.toBe(sha256(set.picture(1)));
  });

  it('has a name of its own', () => {
    expect(new Set(sampleSets.map((set) => set.name)).size).toBe(sampleSets.length);
  });
});

describe('dead leaves', () => {
  const picture = deadLeaves.picture(0);

  it('is the same picture, byte for byte, on every machine', () => {
    expect(sha256(picture)).toBe('c70ed80a39035f9b7d21350053a0896a6cc3026f184aad886fe01414bf3e37bb');
    expect(sha256(deadLeavesPicture(1, 0))).not.toBe(sha256(picture));
  });

  it('has power that falls as about the square of frequency, as natural pictures have', () => {
    const power = [0, 1, 2].map((index) => radialPower(deadLeaves.picture(index), 512));
    const mean = power[0].map((_, radius) => power.reduce((sum, one) => sum + one[radius], 0));
    const slope = logSlope(mean, 4, 128);
    expect(slope).toBeLessThan(-1.8);
    expect(slope).toBeGreaterThan(-2.4);
    expect(Math.abs(logSlope(radialPower(noisePicture(512), 512), 4, 128))).toBeLessThan(0.2);
  });

  it('has heavy-tailed differences between neighbours, as pictures with edges have', () => {
    expect(derivativeKurtosis(picture, 512)).toBeGreaterThan(8);
    expect(derivativeKurtosis(noisePicture(512), 512)).toBeLessThan(3.3);
  });

  it('uses most of the range of greys and favours no quarter of the picture', () => {
    const sorted = Uint8Array.from(picture).sort();
    expect(sorted[Math.floor(0.02 * sorted.length)]).toBeLessThan(45);
    expect(sorted[Math.floor(0.98 * sorted.length)]).toBeGreaterThan(210);
    // Edges a row, in the upper and the lower half: the same density of things everywhere.
    const edges = [0, 0];
    for (let i = 512; i < picture.length; i += 1) {
      if (Math.abs(picture[i] - picture[i - 512]) > 40) edges[i < picture.length / 2 ? 0 : 1] += 1;
    }
    expect(Math.abs(edges[0] / edges[1] - 1)).toBeLessThan(0.3);
  });
});

describe('shapes', () => {
  it('is the same set, byte for byte, on every machine', () => {
    const hash = createHash('sha256');
    for (let index = 0; index < 60; index += 1) hash.update(shapes.picture(index));
    expect(hash.digest('hex')).toBe('1e9359d517b6257142501c975d19fbd117f7807192aeda91c0cb7df69b9a7976');
  });

  it('holds every class equally often', () => {
    const counts = new Array<number>(shapes.classNames.length).fill(0);
    for (let index = 0; index < shapes.count; index += 1) counts[shapes.label(index)] += 1;
    expect(new Set(counts)).toEqual(new Set([shapes.count / shapes.classNames.length]));
  });

  it('keeps each shape wholly inside: the border is as dark as the ground', () => {
    for (let index = 0; index < 120; index += 1) {
      const picture = shapes.picture(index);
      const border = Array.from({ length: 28 }, (_, i) => [i, 27 * 28 + i, 28 * i, 28 * i + 27]).flat();
      const mean = border.reduce((sum, at) => sum + picture[at], 0) / border.length;
      expect(mean).toBeLessThan(80);
      expect(Math.max(...picture)).toBeGreaterThan(mean + 70);
    }
  });
});
