/** Gabor fits of pictures that are Gabors, of edges whose direction is plain, and of what is none. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors';
import { createRandom } from '../random';
import { fitGabor, fitGabors } from './gabor';
import type { GaborFit } from '../worker/inspect-protocol';
import type { FilterPictures } from './filter-pictures';

type Known = Omit<GaborFit, 'r2'>;

function picture(
  height: number,
  width: number,
  channels: number,
  value: (x: number, y: number, channel: number) => number,
): FilterPictures {
  const values = Float32Array.from({ length: height * width * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    return value(pixel % width, Math.floor(pixel / width), i % channels);
  });
  return { units: 1, height, width, channels, values };
}

/** The function that `GaborFit` describes, at the middle of a pixel. */
function gaborAt(known: Known, x: number, y: number): number {
  const radians = (known.orientationDegrees * Math.PI) / 180;
  const right = x + 0.5 - known.centreX;
  const up = known.centreY - y - 0.5;
  const along = right * Math.cos(radians) + up * Math.sin(radians);
  const across = -right * Math.sin(radians) + up * Math.cos(radians);
  const envelope = Math.exp(
    -(along ** 2) / (2 * known.sigmaAlong ** 2) - across ** 2 / (2 * known.sigmaAcross ** 2),
  );
  const phase = (known.phaseDegrees * Math.PI) / 180;
  return known.amplitude * envelope * Math.cos(2 * Math.PI * known.frequency * across + phase);
}

function fitOf(filters: FilterPictures): GaborFit {
  const fit = fitGabor(filters, 0);
  if (fit === null) throw new Error('nothing was fitted');
  return fit;
}

function noise(units: number, height: number, width: number, channels = 1): FilterPictures {
  const random = createRandom(31, 'check', height);
  const values = Float32Array.from({ length: units * height * width * channels }, random.normal);
  return { units, height, width, channels, values };
}

/** Distance of two angles that repeat after `period` degrees. */
function angleError(a: number, b: number, period: number): number {
  const difference = (((a - b) % period) + period) % period;
  return Math.min(difference, period - difference);
}

/** Gabors whose parameters their picture determines: a good part of it inside, at least half a wave in the envelope. */
const knownGabor = fc
  .record({
    size: fc.integer({ min: 9, max: 17 }),
    orientationDegrees: fc.double({ min: 0, max: 179.9, noNaN: true }),
    frequency: fc.double({ min: 0.12, max: 0.35, noNaN: true }),
    phaseDegrees: fc.double({ min: 0, max: 359.9, noNaN: true }),
    across: fc.double({ min: 0.35, max: 0.8, noNaN: true }),
    aspect: fc.double({ min: 0.8, max: 1.6, noNaN: true }),
    place: fc.tuple(
      fc.double({ min: 0.35, max: 0.65, noNaN: true }),
      fc.double({ min: 0.35, max: 0.65, noNaN: true }),
    ),
    amplitude: fc.double({ min: 0.05, max: 20, noNaN: true }),
  })
  .map(({ size, across, aspect, place, ...rest }) => {
    const sigmaAcross = Math.min(across / rest.frequency, size / 4);
    const sigmaAlong = Math.min(sigmaAcross * aspect, size / 3);
    return {
      size,
      known: { ...rest, centreX: place[0] * size, centreY: place[1] * size, sigmaAcross, sigmaAlong },
    };
  });

describe('fitGabor', () => {
  it('finds the parameters of any Gabor again', () => {
    fc.assert(
      fc.property(knownGabor, ({ size, known }) => {
        const fit = fitOf(picture(size, size, 1, (x, y) => gaborAt(known, x, y)));
        expect(fit.r2).toBeGreaterThan(0.9999);
        expect(angleError(fit.orientationDegrees, known.orientationDegrees, 180)).toBeLessThan(1);
        expect(fit.frequency).toBeCloseTo(known.frequency, 2);
        expect(Math.hypot(fit.centreX - known.centreX, fit.centreY - known.centreY)).toBeLessThan(0.1);
        expect(fit.sigmaAlong / known.sigmaAlong).toBeCloseTo(1, 1);
        expect(fit.sigmaAcross / known.sigmaAcross).toBeCloseTo(1, 1);
        expect(fit.amplitude / known.amplitude).toBeCloseTo(1, 1);
      }),
      { numRuns: 200, seed: 4 },
    );
  });

  it('describes a picture by numbers that draw it again, through noise too', () => {
    const random = createRandom(8, 'check');
    const known = {
      orientationDegrees: 25,
      frequency: 0.17,
      phaseDegrees: 300,
      centreX: 5.4,
      centreY: 6.1,
      sigmaAlong: 2.6,
      sigmaAcross: 2,
      amplitude: 1,
    };
    const fit = fitOf(picture(12, 12, 1, (x, y) => gaborAt(known, x, y) + 0.1 * random.normal()));
    expect(fit.r2).toBeGreaterThan(0.8);
    expect(fit.r2).toBeLessThan(0.97);
    expect(angleError(fit.orientationDegrees, 25, 180)).toBeLessThan(5);
    for (const [x, y] of [
      [5, 6],
      [3, 4],
      [8, 7],
    ]) {
      expect(Math.abs(gaborAt(fit, x, y) - gaborAt(known, x, y))).toBeLessThan(0.15);
    }
  });

  it('calls a bright upper half above a dark lower half an edge along 0° with its centre between them', () => {
    const fit = fitOf(picture(10, 10, 1, (x, y) => (y < 5 ? 1 : -1) * Math.exp(-((x - 4.5) ** 2) / 8)));
    expect(angleError(fit.orientationDegrees, 0, 180)).toBeLessThan(0.01);
    expect(fit.centreX).toBeCloseTo(5, 3);
    // Odd and rising upwards: cos(2πfv + φ) with v up is brightest a quarter of a wave above the centre.
    expect(fit.centreY).toBeCloseTo(5, 2);
    expect(angleError(fit.phaseDegrees, 270, 360)).toBeLessThan(1);
    expect(fit.r2).toBeGreaterThan(0.85);
  });

  it('calls a bright left half beside a dark right half an edge along 90°', () => {
    const fit = fitOf(picture(10, 10, 1, (x, y) => (x < 5 ? 1 : -1) * Math.exp(-((y - 4.5) ** 2) / 8)));
    expect(angleError(fit.orientationDegrees, 90, 180)).toBeLessThan(0.01);
    expect(angleError(fit.phaseDegrees, 270, 360)).toBeLessThan(1);
    expect([fit.centreX, fit.centreY].map((centre) => Math.round(10 * centre))).toEqual([50, 50]);
  });

  it('calls a bar that rises to the right 45°, with phase 0 where it is bright and 180 where it is dark', () => {
    const bar = picture(11, 11, 1, (x, y) => Math.exp(-((x + y - 10) ** 2) / 3) - 0.1);
    expect(angleError(fitOf(bar).orientationDegrees, 45, 180)).toBeLessThan(0.5);
    expect(angleError(fitOf(bar).phaseDegrees, 0, 360)).toBeLessThan(2);
    const dark = { ...bar, values: bar.values.map((value) => -value) };
    expect(angleError(fitOf(dark).phaseDegrees, 180, 360)).toBeLessThan(2);
  });

  it('fits pictures that are not square', () => {
    const known = {
      orientationDegrees: 90,
      frequency: 0.2,
      phaseDegrees: 0,
      centreX: 9,
      centreY: 3,
      sigmaAlong: 1.5,
      sigmaAcross: 2,
      amplitude: 1,
    };
    const fit = fitOf(picture(6, 14, 1, (x, y) => gaborAt(known, x, y)));
    expect(fit.r2).toBeGreaterThan(0.9999);
    expect(fit.centreX).toBeCloseTo(9, 2);
    expect(fit.centreY).toBeCloseTo(3, 2);
  });

  it('takes a colour times a Gabor for what it is, and the rest of the channels into account', () => {
    const known = {
      orientationDegrees: 60,
      frequency: 0.2,
      phaseDegrees: 90,
      centreX: 6,
      centreY: 6,
      sigmaAlong: 2,
      sigmaAcross: 2,
      amplitude: 1,
    };
    const colour = [0.8, -0.6, 0.1];
    const opponent = fitOf(picture(12, 12, 3, (x, y, channel) => colour[channel] * gaborAt(known, x, y)));
    expect(opponent.r2).toBeGreaterThan(0.999);
    expect(opponent.orientationDegrees).toBeCloseTo(60, 1);
    const turned = { ...known, orientationDegrees: 150 };
    const mixed = picture(12, 12, 2, (x, y, channel) => gaborAt(channel === 0 ? known : turned, x, y));
    expect(fitOf(mixed).r2).toBeLessThan(0.8);
  });

  it('finds little of a Gabor in white noise', () => {
    const fits = fitGabors(noise(200, 10, 10));
    const r2 = fits.map((fit) => fit?.r2 ?? NaN).sort((a, b) => a - b);
    expect(r2[0]).toBeGreaterThan(0);
    expect(r2[100]).toBeLessThan(0.2);
    expect(r2[199]).toBeLessThan(0.4);
  });

  it('fits nothing to pictures without contrast and to small ones', () => {
    expect(fitGabors({ ...noise(2, 10, 10), values: new Float32Array(200).fill(0.1) })).toEqual([null, null]);
    expect(fitGabors({ ...noise(1, 10, 10), values: new Float32Array(100) })).toEqual([null]);
    expect(fitGabors(noise(3, 3, 3, 3))).toEqual([null, null, null]);
  });

  it('refuses values that do not fit and units that are not there', () => {
    expect(() => fitGabors({ ...noise(2, 10, 10), units: 3 })).toThrow(EngineError);
    expect(() => fitGabor(noise(2, 10, 10), 2)).toThrow('from 0 to 1, got 2');
  });
});
