/** Initial weights (lecture §3): fills tensors as the setting says. Biases start at 0; `autoencoder` learns them too. */
import type { FloatArray } from './kernels/kernels';
import type { InitSpec } from './spec/inits';
import type { Random } from './random';

/** Numbers between two breaths. */
const drawnAtOnce = 2 ** 15;

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
