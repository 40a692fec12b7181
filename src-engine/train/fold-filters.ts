/** Turns units that look at normalised patches into filters that look at patches as they are. */
import type { FloatArray } from '../kernels/kernels';

/** Shapes: weights [units, inputs], bias [units]. */
export interface FilterUnits {
  readonly weights: FloatArray;
  readonly bias: FloatArray;
}

/** UFLDL's normalisation maps [−3σ, 3σ] to [0.1, 0.9]. */
const middle = 0.5;
const halfRange = 0.4;

/**
 * A unit sees u = ½ + 0.4·(x − x̄)/(3σ), x̄ the mean of the patch, so that W·u + b = W′·x + b′ with
 * W′ = 0.4/(3σ)·(W − W̄), W̄ the mean of the unit's weights, and b′ = b + ½ Σ W. Clipping at ±3σ is not linear and
 * cannot be folded: beyond it a filter answers more strongly than the unit does.
 * Overwrites the filters, allocates nothing, sums in float64.
 * @param limit 3σ of the patches; 0 where they have no contrast, whose filters are zeros
 */
export function foldFilters(units: FilterUnits, limit: number, filters: FilterUnits): void {
  const inputs = units.weights.length / units.bias.length;
  const scale = limit > 0 ? halfRange / limit : 0;
  for (let unit = 0; unit < units.bias.length; unit += 1) {
    const first = unit * inputs;
    let sum = 0;
    for (let j = first; j < first + inputs; j += 1) sum += units.weights[j];
    const mean = sum / inputs;
    for (let j = first; j < first + inputs; j += 1) filters.weights[j] = scale * (units.weights[j] - mean);
    filters.bias[unit] = units.bias[unit] + middle * sum;
  }
}
