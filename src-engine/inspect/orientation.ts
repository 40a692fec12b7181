/** How strongly and in which direction filters are oriented, and how much of that noise would show too. */
import { EngineError } from '../errors';
import { createRandom } from '../random';
import { requireFilterShape } from './filter-pictures';
import { createPowerSpectrum } from './power-spectrum';
import type { FilterPictures } from './filter-pictures';

/** White-noise filters that the threshold for "oriented" is read from. */
const noiseFilterCount = 2000;

export interface Orientation {
  /** 0 (no direction preferred) … 1 (a pure grating), per unit. */
  readonly selectivity: Float32Array;
  /**
   * Direction along which the preferred edge or bar runs, in [0, 180) degrees anticlockwise from
   * horizontal as seen on screen; NaN where the selectivity is 0.
   */
  readonly preferredDegrees: Float32Array;
}

export interface OrientationSummary extends Orientation {
  readonly medianSelectivity: number;
  /** 95th percentile of the selectivity of white-noise filters of the same size. */
  readonly noiseThreshold: number;
  /** Share of units above `noiseThreshold`; about 0.05 for noise itself. */
  readonly orientedShare: number;
}

/**
 * Orientation of each filter: |Σ P(f) e^{2iθ}| / Σ P(f) over its zero-padded power spectrum P, where θ is the
 * direction of frequency f and f ≠ 0; the angle of the sum is that of the strongest change, and the edge
 * runs across it.
 * Shapes: values [units, h, w, c] → selectivity, preferredDegrees [units], new arrays. The scale of a filter
 * does not matter; a filter of zeros has selectivity 0.
 * @throws EngineError('shape') when the values are not units × h·w·c numbers
 * @see Ringach, Shapley & Hawken 2002, "Orientation selectivity in macaque V1" (circular variance)
 */
export function measureOrientation(filters: FilterPictures): Orientation {
  requireFilterShape('Orientation', filters);
  const { units } = filters;
  const spectrum = createPowerSpectrum(filters.height, filters.width);
  const { side } = spectrum;
  const selectivity = new Float32Array(units);
  const preferredDegrees = new Float32Array(units);
  for (let unit = 0; unit < units; unit += 1) {
    spectrum.measure(filters, unit);
    let total = 0;
    let cosSum = 0;
    let sinSum = 0;
    for (let row = 0; row < side; row += 1) {
      // Rows count downwards on screen, angles upwards.
      const fy = row < side / 2 ? -row : side - row;
      for (let column = 0; column < side; column += 1) {
        const fx = column < side / 2 ? column : column - side;
        const power = spectrum.power[row * side + column];
        if (power === 0) continue;
        const squared = fx * fx + fy * fy;
        total += power;
        cosSum += (power * (fx * fx - fy * fy)) / squared;
        // The Nyquist frequency stands for both signs of itself, whose sines cancel.
        if (row !== side / 2 && column !== side / 2) sinSum += (power * 2 * fx * fy) / squared;
      }
    }
    const resultant = Math.sqrt(cosSum * cosSum + sinSum * sinSum);
    selectivity[unit] = total > 0 ? resultant / total : 0;
    const acrossDegrees = (Math.atan2(sinSum, cosSum) * 90) / Math.PI;
    preferredDegrees[unit] = resultant > 0 ? (acrossDegrees + 270) % 180 : NaN;
  }
  return { selectivity, preferredDegrees };
}

/** The value that a fraction of the others lies below, linear between neighbours; `values` not empty. */
function quantile(values: Float32Array, fraction: number): number {
  const sorted = Float32Array.from(values).sort();
  const at = fraction * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

/**
 * Orientation of a set of filters beside that of white-noise filters of the same size (a fixed ensemble).
 * @throws EngineError('shape') when there are no units or the values do not fit
 */
export function summariseOrientation(filters: FilterPictures): OrientationSummary {
  if (filters.units < 1) throw new EngineError('shape', 'Orientation needs at least one filter, got none.');
  const orientation = measureOrientation(filters);
  const random = createRandom(1, 'check');
  const length = noiseFilterCount * filters.height * filters.width * filters.channels;
  const noise = measureOrientation({
    ...filters,
    units: noiseFilterCount,
    values: Float32Array.from({ length }, () => random.normal()),
  });
  const noiseThreshold = quantile(noise.selectivity, 0.95);
  const oriented = orientation.selectivity.filter((value) => value > noiseThreshold).length;
  return {
    ...orientation,
    medianSelectivity: quantile(orientation.selectivity, 0.5),
    noiseThreshold,
    orientedShare: oriented / filters.units,
  };
}
