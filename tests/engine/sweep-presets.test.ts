/** The shipped sweeps: each can be read, all its arms fit the built-in pictures they name, and it is on the list. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  armExperiment,
  describeNetwork,
  parseSeeds,
  parseSweep,
  sampleSets,
  settingsDiff,
} from '../../src-engine/index';

const folder = new URL('../../resources/sweeps/', import.meta.url);

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
}

const listed = readJson('index.json') as { readonly id: string; readonly seeds: readonly number[] }[];

describe('shipped sweeps', () => {
  it('are all on the list, once, and the list names no other', () => {
    const files = readdirSync(folder).filter((file) => file !== 'index.json');
    expect(listed.map(({ id }) => `${id}.json`).sort()).toEqual(files.sort());
  });

  it.each(listed)('$id has a name, a sentence on what to look for, and arms that differ', ({ id, seeds }) => {
    const sweep = parseSweep(readJson(`${id}.json`));
    expect(sweep.name.length).toBeGreaterThan(0);
    expect(sweep.description).toMatch(/^[A-Z].{60,}\.$/);
    expect(parseSeeds(seeds).length).toBeGreaterThan(1);
    sweep.arms.forEach((_, arm) => {
      const own = armExperiment(sweep, arm, 1);
      const others = sweep.arms.map((_other, index) => index).filter((index) => index !== arm);
      for (const other of others) expect(settingsDiff(own, armExperiment(sweep, other, 1))).not.toEqual([]);
    });
  });

  it.each(listed)('$id fits the built-in pictures it names, in every arm', ({ id }) => {
    const sweep = parseSweep(readJson(`${id}.json`));
    sweep.arms.forEach((_, arm) => {
      const experiment = armExperiment(sweep, arm, 1);
      const { data, objective } = experiment;
      const set = sampleSets.find(({ name }) => data.dataset === `sample:${name}`);
      if (set === undefined) throw new Error(`no built-in set for ${data.dataset}`);
      const [height, width] = data.mode === 'patches' ? data.patchSize : [set.heightPx, set.widthPx];
      const shape = [height, width, set.channels] as const;
      const layers = describeNetwork(experiment, shape, set.classNames.length);
      expect(layers.at(-1)?.outputShape).toEqual([
        objective.target === 'input' ? height * width * set.channels : set.classNames.length,
      ]);
    });
  });
});
