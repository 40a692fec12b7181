/** What every kind declares of its settings, over all registries: words for people, rules that hold for their own fallbacks. */
import { describe, expect, it } from 'vitest';
import { layerGroups } from '../layers/layer';
import { layerKinds } from '../layers/registry';
import { lossKinds } from '../objectives/registry';
import { optimizerKinds } from '../optimizers/registry';
import { scheduleKinds } from '../schedules/registry';
import { Fields } from './fields';
import { initKinds } from './inits';
import { readSpec, usualSpec } from './read-settings';
import { settingsInWords } from './settings-in-words';
import type { Declaration } from './settings';

type Kind = Declaration<{ readonly type: string }>;

const registries = { layer: layerKinds, optimiser: optimizerKinds, schedule: scheduleKinds, init: initKinds };
const kinds = Object.entries(registries).flatMap(([what, registry]) =>
  Object.entries(registry).map(([name, kind]) => [what, name, kind as Kind] as const),
);
const settings = kinds.flatMap(([what, name, kind]) =>
  Object.entries(kind.settings).map(([key, setting]) => [what, name, key, setting, kind] as const),
);

/** Read as if from a file, where nothing but the settings may be. */
function readBack(kind: Kind, spec: object): object {
  const fields = new Fields(JSON.parse(JSON.stringify(spec)), 'here');
  fields.raw('type');
  const read = readSpec(kind, fields);
  fields.done();
  return read;
}

describe.each(kinds)('the %s %s', (_what, name, kind) => {
  it('goes by its name and has a word', () => {
    expect(kind.type).toBe(name);
    expect(kind.word).toMatch(/\S/);
  });

  it('reads its example and what a new one begins with as they are', () => {
    expect(readBack(kind, kind.example)).toEqual(kind.example);
    expect(readBack(kind, usualSpec(kind))).toEqual(usualSpec(kind));
    const placed = usualSpec(kind, { activation: 'tanh', input: [4, 3, 2] });
    expect(readBack(kind, placed)).toEqual(placed);
  });

  it('refuses a setting that nobody declared', () => {
    expect(() => readBack(kind, { ...kind.example, speed: 3 })).toThrow('here.speed');
  });

  it('tells every setting in words', () => {
    const told = settingsInWords(kind, kind.example, String);
    const { type: _type, ...given } = kind.example;
    expect(told.map(({ key }) => key).sort()).toEqual(Object.keys(given).sort());
    for (const { value } of told) expect(value).toMatch(/\S/);
  });
});

describe.each(settings)('of the %s %s the setting %s', (_what, _name, key, setting, kind) => {
  it('has a label and an explanation in sentences', () => {
    expect(setting.label).toMatch(/^[A-ZΑ-Ω].*[^.]$/u);
    expect(setting.explanation).toMatch(/^\S.*\.$/u);
    if (setting.needs !== undefined) expect(Object.keys(kind.settings)).toContain(setting.needs);
  });

  it('takes what it begins with, falls back to and is worth comparing at', () => {
    const wanted: unknown[] = [];
    if (setting.kind === 'number') {
      expect(setting.usual ?? setting.fallback).toBeDefined();
      wanted.push(setting.usual, setting.fallback, ...(setting.worth?.split(', ').map(Number) ?? []));
    } else if (setting.kind === 'pair') {
      if (typeof setting.fallback === 'string')
        expect(Object.keys(kind.settings)).toContain(setting.fallback);
      else wanted.push(setting.fallback);
      wanted.push(setting.usual);
    } else if (setting.kind === 'choice') {
      wanted.push(...Object.keys(setting.choices), setting.fallback);
    } else if (setting.kind === 'activation') {
      wanted.push(...setting.names, setting.fallback);
    }
    for (const value of wanted.filter((given) => given !== undefined)) {
      expect(readBack(kind, { ...kind.example, [key]: value })).toMatchObject({ [key]: value });
    }
  });

  it('refuses what is of no use, and names itself', () => {
    expect(() => readBack(kind, { ...kind.example, [key]: { speed: 'fast' } })).toThrow(`here.${key}`);
  });
});

it.each(Object.values(layerKinds))('the layer $type has a place in the menu and a sentence', (kind) => {
  expect(layerGroups).toContain(kind.group);
  expect(kind.sentence).toMatch(/^[A-Z].*\.$/u);
});

it.each(Object.entries(lossKinds))('the loss %s has words and can be measured on something', (name, kind) => {
  expect(kind.type).toBe(name);
  for (const target of ['input', 'labels'] as const) {
    expect(kind.title(target, 'sigmoid')).toMatch(/\S/);
    expect(kind.formula(target, null)).toMatch(/ŷ/u);
    expect(kind.lastActivations(target)).not.toEqual([]);
  }
});
