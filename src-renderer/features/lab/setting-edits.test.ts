/** Declared settings in the panel: which are shown, folded together, counted, and taken away again. */
import { describe, expect, it } from 'vitest';
import { layerKinds, optimizerKinds, usualSpec } from '../../../src-engine';
import { countInUse, groupSettings, setSetting, shownSettings } from './setting-edits';

const conv = layerKinds.conv2d;

function keysOf(settings: readonly (readonly [string, unknown])[]): string[] {
  return settings.map(([key]) => key);
}

describe('the settings of a convolution', () => {
  it('are in the order they are declared, with those seldom needed together', () => {
    const groups = groupSettings(Object.entries(conv.settings));
    expect(groups.map(({ more, settings }) => [more, ...keysOf(settings)])).toEqual([
      [false, 'filters', 'kernelSize', 'padding'],
      [true, 'stride', 'dilation'],
      [false, 'activation', 'init', 'trainable'],
    ]);
  });

  it('are in use where they are something else than left out', () => {
    const folded = groupSettings(Object.entries(conv.settings))[1].settings;
    expect(countInUse(folded, usualSpec(conv))).toBe(0);
    expect(countInUse(folded, { ...usualSpec(conv), stride: [1, 2] })).toBe(1);
  });

  it('of pooling follow from each other: a stride as long as the region is none of its own', () => {
    const stride = Object.entries(layerKinds.pool2d.settings).filter(([key]) => key === 'stride');
    expect(countInUse(stride, { region: [3, 3], stride: [3, 3] })).toBe(0);
    expect(countInUse(stride, { region: [3, 3], stride: [2, 2] })).toBe(1);
  });
});

describe('the settings of gradient descent', () => {
  const { settings } = optimizerKinds.sgd;

  it('are shown where they do something', () => {
    expect(keysOf(shownSettings(settings, { momentum: 0.9 }))).toContain('nesterov');
    expect(keysOf(shownSettings(settings, { momentum: 0 }))).not.toContain('nesterov');
  });

  it('are absent again when they are switched off', () => {
    const spec = { momentum: 0.9 };
    setSetting(spec, 'nesterov', true);
    expect(spec).toEqual({ momentum: 0.9, nesterov: true });
    setSetting(spec, 'nesterov', undefined);
    expect(spec).toEqual({ momentum: 0.9 });
  });
});
