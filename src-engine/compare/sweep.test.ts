/** Sweep files: what is read, and refusals that name the field and the arm. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors';
import { armExperiment, mostArms, parseSeeds, parseSweep } from './sweep';

const base = {
  version: 1,
  name: 'Base',
  seed: 7,
  data: { dataset: 'pictures', mode: 'images' },
  network: {
    layers: [
      { type: 'dropout', rate: 0 },
      { type: 'dense', units: 3, activation: 'softmax' },
    ],
  },
  objective: { target: 'labels', loss: 'crossEntropy' },
  optimizer: { type: 'adam', learningRate: 0.01 },
  training: { epochs: 2, batchSize: 8 },
};
const arms = [
  { name: 'standard', set: {} },
  { name: 'dropout', set: { 'network.layers.0.rate': 0.5 } },
];
const file = { version: 1, base, arms };

function refusal(read: () => unknown): EngineError {
  try {
    read();
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('parseSweep', () => {
  it('fills in defaults, and reads what it has read as the same', () => {
    const sweep = parseSweep(file);
    expect(sweep).toMatchObject({ name: 'Base', description: '', arms });
    expect(sweep.base.split).toEqual({ validation: 0.1, test: 0.1 });
    expect(parseSweep(JSON.parse(JSON.stringify(sweep)))).toEqual(sweep);
    expect(parseSweep({ ...file, name: 'Dropout', arms: [{ name: 'alone' }] })).toMatchObject({
      name: 'Dropout',
      arms: [{ name: 'alone', set: {} }],
    });
  });

  it.each<[string, object, string, RegExp]>([
    ['another version', { version: 2 }, 'version', /version: expected the number 1, got 2/],
    ['no base', { base: undefined }, 'base', /Base: The experiment: expected an object, got nothing/],
    [
      'a base that is wrong',
      { base: { ...base, seed: -1 } },
      'base.seed',
      /Base: seed: expected a whole number/,
    ],
    ['no arms', { arms: [] }, 'arms', /arms: expected a list of 1 to 8/],
    ['an arm without a name', { arms: [{ set: {} }] }, 'arms.0.name', /arms\.0\.name: expected a text/],
    [
      'two arms of one name',
      { arms: [arms[0], arms[0]] },
      'arms.1.name',
      /"standard" is the name of another arm/,
    ],
    [
      'settings that are a list',
      { arms: [{ name: 'a', set: [] }] },
      'arms.0.set',
      /an object of paths and values/,
    ],
    ['an unknown key', { arms: [{ name: 'a', sets: {} }] }, 'arms.0.sets', /Did you mean 'set'\?/],
    ['an unknown key of the sweep', { seeds: [1] }, 'seeds', /seeds: this setting is not known/],
    [
      'a path that is nowhere',
      { arms: [arms[0], { name: 'wild', set: { 'network.layers.5.rate': 0.5 } }] },
      'arms.1.set.network.layers.5.rate',
      /^Arm "wild": network\.layers\.5\.rate: network\.layers has 2 layers/,
    ],
    [
      'a value that does not fit',
      { arms: [{ name: 'half', set: { 'network.layers.0.rate': 'half' } }] },
      'arms.0.set.network.layers.0.rate',
      /^Arm "half": network\.layers\.0\.rate: expected a number/,
    ],
  ])('refuses %s', (_what, change, field, message) => {
    const error = refusal(() => parseSweep({ ...file, ...change }));
    expect(error.message).toMatch(message);
    expect(error.place.field).toBe(field);
  });

  it('refuses more arms than can be told apart', () => {
    const many = Array.from({ length: mostArms + 1 }, (_, index) => ({ name: `arm ${index}` }));
    expect(parseSweep({ ...file, arms: many.slice(1) }).arms).toHaveLength(mostArms);
    expect(() => parseSweep({ ...file, arms: many })).toThrow(/list of 1 to 8, got a list of 9/);
  });

  it('answers anything with a sweep or a refusal', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom('base', 'arms', 'name', 'version', ''), (value, key) => {
        try {
          parseSweep(key === '' ? value : { ...file, [key]: value });
        } catch (error) {
          expect(error).toBeInstanceOf(EngineError);
        }
      }),
    );
  });
});

describe('armExperiment', () => {
  it('is the base with the settings of the arm, at the seed, with a name that tells both', () => {
    const sweep = parseSweep({ ...file, name: 'Sweep' });
    expect(armExperiment(sweep, 0, 3)).toEqual({ ...sweep.base, name: 'Sweep · standard', seed: 3 });
    expect(armExperiment(sweep, 1, 3).network.layers[0]).toEqual({ type: 'dropout', rate: 0.5 });
    expect(() => armExperiment(sweep, 2, 3)).toThrow(/2 arms, so there is no arm 2/);
  });
});

describe('parseSeeds', () => {
  it('takes whole numbers, each once', () => {
    expect(parseSeeds([3, 1, 2 ** 32 - 1])).toEqual([3, 1, 2 ** 32 - 1]);
    expect(() => parseSeeds([1, 2, 1])).toThrow(/1 is listed twice/);
    expect(() => parseSeeds([])).toThrow(/list of 1 to 100/);
    expect(() => parseSeeds([1.5])).toThrow(/seeds\.0: expected a whole number/);
    expect(() => parseSeeds([-1])).toThrow(/seeds\.0/);
    expect(() => parseSeeds('5')).toThrow(/a list of 1 to 100, got '5'/);
  });
});
