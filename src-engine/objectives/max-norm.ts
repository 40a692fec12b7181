/** Max-norm: after an update, the incoming weights of a unit are shrunk back to norm ≤ c (Srebro & Shraibman 2005). */
import type { FloatArray } from '../kernels/kernels';
import type { PlacedParameter } from '../model/memory-plan';

type Weights = Pick<PlacedParameter, 'values' | 'shape' | 'unitsLast'>;

/**
 * W_i ← W_i·c/‖W_i‖ for every unit i with ‖W_i‖ > c. Shapes: weights [units, incoming], or [incoming, units] with
 * `unitsLast`. In place; a unit whose norm is NaN stays as it is. Sums in float64.
 */
export function limitNorms(
  values: FloatArray,
  { values: region, shape, unitsLast }: Weights,
  c: number,
): void {
  const units = unitsLast === true ? shape[shape.length - 1] : shape[0];
  const incoming = region.length / units;
  const unitStride = unitsLast === true ? 1 : incoming;
  const stride = unitsLast === true ? units : 1;
  for (let unit = 0; unit < units; unit += 1) {
    const first = region.offset + unit * unitStride;
    const end = first + incoming * stride;
    let squares = 0;
    for (let at = first; at < end; at += stride) squares += values[at] * values[at];
    if (!(squares > c * c)) continue;
    const factor = c / Math.sqrt(squares);
    for (let at = first; at < end; at += stride) values[at] *= factor;
  }
}
