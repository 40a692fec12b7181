/** Where an ascent begins that finds no way up from the origin: at what excites the unit in the data, then at chance. */
import { createRandom } from '../random';
import type { FloatArray } from '../kernels/kernels';

export interface AscentStart {
  /** Of norm 1. */
  readonly picture: Float32Array;
  /** The picture is this long where it goes through the network. */
  readonly length: number;
}

const randomStarts = 8;

/**
 * The starts for one unit in the order in which they are tried: the sample scaled to norm 1, the sample as long as it is
 * where that is more, then random pictures of norm 1.
 * @param sample [features], not changed; null where none is known
 * @param row tells the random pictures of different units apart
 */
export function* ascentStarts(
  sample: Float32Array | null,
  features: number,
  row: number,
): Generator<AscentStart, undefined> {
  const length = sample === null ? 0 : normOf(sample);
  if (sample !== null && length > 0) {
    const picture = scaleToUnit(sample.slice());
    yield { picture, length: 1 };
    if (length > 1) yield { picture, length };
  }
  for (let start = 0; start < randomStarts; start += 1) {
    const random = createRandom(start, 'inspect', row);
    yield { picture: scaleToUnit(Float32Array.from({ length: features }, () => random.normal())), length: 1 };
  }
}

export function normOf(picture: FloatArray): number {
  let squares = 0;
  for (let i = 0; i < picture.length; i += 1) squares += picture[i] * picture[i];
  return Math.sqrt(squares);
}

/** In place; zeros stay zeros. */
export function scaleToUnit(picture: Float32Array): Float32Array {
  const norm = normOf(picture);
  if (norm > 0) for (let i = 0; i < picture.length; i += 1) picture[i] /= norm;
  return picture;
}
