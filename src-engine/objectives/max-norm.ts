/** Max-norm: after an update, the incoming weights of a unit are shrunk back to norm ≤ c (Srebro & Shraibman 2005). */
import type { FloatArray } from '../kernels/kernels';
import type { PlacedParameter } from '../model/memory-plan';

/** Numbers between two breaths. */
const numbersAtOnce = 2 ** 20;

type Weights = Pick<PlacedParameter, 'values' | 'shape' | 'unitsLast'>;

/**
 * W_i ← W_i·c/‖W_i‖ for every unit i with ‖W_i‖ > c. Shapes: weights [units, incoming], or [incoming, units] with
 * `unitsLast`. In place; a unit whose norm is NaN stays as it is. Sums in float64.
 * @param breathe called after every few units; may wait, or throw to give up
 */
export function limitNorms(
  values: FloatArray,
  { values: region, shape, unitsLast }: Weights,
  c: number,
  breathe: () => void = () => undefined,
): void {
  const units = unitsLast === true ? shape[shape.length - 1] : shape[0];
  const incoming = region.length / units;
  const unitStride = unitsLast === true ? 1 : incoming;
  const stride = unitsLast === true ? units : 1;
  const unitsAtOnce = Math.max(1, Math.floor(numbersAtOnce / incoming));
  for (let unit = 0; unit < units; unit += 1) {
    if (unit > 0 && unit % unitsAtOnce === 0) breathe();
    const first = region.offset + unit * unitStride;
    const end = first + incoming * stride;
    let squares = 0;
    for (let at = first; at < end; at += stride) squares += values[at] * values[at];
    if (!(squares > c * c)) continue;
    const factor = c / Math.sqrt(squares);
    for (let at = first; at < end; at += stride) values[at] *= factor;
  }
}
