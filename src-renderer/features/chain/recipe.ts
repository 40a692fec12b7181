/** The recipe as an experiment on any set that has classes. No Vue. */
import type { Experiment, LayerSpec } from '../../../src-engine';

export const recipeId = 'self-taught-features';

export interface RecipeSet {
  readonly name: string;
  readonly heightPx: number;
  readonly widthPx: number;
  readonly classCount: number;
}

/**
 * The recipe's numbers for pictures of another size: patches of two sevenths of a side, at most 8; three regions along
 * it; and where pictures are large, steps so long that no map has more than 64 places along a side.
 */
export function recipeFor(
  preset: Experiment,
  { name, heightPx, widthPx, classCount }: RecipeSet,
): Experiment {
  const both = (measure: (side: number) => number) => [measure(heightPx), measure(widthPx)] as const;
  const layers = preset.network.layers.map((layer): LayerSpec => {
    switch (layer.type) {
      case 'conv2d':
        return { ...layer, kernelSize: both(patchSide), stride: both(strideAlong) };
      case 'pool2d':
        return { ...layer, region: both(regionSide), stride: both(regionSide) };
      case 'dense':
        return { ...layer, units: classCount };
      default:
        return layer;
    }
  });
  return { ...preset, data: { ...preset.data, dataset: name }, network: { layers } };
}

function patchSide(side: number): number {
  return Math.max(2, Math.min(8, Math.round((2 * side) / 7)));
}

function strideAlong(side: number): number {
  return Math.ceil(side / 64);
}

function regionSide(side: number): number {
  const places = Math.floor((side - patchSide(side)) / strideAlong(side)) + 1;
  return Math.max(1, Math.floor(places / 3));
}
