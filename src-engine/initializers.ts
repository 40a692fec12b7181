/** Initial weights (lecture §3): reads the setting and fills tensors. Biases always start at 0. */
import { Fields, refuse } from './spec/fields';
import type { FloatArray } from './kernels/kernels';
import type { InitSpec } from './spec/experiment';
import type { Random } from './random';

const initNames = ['zeros', 'normal', 'glorot', 'he', 'ufldl'] as const;

/** Numbers between two breaths. */
const drawnAtOnce = 2 ** 15;

/** Reads `init` as an object `{"type":…}` or, where it needs no numbers, as its bare name. */
export function parseInit(fields: Fields, key: string, fallback: InitSpec): InitSpec {
  const value = fields.raw(key);
  if (value === undefined) return fallback;
  if (typeof value !== 'string' && (typeof value !== 'object' || value === null || Array.isArray(value))) {
    throw refuse(fields.at(key), `one of ${initNames.join(', ')}, or an object with a type`, value);
  }
  const reader = new Fields(typeof value === 'string' ? { type: value } : value, fields.at(key));
  const type = reader.oneOf('type', initNames);
  const init: InitSpec =
    type === 'normal' ? { type, std: reader.number('std', { above: 0, max: 10, fallback: 0.01 }) } : { type };
  reader.done();
  return init;
}

/**
 * Fills one weight tensor in place; overwrites the region.
 * Glorot: U(−r, r), r = √(6/(n_in + n_out)) (Glorot & Bengio 2010). He: N(0, 2/n_in) (He et al. 2015).
 * UFLDL: U(−r, r), r = √(6/(n_in + n_out + 1)). Normal: N(0, std²).
 * @param breathe called between pieces of a large tensor; may throw to give up
 */
export function initializeWeights(
  values: FloatArray,
  region: { readonly offset: number; readonly length: number },
  fans: { readonly fanIn: number; readonly fanOut: number },
  init: InitSpec,
  random: Random,
  breathe: () => void = () => undefined,
): void {
  const draw = sampler(init, fans.fanIn, fans.fanOut, random);
  const end = region.offset + region.length;
  for (let start = region.offset; start < end; start += drawnAtOnce) {
    if (start > region.offset) breathe();
    const pieceEnd = Math.min(end, start + drawnAtOnce);
    for (let index = start; index < pieceEnd; index += 1) values[index] = draw();
  }
}

function sampler(init: InitSpec, fanIn: number, fanOut: number, random: Random): () => number {
  const uniform = (radius: number) => () => (2 * random.uniform() - 1) * radius;
  const normal = (std: number) => () => random.normal() * std;
  switch (init.type) {
    case 'zeros':
      return () => 0;
    case 'normal':
      return normal(init.std);
    case 'glorot':
      return uniform(Math.sqrt(6 / (fanIn + fanOut)));
    case 'he':
      return normal(Math.sqrt(2 / fanIn));
    case 'ufldl':
      return uniform(Math.sqrt(6 / (fanIn + fanOut + 1)));
  }
}
