/** Setting up a bench: what is typed becomes arms, and what is wrong is said at its arm. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applySettings, parseExperiment, parseSweep, type Sweep } from '../../../src-engine';
import type { DatasetSummary } from '../../../src-main/contract/datasets';
import { checkBench, draftFromSweep, draftOf, varyOver, type BenchDraft } from './bench-draft';
import { roughSeconds, roughWords } from './rough-time';
import { readSeeds, seedsText } from './seed-text';
import { choiceOf, readSetting, settingChoices, settingText } from './setting-choices';

const classifier = parseExperiment({
  version: 1,
  name: 'Shapes',
  seed: 1,
  data: { dataset: 'sample:shapes', mode: 'images' },
  network: {
    layers: [
      { type: 'flatten' },
      { type: 'dense', units: 64, activation: 'relu', init: 'he' },
      { type: 'dropout', rate: 0.5 },
      { type: 'dense', units: 6, activation: 'softmax' },
    ],
  },
  objective: { target: 'labels', loss: 'crossEntropy' },
  optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0.9 },
  training: { epochs: 10, batchSize: 32 },
});
const edges = parseExperiment({
  version: 1,
  name: 'Edges',
  seed: 1,
  data: { dataset: 'sample:shapes', mode: 'patches', patchSize: [10, 10] },
  network: {
    layers: [
      { type: 'dense', units: 25, activation: 'sigmoid', init: { type: 'normal', std: 0.03 } },
      { type: 'dense', units: 100, activation: 'sigmoid', init: 'ufldl' },
    ],
  },
  objective: { target: 'input', loss: 'squaredError', sparsity: { rho: 0.02, beta: 2 } },
  optimizer: { type: 'adam', learningRate: 0.003 },
  training: { epochs: 4, batchSize: 50 },
});
const convnet = parseExperiment({
  ...classifier,
  network: {
    layers: [
      { type: 'conv2d', filters: 8, kernelSize: 5, activation: 'relu' },
      { type: 'pool2d', kind: 'max', region: 2 },
      { type: 'flatten' },
      { type: 'dense', units: 6, activation: 'softmax' },
    ],
  },
});
const shapes = {
  name: 'sample:shapes',
  heightPx: 28,
  widthPx: 28,
  channels: 1,
  classCount: 6,
  pictureCount: 3000,
} as DatasetSummary;

const rate = 'network.layers.2.rate';

function withCells(...cells: readonly string[][]): BenchDraft {
  return { ...draftOf(classifier), columns: [rate], arms: cells.map((row) => ({ name: '', cells: row })) };
}

describe('the settings to choose from', () => {
  it.each([classifier, edges, convnet])(
    'are all there in the experiment itself, and read as they are written',
    (base) => {
      const choices = settingChoices(base);
      expect(new Set(choices.map(({ path }) => path)).size).toBe(choices.length);
      for (const choice of choices) {
        const text = settingText(choice, choice.base);
        const known = new Map([[text, choice.base]]);
        expect(readSetting(choice, text, known)).toEqual(choice.base);
        expect(applySettings(base, { [choice.path]: choice.base })).toEqual(base);
      }
    },
  );

  it.each([classifier, edges, convnet])('offer nothing that could not be trained by itself', (base) => {
    for (const choice of settingChoices(base)) {
      const texts = choice.options?.map(({ text }) => text) ?? choice.example.split(', ');
      for (const text of texts) {
        const value = readSetting(choice, text);
        expect(value, `${choice.label}: ${text}`).not.toBeUndefined();
        // A sparsity penalty needs sigmoids, and L-BFGS no dropout: that is said at the arm.
        if (/activation$|^optimizer$/.test(choice.path)) continue;
        expect(
          () => applySettings(base, { [choice.path]: value ?? null }),
          `${choice.label}: ${text}`,
        ).not.toThrow();
      }
    }
  });

  it('take numbers as people type them, and `none` for what may be absent', () => {
    const choice = choiceOf(settingChoices(classifier), 'objective.maxNorm');
    expect(readSetting(choice, ' 0,5 ')).toBe(0.5);
    expect(readSetting(choice, '1e-4')).toBe(0.0001);
    expect(readSetting(choice, 'none')).toBeNull();
    expect(readSetting(choice, 'much')).toBeUndefined();
  });
});

describe('a bench', () => {
  it('starts with dropout against none where the network has dropout', () => {
    const { sweep } = checkBench(draftOf(classifier), shapes);
    expect(sweep?.arms).toEqual([
      { name: 'as it is', set: {} },
      { name: 'p 0', set: { [rate]: 0 } },
    ]);
  });

  it('says what is wrong at the arm and the column, and is no sweep then', () => {
    const checked = checkBench(withCells(['0.5'], ['1.5'], ['many'], ['']), shapes);
    expect(checked.sweep).toBeNull();
    expect(checked.arms.map(({ error }) => error?.column ?? null)).toEqual([null, 0, 0, null]);
    expect(checked.arms[1]?.error?.message).toMatch(/1\.5/);
    expect(checked.arms[2]?.error?.message).toContain('“many” is no value');
    expect(checked.arms[3]?.error).toBeNull();
  });

  it('sends arms through the shapes of their own data set', () => {
    const draft = varyOver(draftOf(classifier), 'network.layers.3.units', '6, 5');
    const { arms } = checkBench(draft, shapes);
    expect(arms[0]?.error).toBeNull();
    expect(arms[1]?.error?.message).toMatch(/6/);
    expect(checkBench(draft, undefined).arms[0]?.error?.message).toContain('no data set');
  });

  it('wants different names, an arm and seeds that can be read', () => {
    expect(checkBench(withCells(['0.5'], ['0.5']), shapes).arms[1]?.error?.message).toContain(
      'Arm 1 has this name',
    );
    expect(checkBench(withCells(), shapes).sweep).toBeNull();
    expect(checkBench({ ...withCells(['0.5'], ['0']), seeds: 'all' }, shapes).seedsError).toContain(
      'whole numbers',
    );
  });

  it('takes one arm for each value of a setting', () => {
    const draft = varyOver(draftOf(classifier), 'network.layers.1.init', 'zeros; He; N(0, 0.01²)');
    const { sweep } = checkBench(draft, shapes);
    expect(sweep?.arms.map(({ set }) => Object.values(set)[0])).toEqual([
      { type: 'zeros' },
      { type: 'he' },
      { type: 'normal', std: 0.01 },
    ]);
  });

  it('leaves the arms as they are where no value is typed', () => {
    const draft = draftOf(classifier);
    expect(varyOver(draft, 'network.layers.3.units', ' , ')).toBe(draft);
  });

  it('edits a sweep and gives it back as it was', () => {
    const sweep: Sweep = parseSweep({
      version: 1,
      base: classifier,
      arms: [
        { name: 'standard', set: {} },
        {
          name: 'small',
          set: { 'network.layers.1.init': { type: 'normal', std: 0.05 }, 'objective.weightDecay': 0.01 },
        },
        { name: 'half', set: { [rate]: 0.25 } },
      ],
    });
    const again = checkBench(draftFromSweep(sweep, [1, 2, 3]), shapes);
    expect(again.sweep).toEqual(sweep);
    expect(again.seeds).toEqual([1, 2, 3]);
  });
});

describe('seeds', () => {
  it('are typed as lists and ranges', () => {
    expect(readSeeds('1–3, 7')).toEqual([1, 2, 3, 7]);
    expect(readSeeds('5')).toEqual([5]);
    expect(readSeeds('2 - 4 2')).toEqual([2, 3, 4]);
    expect(readSeeds('3-1')).toBeNull();
    expect(readSeeds('1-100000')).toBeNull();
    expect(readSeeds('')).toBeNull();
  });

  it('read back as they are written', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(2 ** 32 - 1), { minLength: 1, maxLength: 12 }), (seeds) => {
        expect(readSeeds(seedsText(seeds))).toEqual(seeds);
      }),
    );
  });
});

describe('the rough time', () => {
  it('grows with seeds and shrinks with cores, and is said in round words', () => {
    const arms = checkBench(draftOf(classifier), shapes).arms.flatMap(({ experiment, layers }) =>
      experiment === null ? [] : [{ experiment, layers }],
    );
    expect(arms).toHaveLength(2);
    const once = roughSeconds(arms, 1, 3000, 10, 1);
    expect(roughSeconds(arms, 10, 3000, 10, 1)).toBeCloseTo(10 * once);
    expect(roughSeconds(arms, 10, 3000, 10, 2)).toBeCloseTo(5 * once);
    expect([2, 33, 600, 9000].map(roughWords)).toEqual([
      'a few seconds',
      'about 35 s',
      'about 10 min',
      'about 3 h',
    ]);
  });
});
