/** Initial weights (lecture §3): reads the setting and fills tensors. Biases start at 0; `autoencoder` learns them too. */
import { Fields, refuse } from './spec/fields';
import type { FloatArray } from './kernels/kernels';
import type { AutoencoderInit, InitSpec } from './spec/experiment';
import type { Random } from './random';

/** Every kind of init with its usual settings, which fill in what a file leaves out. */
export const usualInits: { readonly [Type in InitSpec['type']]: Extract<InitSpec, { type: Type }> } = {
  zeros: { type: 'zeros' },
  normal: { type: 'normal', std: 0.01 },
  glorot: { type: 'glorot' },
  he: { type: 'he' },
  ufldl: { type: 'ufldl' },
  autoencoder: {
    type: 'autoencoder',
    patchCount: 10_000,
    iterations: 150,
    weightDecay: 0.0001,
    rho: 0.05,
    beta: 3,
  },
};

const initNames = Object.keys(usualInits) as InitSpec['type'][];

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
  const init = parseKind(type, reader);
  reader.done();
  return init;
}

function parseKind(type: InitSpec['type'], fields: Fields): InitSpec {
  if (type === 'autoencoder') return parseAutoencoder(fields);
  if (type !== 'normal') return usualInits[type];
  const fallback = usualInits.normal.std;
  return { type, std: fields.number('std', { above: 0, max: 10, fallback }) };
}

function parseAutoencoder(fields: Fields): AutoencoderInit {
  const usual = usualInits.autoencoder;
  return {
    type: 'autoencoder',
    patchCount: fields.integer('patchCount', { min: 1, max: 1_000_000, fallback: usual.patchCount }),
    iterations: fields.integer('iterations', { min: 1, max: 10_000, fallback: usual.iterations }),
    weightDecay: fields.number('weightDecay', { min: 0, max: 1000, fallback: usual.weightDecay }),
    rho: fields.number('rho', { above: 0, below: 1, fallback: usual.rho }),
    beta: fields.number('beta', { min: 0, max: 1000, fallback: usual.beta }),
  };
}

/**
 * Fills one weight tensor in place; overwrites the region.
 * Glorot: U(−r, r), r = √(6/(n_in + n_out)) (Glorot & Bengio 2010). He: N(0, 2/n_in) (He et al. 2015).
 * UFLDL: U(−r, r), r = √(6/(n_in + n_out + 1)); the autoencoder's filters are so too until they are learned.
 * Normal: N(0, std²).
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
    case 'autoencoder':
      return uniform(Math.sqrt(6 / (fanIn + fanOut + 1)));
  }
}
