/** Fits a Gabor function to the picture of a unit: starts from its power spectrum, then least squares. */
import { EngineError } from '../errors';
import { requireFilterShape } from './filter-pictures';
import { gaborParameter, gaborProblem } from './gabor-model';
import { projectToGrey } from './grey-projection';
import { minimiseSquares } from './levenberg-marquardt';
import { createPowerSpectrum, signedFrequency } from './power-spectrum';
import type { GaborFit } from '../worker/inspect-protocol';
import type { FilterPictures } from './filter-pictures';
import type { LeastSquares } from './levenberg-marquardt';
import type { PowerSpectrum } from './power-spectrum';

/** Three pixels for each of the eight parameters: with fewer, anything is a Gabor. */
const fewestPixels = 24;

/** Peaks of the power spectrum that a fit is started from; more of them found no better fits on learned filters. */
const startCount = 3;

/** The starts are followed for a few steps, the best of them to its end. */
const trialLimits = { iterations: 12, tolerance: 1e-3 } as const;
const finalLimits = { iterations: 40, tolerance: 1e-5 } as const;

const halfTurn = 180;

/**
 * Gabor functions A·exp(−u²/2σ∥² − v²/2σ⊥²)·cos(2πfv + φ) of all units, v running across the bars towards
 * orientation + 90°: up for horizontal bars, to the left for vertical ones. A picture of several channels is one colour
 * times one Gabor, the colour being the strongest channel combination (`projectToGrey`); R² counts what is left in all
 * channels, against the variance about each channel's mean.
 * Shapes: values [units, h, w, c], not changed. null for pictures below 24 pixels and for those without contrast.
 * @throws EngineError('shape') when the values are not units × h·w·c numbers
 * @see Jones & Palmer 1987; Ringach 2002, "Spatial structure and symmetry of simple-cell receptive fields"
 */
export function fitGabors(filters: FilterPictures): (GaborFit | null)[] {
  requireFilterShape('A Gabor fit', filters);
  const spectrum = createPowerSpectrum(filters.height, filters.width);
  return Array.from({ length: filters.units }, (_, unit) => fitUnit(filters, unit, spectrum));
}

/** As `fitGabors`, of one unit. @throws EngineError('shape') when there is no such unit */
export function fitGabor(filters: FilterPictures, unit: number): GaborFit | null {
  requireFilterShape('A Gabor fit', filters);
  if (!(unit >= 0 && unit < filters.units)) {
    throw new EngineError('shape', `A Gabor fit needs a unit from 0 to ${filters.units - 1}, got ${unit}.`);
  }
  return fitUnit(filters, unit, createPowerSpectrum(filters.height, filters.width));
}

function fitUnit(filters: FilterPictures, unit: number, spectrum: PowerSpectrum): GaborFit | null {
  const { height, width } = filters;
  if (height * width < fewestPixels) return null;
  const { energy, variance } = energyOf(filters, unit);
  if (!(variance > 1e-12 * energy)) return null;
  const { picture } = projectToGrey(filters, unit);
  const grey: FilterPictures = { units: 1, height, width, channels: 1, values: Float32Array.from(picture) };
  spectrum.measure(grey, 0, true);
  const problem = gaborProblem(picture, height, width);
  let best: Float64Array | null = null;
  let least = Infinity;
  for (const [orientation, frequency] of spectralPeaks(spectrum)) {
    const start = startAt(picture, width, orientation, frequency);
    fitAmplitudes(problem, start);
    const error = minimiseSquares(problem, start, trialLimits);
    if (error >= least) continue;
    best = start;
    least = error;
  }
  if (best === null) return null;
  least = minimiseSquares(problem, best, finalLimits);
  const projected = picture.reduce((sum, pixel) => sum + pixel * pixel, 0);
  return describe(best, 1 - (least + Math.max(0, energy - projected)) / variance);
}

/** Σ x² over all channels, and Σ (x − mean of the channel)². */
function energyOf(
  { height, width, channels, values }: FilterPictures,
  unit: number,
): { energy: number; variance: number } {
  const length = height * width * channels;
  const start = unit * length;
  let energy = 0;
  let means = 0;
  for (let channel = 0; channel < channels; channel += 1) {
    let sum = 0;
    for (let i = start + channel; i < start + length; i += channels) {
      sum += values[i];
      energy += values[i] * values[i];
    }
    means += (sum * sum) / (height * width);
  }
  return { energy, variance: energy - means };
}

/** Orientation in radians and frequency in cycles per pixel of the highest local maxima, one of each ± pair. */
function spectralPeaks({ side, power }: PowerSpectrum): (readonly [number, number])[] {
  const peaks: { readonly index: number; readonly height: number }[] = [];
  for (let row = 0; row <= side / 2; row += 1) {
    for (let column = 0; column < side; column += 1) {
      // Of the lines that are their own mirror image, half is enough.
      if (row % (side / 2) === 0 && column > side / 2) continue;
      const height = power[row * side + column];
      if (height > 0 && isPeak(power, side, row, column)) peaks.push({ index: row * side + column, height });
    }
  }
  peaks.sort((a, b) => b.height - a.height || a.index - b.index);
  return peaks.slice(0, startCount).map(({ index }) => {
    const fx = signedFrequency(index % side, side) / side;
    const fy = -signedFrequency(Math.floor(index / side), side) / side;
    return [Math.atan2(fy, fx) - Math.PI / 2, Math.hypot(fx, fy)] as const;
  });
}

function isPeak(power: Float64Array, side: number, row: number, column: number): boolean {
  const height = power[row * side + column];
  for (let down = -1; down <= 1; down += 1) {
    for (let right = -1; right <= 1; right += 1) {
      const y = (row + down + side) % side;
      const x = (column + right + side) % side;
      if (power[y * side + x] > height) return false;
    }
  }
  return true;
}

/** Centre and width of the envelope from the moments of the squared picture, whose σ are those of the picture / √2. */
function startAt(picture: Float64Array, width: number, orientation: number, frequency: number): Float64Array {
  let total = 0;
  let sumX = 0;
  let sumY = 0;
  picture.forEach((pixel, i) => {
    total += pixel * pixel;
    sumX += pixel * pixel * (i % width);
    sumY += pixel * pixel * Math.floor(i / width);
  });
  const centreX = sumX / total;
  const centreY = sumY / total;
  let along = 0;
  let across = 0;
  picture.forEach((pixel, i) => {
    const right = (i % width) - centreX;
    const up = centreY - Math.floor(i / width);
    along += (pixel * (right * Math.cos(orientation) + up * Math.sin(orientation))) ** 2;
    across += (pixel * (up * Math.cos(orientation) - right * Math.sin(orientation))) ** 2;
  });
  const start = new Float64Array(gaborParameter.count);
  start[gaborParameter.orientation] = orientation;
  start[gaborParameter.frequency] = frequency;
  start[gaborParameter.centreX] = centreX;
  start[gaborParameter.centreY] = centreY;
  start[gaborParameter.logAlong] = Math.log(Math.max(1, Math.sqrt((2 * along) / total)));
  start[gaborParameter.logAcross] = Math.log(Math.max(1, Math.sqrt((2 * across) / total)));
  return start;
}

/** The two amplitudes that fit best while all else stays, in place: with them at 0 they are linear least squares. */
function fitAmplitudes(problem: LeastSquares, parameters: Float64Array): void {
  const { cosine, sine } = gaborParameter;
  const n = problem.size;
  const matrix = new Float64Array(n * n);
  const vector = new Float64Array(n);
  problem.linearise(parameters, matrix, vector);
  const cc = matrix[cosine * n + cosine];
  const cs = matrix[sine * n + cosine];
  const ss = matrix[sine * n + sine];
  const determinant = cc * ss - cs * cs;
  // Without a frequency there is no sine part.
  const singular = !(determinant > 1e-9 * cc * cc);
  parameters[cosine] = singular
    ? vector[cosine] / cc
    : (ss * vector[cosine] - cs * vector[sine]) / determinant;
  parameters[sine] = singular ? 0 : (cc * vector[sine] - cs * vector[cosine]) / determinant;
}

function describe(parameters: Float64Array, r2: number): GaborFit {
  const [theta, frequency, cosine, sine, centreX, centreY, logAlong, logAcross] = parameters;
  const degrees = (theta * halfTurn) / Math.PI;
  const halfTurns = Math.floor(degrees / halfTurn);
  const orientationDegrees = degrees - halfTurns * halfTurn;
  // After half a turn v runs the other way.
  const turned = halfTurns % 2 !== 0 ? -sine : sine;
  const phase = (Math.atan2(turned, cosine) * halfTurn) / Math.PI;
  return {
    orientationDegrees: orientationDegrees < halfTurn ? orientationDegrees : 0,
    frequency,
    phaseDegrees: (phase + 2 * halfTurn) % (2 * halfTurn),
    centreX: centreX + 0.5,
    centreY: centreY + 0.5,
    sigmaAlong: Math.exp(logAlong),
    sigmaAcross: Math.exp(logAcross),
    amplitude: Math.hypot(cosine, sine),
    r2,
  };
}
