/** The shipped experiments: each can be read, fits the built-in pictures it names, and is on the list. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeNetwork, parseExperiment, sampleSets } from '../../src-engine/index';
import type { Experiment } from '../../src-engine/index';

const folder = new URL('../../resources/presets/', import.meta.url);

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
}

function readPreset(id: string): Experiment {
  return parseExperiment(readJson(`${id}.json`));
}

const listed = readJson('index.json') as string[];

describe('presets', () => {
  it('are all on the list, once, and the list names no other', () => {
    const files = readdirSync(folder).filter((file) => file !== 'index.json');
    expect([...listed].sort()).toEqual(files.map((file) => file.replace(/\.json$/, '')).sort());
  });

  it.each(listed)('%s is a full experiment with a name and a sentence for people', (id) => {
    const preset = readPreset(id);
    expect(preset).toEqual(readJson(`${id}.json`));
    expect(preset.name.length).toBeGreaterThan(0);
    expect(preset.description).toMatch(/^[A-Z].{40,}\.$/);
  });

  it.each(listed)('%s fits the built-in pictures it names', (id) => {
    const { data, network, objective, ...rest } = readPreset(id);
    const set = sampleSets.find(({ name }) => data.dataset === `sample:${name}`);
    if (set === undefined) throw new Error(`no built-in set for ${data.dataset}`);
    const [height, width] = data.mode === 'patches' ? data.patchSize : [set.heightPx, set.widthPx];
    const shape = [height, width, set.channels] as const;
    const layers = describeNetwork({ ...rest, data, network, objective }, shape, set.classNames.length);
    expect(layers.at(-1)?.outputShape).toEqual([
      objective.target === 'input' ? height * width * set.channels : set.classNames.length,
    ]);
  });
});
