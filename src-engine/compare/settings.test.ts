/** Settings by path: set, refused with words that help, and found again as differences. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors';
import { parseExperiment } from '../spec/parse-experiment';
import { applySettings, settingAt, settingsDiff } from './settings';
import type { SettingValue } from './settings';

const base = parseExperiment({
  version: 1,
  name: 'Base',
  seed: 1,
  data: { dataset: 'pictures', mode: 'images' },
  network: {
    layers: [
      { type: 'dense', units: 8, activation: 'relu' },
      { type: 'dropout', rate: 0 },
      { type: 'dense', units: 3, activation: 'softmax' },
    ],
  },
  objective: { target: 'labels', loss: 'crossEntropy' },
  optimizer: { type: 'adam', learningRate: 0.01 },
  training: { epochs: 2, batchSize: 8 },
});

function refusal(set: Readonly<Record<string, SettingValue>>): EngineError {
  try {
    applySettings(base, set);
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('applySettings', () => {
  it('changes what the paths name and nothing else', () => {
    const changed = applySettings(base, { 'network.layers.1.rate': 0.5, 'optimizer.learningRate': 0.1 });
    expect(changed).toEqual({
      ...base,
      network: { layers: base.network.layers.with(1, { type: 'dropout', rate: 0.5 }) },
      optimizer: { ...base.optimizer, learningRate: 0.1 },
    });
    expect(base.network.layers[1]).toEqual({ type: 'dropout', rate: 0 });
    expect(applySettings(base, {})).toEqual(base);
  });

  it('sets what was not set, and whole objects with their defaults', () => {
    const changed = applySettings(base, {
      'objective.maxNorm': 3,
      optimizer: { type: 'sgd', learningRate: 0.1 },
      'network.layers.0.init': 'zeros',
    });
    expect(changed.objective.maxNorm).toBe(3);
    expect(changed.optimizer).toEqual({ type: 'sgd', learningRate: 0.1, momentum: 0 });
    expect(changed.network.layers[0]).toMatchObject({ init: { type: 'zeros' } });
  });

  it.each<[string, Readonly<Record<string, SettingValue>>, RegExp]>([
    [
      'a layer that is not there',
      { 'network.layers.3.rate': 0.5 },
      /has 3 layers, counted from 0 to 2, so there is no 3/,
    ],
    ['a layer by its name', { 'network.layers.dropout.rate': 0.5 }, /so there is no dropout/],
    ['a negative place', { 'network.layers.-1.rate': 0.5 }, /so there is no -1/],
    [
      'a setting of another layer',
      { 'network.layers.0.rate': 0.5 },
      /layers\.0\.rate: this setting is not known/,
    ],
    ['a misspelt setting', { 'optimizer.learningrate': 1 }, /Did you mean 'learningRate'\?/],
    [
      'a misspelt section',
      { 'optimiser.learningRate': 1 },
      /optimiser is not set here\. Did you mean 'optimizer'\?/,
    ],
    ['an unknown section', { 'colours.red': 1 }, /colours is not set here\. Known are data, split/],
    [
      'the inside of what is not set',
      { 'training.schedule.type': 'cosine' },
      /give training\.schedule a whole object/,
    ],
    [
      'the inside of null',
      { 'objective.sparsity.rho': 0.1 },
      /objective\.sparsity is null and has no settings/,
    ],
    ['the inside of a number', { 'network.layers.1.rate.x': 1 }, /network\.layers\.1\.rate is 0 and has no/],
    [
      'a text for a number',
      { 'network.layers.1.rate': 'half' },
      /layers\.1\.rate: expected a number.*got 'half'/,
    ],
    [
      'a rate of 1',
      { 'network.layers.1.rate': 1 },
      /layers\.1\.rate: expected a number at least 0 and below 1, got 1/,
    ],
    ['the seed', { seed: 2 }, /seed: this is no setting that arms can differ in/],
    ['the name', { name: 'x' }, /name: this is no setting/],
    ['no path', { '': 1 }, /An empty path/],
    ['two dots', { 'network..layers': 1 }, /single dots/],
    ['a prototype', { 'network.__proto__.x': 1 }, /network\.__proto__ is not set here/],
    [
      'a prototype whole',
      { __proto__x: 1, ['__proto__']: { x: 1 } },
      /__proto__x: this setting is not known/,
    ],
    ['a contradiction', { 'objective.target': 'input' }, /network\.layers\.2\.activation: expected sigmoid/],
  ])('refuses %s and names the path', (_what, set, message) => {
    const error = refusal(set);
    expect(error.message).toMatch(message);
    expect(error.kind).toBe('config');
    expect(error.place.field).toBeDefined();
  });

  it('answers any path and value with an experiment or a refusal', () => {
    const path = fc.oneof(
      fc.string(),
      fc
        .array(
          fc.constantFrom(
            'network',
            'layers',
            '0',
            '1',
            '9',
            'rate',
            'type',
            'objective',
            'sparsity',
            'units',
          ),
        )
        .map((segments) => segments.join('.')),
    );
    fc.assert(
      fc.property(path, fc.jsonValue(), (where, value) => {
        try {
          const changed = applySettings(base, { [where]: value as SettingValue });
          expect(parseExperiment(changed)).toEqual(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(EngineError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('settingsDiff', () => {
  it('names the leaves that differ', () => {
    const other = applySettings(base, { 'network.layers.1.rate': 0.5, 'objective.weightDecay': 0.001 });
    expect(settingsDiff(base, { ...other, seed: 4, name: 'Other', description: 'Else.' })).toEqual([
      { path: 'seed', a: 1, b: 4 },
      { path: 'network.layers.1.rate', a: 0, b: 0.5 },
      { path: 'objective.weightDecay', a: 0, b: 0.001 },
    ]);
    expect(settingsDiff(base, base)).toEqual([]);
    expect(settingAt(other, 'network.layers.1.rate')).toBe(0.5);
    expect(settingAt(other, 'network.layers.9.rate')).toBeNull();
    expect(settingAt(other, 'seed.toFixed')).toBeNull();
  });

  it('keeps lists of numbers and things of different types whole, and shows layers that one of them lacks', () => {
    const sgd = { type: 'sgd', learningRate: 0.1, momentum: 0 } as const;
    const extra = { type: 'dense', units: 3, activation: 'softmax' } as const;
    const other = parseExperiment({
      ...base,
      optimizer: sgd,
      network: { layers: [...base.network.layers.slice(0, 2), { ...extra, activation: 'relu' }, extra] },
    });
    const differences = settingsDiff(base, other);
    expect(differences.map(({ path }) => path)).toEqual([
      'network.layers.2.activation',
      'network.layers.2.init',
      'network.layers.3',
      'optimizer',
    ]);
    expect(differences[2]).toEqual({ path: 'network.layers.3', a: null, b: other.network.layers[3] });
    expect(differences[3]).toEqual({ path: 'optimizer', a: base.optimizer, b: sgd });
    const patches = { dataset: 'p', mode: 'patches', whiten: false, preprocess: 'none' };
    const [small, large] = [8, 10].map((side) =>
      parseExperiment({ ...base, data: { ...patches, patchSize: [side, side] } }),
    );
    expect(settingsDiff(small, large)).toEqual([{ path: 'data.patchSize', a: [8, 8], b: [10, 10] }]);
  });

  it('gives back the other experiment where it is applied', () => {
    const settings = fc.record(
      {
        'network.layers.0.units': fc.integer({ min: 1, max: 40 }),
        'network.layers.0.activation': fc.constantFrom('relu', 'tanh', 'sigmoid'),
        'network.layers.0.init': fc.constantFrom('zeros', 'he', { type: 'normal', std: 0.5 }),
        'network.layers.1.rate': fc.constantFrom(0, 0.25, 0.5),
        'objective.weightDecay': fc.constantFrom(0, 0.001),
        'objective.maxNorm': fc.constantFrom(2, 3),
        optimizer: fc.constantFrom({ type: 'sgd', learningRate: 1 }, { type: 'rmsprop', learningRate: 0.1 }),
        'training.schedule': fc.constantFrom(
          { type: 'cosine' },
          { type: 'step', everyEpochs: 2, factor: 0.5 },
        ),
        'training.batchSize': fc.integer({ min: 1, max: 64 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(settings, settings, (first, second) => {
        const [a, b] = [first, second].map((set) => applySettings(base, set as Record<string, SettingValue>));
        const set = Object.fromEntries(settingsDiff(a, b).map(({ path, b: value }) => [path, value]));
        expect(applySettings(a, set)).toEqual(b);
        const back = settingsDiff(b, a).map(({ path, a: left, b: right }) => ({ path, a: right, b: left }));
        expect(new Set(back)).toEqual(new Set(settingsDiff(a, b)));
      }),
    );
  });
});
