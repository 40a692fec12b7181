/** Turns units that look at normalised patches into filters that look at patches as they are. */
import type { FloatArray } from '../kernels/kernels';
import type { FittedPreprocessing } from '../worker/inspect-protocol';

/** Shapes: weights [units, inputs], bias [units]. */
export interface FilterUnits {
  readonly weights: FloatArray;
  readonly bias: FloatArray;
}

/**
 * A unit sees u = ½ + 0.4·(x − x̄)/(3σ), x̄ the mean of the patch, so that W·u + b = W′·x + b′ with
 * W′ = 0.4/(3σ)·(W − W̄), W̄ the mean of the unit's weights, and b′ = b + ½ Σ W. Clipping at ±3σ is not linear and
 * cannot be folded: beyond it a filter answers more strongly than the unit does.
 * Overwrites the filters, allocates nothing, sums in float64.
 * @param fitted UFLDL's normalisation of the patches: factor 1/(3σ), 0 where they have no contrast, gain 0.4, offset ½
 */
export function foldFilters(
  units: FilterUnits,
  { factor, gain, offset }: Pick<FittedPreprocessing, 'factor' | 'gain' | 'offset'>,
  filters: FilterUnits,
): void {
  const inputs = units.weights.length / units.bias.length;
  const scale = gain * factor;
  for (let unit = 0; unit < units.bias.length; unit += 1) {
    const first = unit * inputs;
    let sum = 0;
    for (let j = first; j < first + inputs; j += 1) sum += units.weights[j];
    const mean = sum / inputs;
    for (let j = first; j < first + inputs; j += 1) filters.weights[j] = scale * (units.weights[j] - mean);
    filters.bias[unit] = units.bias[unit] + offset * sum;
  }
}
