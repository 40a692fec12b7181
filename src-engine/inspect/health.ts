/** Which units of a layer are dead, saturated, noise, copies of others or Gabor functions; advice is apart. */
import { EngineError } from '../errors';
import { isBlank } from './filter-pictures';
import { fitGabors } from './gabor';
import { adviseOnHealth } from './health-advice';
import { createPowerSpectrum, signedFrequency } from './power-spectrum';
import { findTwins, unitCosines } from './similarity';
import type { ActivationName } from '../spec/experiment';
import type { HealthMark, LayerHealth, UnitHealth } from '../worker/inspect-protocol';
import type { Activity } from './activity';
import type { FilterPictures } from './filter-pictures';
import type { LayerSetting } from './layer-setting';

/** The reasons for these numbers are in the README of the engine. */
export const healthThresholds = {
  /** A rectified unit that is active on no more of the samples than this is dead. */
  deadShare: 1e-4,
  /** So is a sigmoid, tanh or softmax whose standard deviation is below this, and a linear unit that never changes. */
  deadDeviation: 0.002,
  constantDeviation: 1e-6,
  /** A unit that is at the end of its range on more of the samples than this is saturated. */
  saturatedShare: 0.8,
  /** Units with a larger cosine are duplicates; with a smaller one than the negative too, where f is odd about its middle. */
  duplicateCosine: 0.97,
  /** Power above `noiseFrequency` cycles per pixel is noise; a unit with more than the share is noisy, unless it is a Gabor. */
  noiseFrequency: 0.25,
  noiseShare: 0.55,
  /** R² of a Gabor, corrected for its eight parameters. */
  gaborR2: 0.6,
} as const;

/** Smaller pictures have no frequencies to speak of between 0 and 0.5. */
const smallestSpectrumSide = 5;

const gaborParameters = 8;

const marks: readonly HealthMark[] = ['dead', 'saturated', 'duplicate', 'noisy', 'gabor'];

/**
 * Health of every unit and of the layer.
 * A picture of zeros says nothing: noise and Gabor of it are null, and a unit is dead by what it does on samples or by
 * weights that are all zero.
 * Shapes: pictures [units, h, w, c] as the units are pictured; activity [units] of the same units; weights [units, …] of
 * any form, which are the pictures themselves where nothing is said, or null in a layer without.
 * @throws EngineError('shape') when pictures and activity are of different numbers of units
 */
export function assessHealth(
  pictures: FilterPictures,
  activity: Activity,
  setting: LayerSetting,
  weights: FilterPictures | null = pictures,
): LayerHealth {
  requireSameUnits(pictures, activity);
  const cosines = unitCosines(pictures, weights);
  const twins = findTwins(cosines, pictures.units);
  const copies = findCopies(cosines, pictures.units, isOddAboutMiddle(setting.activation));
  const gabors = fitGabors(pictures);
  const noises = noiseShares(pictures).map((share, unit) => (isBlank(pictures, unit) ? null : share));
  const units = twins.map((twin, unit): UnitHealth => {
    const [activeShare, saturatedShare] = [activity.activeShares[unit], activity.saturatedShares[unit]];
    const isSaturated = saturatedShare > healthThresholds.saturatedShare;
    const isWeightless = weights !== null && isBlank(weights, unit);
    const isGabor = (correctedR2(gabors[unit]?.r2, pictures) ?? 0) > healthThresholds.gaborR2;
    const holds: Record<HealthMark, boolean> = {
      dead: isWeightless || (!isSaturated && isSilent(activity, unit, setting.activation)),
      saturated: isSaturated && !isWeightless,
      duplicate: copies[unit],
      noisy: !isGabor && (noises[unit] ?? 0) > healthThresholds.noiseShare,
      gabor: isGabor,
    };
    return {
      marks: marks.filter((mark) => holds[mark]),
      activeShare,
      saturatedShare,
      noise: noises[unit],
      ...twin,
      gabor: gabors[unit],
    };
  });
  const count = (mark: HealthMark): number => units.filter((unit) => unit.marks.includes(mark)).length;
  const counts = {
    dead: count('dead'),
    saturated: count('saturated'),
    duplicate: count('duplicate'),
    noisy: count('noisy'),
    gabor: count('gabor'),
  };
  return { units, counts, advice: adviseOnHealth(counts, units.length, setting) };
}

function requireSameUnits({ units }: FilterPictures, { activeShares }: Activity): void {
  if (activeShares.length === units) return;
  throw new EngineError(
    'shape',
    `Health needs the activity of ${units} units, got that of ${activeShares.length}.`,
  );
}

function isSilent({ activeShares, deviations }: Activity, unit: number, activation: ActivationName): boolean {
  if (activation === 'relu' || activation === 'leakyRelu') {
    return activeShares[unit] <= healthThresholds.deadShare;
  }
  const least = activation === 'linear' ? healthThresholds.constantDeviation : healthThresholds.deadDeviation;
  return deviations[unit] < least;
}

/** Whether f(−z) follows from f(z), so that a unit and its negative say the same. */
function isOddAboutMiddle(activation: ActivationName): boolean {
  return activation === 'sigmoid' || activation === 'tanh' || activation === 'linear';
}

function findCopies(cosines: Float32Array, units: number, negativesToo: boolean): boolean[] {
  return Array.from({ length: units }, (_, unit) => {
    for (let other = 0; other < units; other += 1) {
      const cosine = cosines[unit * units + other];
      const alike = negativesToo ? Math.abs(cosine) : cosine;
      if (other !== unit && alike > healthThresholds.duplicateCosine) return true;
    }
    return false;
  });
}

/** R² that adding parameters to a fit of noise leaves the same on average. */
function correctedR2(r2: number | undefined, { height, width, channels }: FilterPictures): number | null {
  if (r2 === undefined) return null;
  const numbers = height * width * channels;
  return 1 - ((1 - r2) * (numbers - 1)) / (numbers - 1 - gaborParameters);
}

/**
 * Part of the power, mean removed, above `noiseFrequency`; of white noise about 0.8, the area of the spectrum there.
 * Shapes: values [units, h, w, c] → [units], null in pictures whose sides are below 5 pixels; 0 without contrast.
 */
export function noiseShares(pictures: FilterPictures): (number | null)[] {
  const { units, height, width } = pictures;
  if (Math.min(height, width) < smallestSpectrumSide) return new Array<null>(units).fill(null);
  const spectrum = createPowerSpectrum(height, width);
  const { side, power } = spectrum;
  return Array.from({ length: units }, (_, unit) => {
    spectrum.measure(pictures, unit, true);
    let total = 0;
    let above = 0;
    for (let i = 0; i < power.length; i += 1) {
      const fx = signedFrequency(i % side, side) / side;
      const fy = signedFrequency(Math.floor(i / side), side) / side;
      total += power[i];
      if (Math.hypot(fx, fy) > healthThresholds.noiseFrequency) above += power[i];
    }
    return total > 0 ? above / total : 0;
  });
}
