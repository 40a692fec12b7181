/** The pictures that the units of a first layer answer to most: their weights, each scaled to norm 1. */
import { EngineError } from '../errors';
import type { FilterSet } from '../worker/protocol';

/** Numbers between two breaths. */
const numbersAtOnce = 2 ** 20;

/**
 * Picture of norm ≤ 1 that maximally activates each unit: x_j = W_ij / √Σ_j W_ij² (Cauchy–Schwarz).
 * Shapes: weights [units, h·w·c] → values [units, h, w, c] of norm 1, norms [units]; weights of only
 * zeros give a picture of zeros. Allocates the result, leaves `weights` alone.
 * @param breathe called after every few units; may wait, or throw to give up
 * @throws EngineError('shape') when the weights are not units × h·w·c numbers
 * @see lecture §5; UFLDL, "Visualizing a trained autoencoder"
 */
export function maximalActivationPictures(
  weights: Float32Array,
  units: number,
  shape: readonly [height: number, width: number, channels: number],
  breathe: () => void = () => undefined,
): Pick<FilterSet, 'units' | 'height' | 'width' | 'channels' | 'values' | 'norms'> {
  const [height, width, channels] = shape;
  const inputs = height * width * channels;
  if (weights.length !== units * inputs) {
    throw new EngineError(
      'shape',
      `Filters need ${units} × ${height}·${width}·${channels} = ${units * inputs} weights, got ${weights.length}; ` +
        'show filters only for a layer that sees the input picture directly.',
    );
  }
  const values = new Float32Array(weights.length);
  const norms = new Float32Array(units);
  const unitsAtOnce = Math.max(1, Math.floor(numbersAtOnce / inputs));
  for (let unit = 0; unit < units; unit += 1) {
    if (unit > 0 && unit % unitsAtOnce === 0) breathe();
    const start = unit * inputs;
    let squares = 0;
    for (let i = start; i < start + inputs; i += 1) squares += weights[i] * weights[i];
    const norm = Math.sqrt(squares);
    norms[unit] = norm;
    if (norm === 0) continue;
    for (let i = start; i < start + inputs; i += 1) values[i] = weights[i] / norm;
  }
  return { units, height, width, channels, values, norms };
}
