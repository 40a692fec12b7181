/** How the maps of a layer become colours: intensities where they have no sign, around zero where they have. */
import type { LayerMaps, LearnedLayer } from '../../../src-engine';
import type { PictureMap } from '../../shared/canvas/paint-picture';

const unsigned: ReadonlySet<LearnedLayer['activation']> = new Set(['sigmoid', 'relu']);

export function colorsFor({ activation }: LearnedLayer): PictureMap {
  return unsigned.has(activation) ? 'intensity' : 'diverging';
}

/** One small map, a view. */
export function smallMap({ small, smallHeight, smallWidth }: LayerMaps, unit: number): Float32Array {
  const size = smallHeight * smallWidth;
  return small.subarray(unit * size, (unit + 1) * size);
}
