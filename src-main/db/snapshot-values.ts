/**
 * Filter values as snapshots keep them: a byte for each weight and the largest |x_j| of each unit, a quarter of float32. The
 * colour map has as many steps, so a unit on its own scale is drawn with the very same colours. Snapshots from before, and
 * those of a run's final weights, are plain float32; the length of the bytes tells which they are.
 */
import type { FilterSet } from '../../src-engine';
import { AppError } from '../contract/errors';

type Shape = Pick<FilterSet, 'units' | 'height' | 'width' | 'channels'>;

/** Steps from 0 to the largest |x_j|; as many as `shared/canvas/diverging-map.ts` has on either side of white. */
const STEPS = 127;

/**
 * Shapes: values [units, height, width, channels] float32 → [units] float32 extremes, then int8 of the same shape.
 * Off by at most half a step, 1/254 of the unit's extreme; zeros and the extreme itself stay exact.
 */
export function packValues({ units, height, width, channels, values }: FilterSet): Uint8Array {
  const size = height * width * channels;
  const packed = new Uint8Array(4 * units + units * size);
  const extremes = new Float32Array(packed.buffer, 0, units);
  const steps = new Int8Array(packed.buffer, 4 * units);
  // Plain loops: this runs in the process that serves the window, at the end of every epoch.
  for (let unit = 0, first = 0; unit < units; unit++, first += size) {
    let extreme = 0;
    for (let at = first; at < first + size; at++) extreme = Math.max(extreme, Math.abs(values[at] ?? 0));
    if (extreme === 0) continue;
    extremes[unit] = extreme;
    for (let at = first; at < first + size; at++) {
      steps[at] = Math.round(((values[at] ?? 0) / extreme) * STEPS);
    }
  }
  return packed;
}

/**
 * Values [units, height, width, channels] float32, packed or plain.
 * @throws AppError('io') when there are too many or too few bytes for the shape
 */
export function unpackValues(bytes: Uint8Array, { units, height, width, channels }: Shape): Float32Array {
  const count = units * height * width * channels;
  // A copy, since SQLite's buffer need not be aligned to four bytes.
  const own = new Uint8Array(bytes);
  // Never both: that would take 4/3 of a weight a unit.
  if (own.length === 4 * count) return new Float32Array(own.buffer);
  if (own.length !== 4 * units + count) {
    throw new AppError(
      'io',
      `A snapshot of ${units} filters holds ${own.length} bytes, expected ${4 * units + count}. The database is damaged.`,
    );
  }
  const extremes = new Float32Array(own.buffer, 0, units);
  const steps = new Int8Array(own.buffer, 4 * units);
  const size = units === 0 ? 1 : count / units;
  return Float32Array.from(steps, (step, at) => (step / STEPS) * (extremes[Math.floor(at / size)] ?? 0));
}
