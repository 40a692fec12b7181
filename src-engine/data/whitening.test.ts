/** Whitening: the spectrum it promises, no artefacts at borders, any size, nothing from nothing. */
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random';
import { createFft } from './fft';
import { createWhitener } from './whitening';

function whiten(plane: Float32Array, height: number, width: number): Float32Array {
  const result = Float32Array.from(plane);
  createWhitener(height, width).whitenPlane(result);
  return result;
}

function grating(height: number, width: number, halfCyclesY: number, halfCyclesX: number): Float32Array {
  const plane = new Float32Array(height * width);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const alongY = Math.cos((Math.PI * halfCyclesY * (y + 0.5)) / height);
      const alongX = Math.cos((Math.PI * halfCyclesX * (x + 0.5)) / width);
      plane[y * width + x] = alongY * alongX;
    }
  }
  return plane;
}

function meanSquare(plane: Float32Array): number {
  return plane.reduce((sum, value) => sum + value * value, 0) / plane.length;
}

describe('createWhitener', () => {
  it.each([
    [0, 6],
    [9, 4],
    [31, 0],
    [40, 50],
  ])('scales a wave of %i and %i half cycles by ρ·exp(−(ρ/0.4)⁴)', (halfCyclesY, halfCyclesX) => {
    const wave = grating(64, 128, halfCyclesY, halfCyclesX);
    const rho = Math.hypot(halfCyclesY / 128, halfCyclesX / 256);
    const gain = rho * Math.exp(-((rho / 0.4) ** 4));
    const whitened = whiten(wave, 64, 128);
    const worst = whitened.reduce((most, value, i) => Math.max(most, Math.abs(value - gain * wave[i])), 0);
    expect(worst).toBeLessThan(1e-6);
  });

  it('makes neighbouring pixels of 1/f pictures nearly uncorrelated', () => {
    // A row of 1/f amplitude with random phases, the same in every line of the picture.
    const size = 256;
    const random = createRandom(4, 'check');
    const re = new Float64Array(size);
    const im = new Float64Array(size);
    for (let k = 1; k < size / 2; k += 1) {
      re[k] = random.normal() / k;
      im[k] = random.normal() / k;
    }
    createFft(size).inverse(re, im);
    const plane = Float32Array.from({ length: 8 * size }, (_, i) => re[i % size]);
    const neighbour = (values: Float32Array): number =>
      values.subarray(1).reduce((sum, value, i) => sum + value * values[i], 0) /
      (values.length * meanSquare(values));
    expect(neighbour(plane)).toBeGreaterThan(0.9);
    expect(Math.abs(neighbour(whiten(plane, 8, size)))).toBeLessThan(0.5);
  });

  it('finds no edge where the right border meets the left one', () => {
    const size = 64;
    const ramp = Float32Array.from({ length: size * size }, (_, i) => (i % size) / size);
    const whitened = whiten(ramp, size, size);
    const row = whitened.subarray(0, size);
    // A wrapped ramp jumps by 1 at the border and answers with about a tenth of it there.
    expect(Math.max(...row.map(Math.abs))).toBeLessThan(0.01);
  });

  it.each([
    [48, 30],
    [1, 20],
    [20, 1],
    [1, 1],
  ])('whitens the two planes of a pair of %i×%i as it whitens each alone', (height, width) => {
    const random = createRandom(5, 'check');
    const first = Float32Array.from({ length: height * width }, random.uniform);
    const second = Float32Array.from({ length: height * width }, random.uniform);
    const alone = [whiten(first, height, width), whiten(second, height, width)];
    createWhitener(height, width).whitenPair(first, second);
    [first, second].forEach((plane, which) => {
      const worst = plane.reduce((most, value, i) => Math.max(most, Math.abs(value - alone[which][i])), 0);
      expect(worst).toBeLessThan(1e-7);
    });
  });

  it('answers inside a picture of odd size as inside the same picture of power-of-two size', () => {
    const wave = grating(64, 64, 20, 10);
    const whole = whiten(wave, 64, 64);
    const cropped = new Float32Array(60 * 57);
    for (let i = 0; i < cropped.length; i += 1) cropped[i] = wave[Math.floor(i / 57) * 64 + (i % 57)];
    const part = whiten(cropped, 60, 57);
    let worst = 0;
    for (let y = 10; y < 50; y += 1) {
      for (let x = 10; x < 47; x += 1) {
        worst = Math.max(worst, Math.abs(part[y * 57 + x] - whole[y * 64 + x]));
      }
    }
    expect(worst).toBeLessThan(0.02);
    expect(Math.sqrt(meanSquare(whole))).toBeGreaterThan(0.08);
  });

  it('turns constant grey into zeros', () => {
    const whitened = whiten(new Float32Array(20 * 20).fill(0.6), 20, 20);
    expect(Math.max(...whitened.map(Math.abs))).toBeLessThan(1e-12);
  });
});
