/** Editing the list of layers: every kind can be added, ties keep their partner, what is removed comes back. */
import { describe, expect, it } from 'vitest';
import { layerKinds, parseExperiment, type LayerSpec } from '../../../src-engine';
import type { DatasetSummary } from '../../../src-main/contract/datasets';
import { checkDraft, editableCopy, fitOutput, layerOfField, type Draft } from './draft';
import { insertLayer, moveLayer, newLayer, removeLayer, restoreLayer } from './layer-edits';

const shapes: DatasetSummary = {
  id: 1,
  name: 'shapes',
  source: 'sample',
  description: '',
  state: 'ready',
  heightPx: 28,
  widthPx: 28,
  channels: 1,
  classCount: 6,
  pictureCount: 100,
  skippedCount: 0,
  sizeBytes: 1,
  createdAtMs: 0,
  coverItemIds: [],
};

function draftOf(layers: readonly object[], target: 'input' | 'labels' = 'labels'): Draft {
  return editableCopy(
    parseExperiment({
      version: 1,
      name: 'Net',
      seed: 1,
      data: { dataset: 'shapes', mode: 'images' },
      network: { layers },
      objective: { target, loss: target === 'labels' ? 'crossEntropy' : 'squaredError' },
      optimizer: { type: 'adam', learningRate: 0.001 },
      training: { epochs: 1, batchSize: 32 },
    }),
  );
}

const softmax = { type: 'dense', units: 6, activation: 'softmax' };
const tiedAutoencoder = [
  { type: 'dense', units: 20, activation: 'sigmoid' },
  { type: 'dense', units: 784, activation: 'sigmoid', tiedTo: 0 },
];

function typesOf(draft: Draft): string[] {
  return draft.network.layers.map(({ type }) => type);
}

describe('a new layer', () => {
  it.each(Object.keys(layerKinds) as LayerSpec['type'][])(
    '%s has settings that the engine accepts',
    (type) => {
      const draft = draftOf([softmax]);
      insertLayer(draft, 0, newLayer(draft, type, 0, [28, 28, 1]));
      expect(checkDraft(draft, shapes).problem).toBeNull();
    },
  );

  it('goes on with the activation of the layers before it', () => {
    const draft = draftOf([{ type: 'dense', units: 9, activation: 'tanh' }, softmax]);
    expect(newLayer(draft, 'dense', 1, [9])).toMatchObject({
      units: 64,
      activation: 'tanh',
      init: { type: 'glorot' },
    });
    expect(newLayer(draft, 'conv2d', 0, null)).toMatchObject({ activation: 'relu', init: { type: 'he' } });
  });
});

describe('tied weights', () => {
  it('keep their partner when layers come, go and move', () => {
    const draft = draftOf(tiedAutoencoder, 'input');
    const output = (): unknown => draft.network.layers.at(-1);
    insertLayer(draft, 0, { type: 'flatten' });
    expect(output()).toMatchObject({ tiedTo: 1 });
    moveLayer(draft, 0, 1);
    expect(output()).toMatchObject({ tiedTo: 0 });
    removeLayer(draft, 1);
    expect(output()).toMatchObject({ tiedTo: 0 });
    expect(checkDraft(draft, shapes).problem).toBeNull();
  });

  it('are given up with the partner and come back with it', () => {
    const draft = draftOf(tiedAutoencoder, 'input');
    const before = JSON.stringify(draft);
    const removed = removeLayer(draft, 0)!;
    expect(draft.network.layers[0]).not.toHaveProperty('tiedTo');
    restoreLayer(draft, removed);
    expect(JSON.parse(JSON.stringify(draft))).toEqual(JSON.parse(before));
  });
});

describe('an impossible network', () => {
  it('is explained at the layer that is wrong, with the shapes up to it', () => {
    const draft = draftOf([
      { type: 'conv2d', filters: 8, kernelSize: 5 },
      { type: 'pool2d', region: 30 },
      softmax,
    ]);
    const { problem, layers } = checkDraft(draft, shapes);
    expect(layerOfField(problem?.field ?? '')).toBe(1);
    expect(problem?.message).toContain('got 24×24×8');
    expect(layers.map(({ outputShape }) => outputShape)).toEqual([[24, 24, 8]]);
  });

  it('is not made by moving past the end of the list', () => {
    const draft = draftOf([{ type: 'flatten' }, softmax]);
    expect(moveLayer(draft, 0, -1)).toBe(false);
    expect(moveLayer(draft, 1, 1)).toBe(false);
    expect(typesOf(draft)).toEqual(['flatten', 'dense']);
  });

  it('is put right by one output for each class when another layer becomes the last', () => {
    const draft = draftOf([{ type: 'dense', units: 30, activation: 'linear' }, softmax]);
    removeLayer(draft, 1);
    expect(layerOfField(checkDraft(draft, shapes).problem?.field ?? '')).toBe(0);
    fitOutput(draft, shapes);
    expect(checkDraft(draft, shapes).problem).toBeNull();
  });
});
