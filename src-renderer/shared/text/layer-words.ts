/** Layers in a few words, as their kinds declare them. */
import { initKinds, layerKinds, type LayerSpec } from '../../../src-engine';

/** E.g. `Conv 3×3 · ReLU`. */
export function layerTitle(layer: LayerSpec): string {
  return layerKinds[layer.type].title(layer);
}

/** With how many units or filters it has, and how they begin: `16 × Conv 3×3 · ReLU, He`. */
export function layerInWords(layer: LayerSpec): string {
  const init = 'init' in layer && !('tiedTo' in layer) ? `, ${initKinds[layer.init.type].word}` : '';
  return `${layerCount(layer)}${layerTitle(layer)}${init}`;
}

function layerCount(layer: LayerSpec): string {
  const counting = Object.entries(layerKinds[layer.type].settings).find(
    ([, setting]) => setting.kind === 'number' && setting.counts,
  );
  if (counting === undefined) return '';
  const [key] = counting;
  return `${Number(Reflect.get(layer, key))} × `;
}
