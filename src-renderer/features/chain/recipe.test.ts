import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeNetwork, parseExperiment } from '../../../src-engine';
import { recipeFor, recipeId } from './recipe';

const file = new URL(`../../../resources/presets/${recipeId}.json`, import.meta.url);
const preset = parseExperiment(JSON.parse(readFileSync(file, 'utf8')));

describe('the recipe for a data set', () => {
  it('is the preset itself for the set the preset names', () => {
    const set = { name: 'sample:shapes', heightPx: 28, widthPx: 28, classCount: 6 };
    expect(recipeFor(preset, set)).toEqual(preset);
  });

  it.each([
    [4, 4],
    [12, 40],
    [64, 64],
    [256, 256],
  ])('fits pictures of %i×%i, with three regions along each side', (heightPx, widthPx) => {
    const recipe = parseExperiment(recipeFor(preset, { name: 'mine', heightPx, widthPx, classCount: 3 }));
    const layers = describeNetwork(recipe, [heightPx, widthPx, 3], 3);
    expect(layers[1]?.outputShape.slice(0, 2)).toEqual([3, 3]);
    expect(layers.at(-1)?.outputShape).toEqual([3]);
  });
});
