import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EngineError } from '../errors';
import { layerKinds, layerTypes } from '../layers/registry';
import { optimizerKinds, optimizerTypes } from '../optimizers/registry';
import { parseExperiment } from './parse-experiment';

/** The autoencoder of the experiment file's description, as a person writes it. */
const autoencoder = {
  version: 1,
  name: 'Edges',
  seed: 1,
  data: {
    dataset: 'sample:dead-leaves',
    mode: 'patches',
    patchSize: [10, 10],
    patchCount: 10000,
    preprocess: 'ufldl',
  },
  split: { validation: 0.1, test: 0.1 },
  network: {
    layers: [
      { type: 'dense', units: 100, activation: 'sigmoid' },
      { type: 'dense', units: 100, activation: 'sigmoid' },
    ],
  },
  objective: { target: 'input', loss: 'squaredError', weightDecay: 0.0001, sparsity: { rho: 0.01, beta: 3 } },
  optimizer: { type: 'adam', learningRate: 0.001 },
  training: { epochs: 30, batchSize: 256 },
};

const classifier = {
  version: 1,
  name: 'Digits',
  seed: 7,
  data: { dataset: 'digits', mode: 'images' },
  network: {
    layers: [
      { type: 'flatten' },
      { type: 'dense', units: 128, activation: 'relu' },
      { type: 'dense', units: 10, activation: 'softmax' },
    ],
  },
  objective: { target: 'labels', loss: 'crossEntropy' },
  optimizer: { type: 'sgd', learningRate: 0.1 },
  training: { epochs: 10, batchSize: 32 },
};

type Plain = Record<string, unknown>;

/** A copy of `base` with the value at a dotted path replaced; `undefined` removes it. */
function changed(base: unknown, path: string, value: unknown): unknown {
  const copy = structuredClone(base);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce<Plain>((object, key) => object[key] as Plain, copy as Plain);
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else parent[last] = value;
  return copy;
}

function refusal(value: unknown): EngineError {
  try {
    parseExperiment(value);
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error('the experiment was accepted');
}

describe('parseExperiment', () => {
  test('fills the defaults of an autoencoder on patches', () => {
    const experiment = parseExperiment(autoencoder);
    expect(experiment).toEqual({
      ...autoencoder,
      description: '',
      data: { ...autoencoder.data, whiten: true },
      network: {
        layers: autoencoder.network.layers.map((layer) => ({ ...layer, init: { type: 'glorot' } })),
      },
      optimizer: { type: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    });
  });

  test('fills the defaults of a classifier on pictures', () => {
    const experiment = parseExperiment(classifier);
    expect(experiment.data).toEqual({ dataset: 'digits', mode: 'images', preprocess: 'none' });
    expect(experiment.split).toEqual({ validation: 0.1, test: 0.1 });
    expect(experiment.network.layers[1]).toMatchObject({ init: { type: 'he' } });
    expect(experiment.objective).toMatchObject({ weightDecay: 0, sparsity: null });
    expect(experiment.optimizer).toEqual({ type: 'sgd', learningRate: 0.1, momentum: 0 });
  });

  test('fills size, count and preprocessing of patches, and whitens for ufldl alone', () => {
    const bare = parseExperiment(changed(autoencoder, 'data', { dataset: 'a', mode: 'patches' }));
    expect(bare.data).toMatchObject({
      patchSize: [10, 10],
      patchCount: 10_000,
      preprocess: 'ufldl',
      whiten: true,
    });
    const standard = { dataset: 'a', mode: 'patches', preprocess: 'standardize' };
    expect(parseExperiment(changed(autoencoder, 'data', standard)).data).toMatchObject({ whiten: false });
  });

  test('takes an init as a bare name or as an object', () => {
    const named = parseExperiment(changed(autoencoder, 'network.layers.0.init', 'ufldl'));
    expect(named.network.layers[0]).toMatchObject({ init: { type: 'ufldl' } });
    const sized = parseExperiment(
      changed(autoencoder, 'network.layers.0.init', { type: 'normal', std: 0.05 }),
    );
    expect(sized.network.layers[0]).toMatchObject({ init: { type: 'normal', std: 0.05 } });
  });

  test('reads back what it has written', () => {
    for (const value of [autoencoder, classifier]) {
      const experiment = parseExperiment(value);
      expect(parseExperiment(JSON.parse(JSON.stringify(experiment)))).toEqual(experiment);
    }
  });

  test.each([
    ['version', 2, 'version', /number 1, got 2/],
    ['name', '  ', 'name', /1 to 200 characters/],
    ['seed', -1, 'seed', /whole number at least 0 and at most 4294967295, got -1/],
    ['seed', 1.5, 'seed', /whole number/],
    ['data.mode', undefined, 'data.mode', /one of patches, images, got nothing/],
    ['data.patchSize', [10], 'data.patchSize', /list of 2, got a list of 1/],
    ['data.patchSize', [10, 0], 'data.patchSize.1', /at least 1/],
    ['data.whiten', 1, 'data.whiten', /true or false, got 1/],
    ['split.test', 0.95, 'split', /below 1/],
    ['network.layers', [], 'network.layers', /list of 1 to 64/],
    ['network.layers.0.units', '100', 'network.layers.0.units', /got '100'/],
    ['network.layers.1.activation', 'sigmod', 'network.layers.1.activation', /Did you mean 'sigmoid'/],
    ['network.layers.1', { type: 'flatten' }, 'network.layers.1', /dense layer at the end/],
    [
      'network.layers',
      [{ type: 'activation', activation: 'tanh' }],
      'network.layers',
      /layer with weights.*got none/,
    ],
    ['network.layers.1.tiedTo', 1, 'network.layers.1.tiedTo', /earlier dense layer.*got 1/],
    ['network.layers.0.tiedTo', 0, 'network.layers.0.tiedTo', /earlier dense layer.*got 0/],
    ['objective.activityL1', -1, 'objective.activityL1', /at least 0/],
    ['objective.maxNorm', 'two', 'objective.maxNorm', /above 0/],
    ['objective.corruption', { type: 'blur' }, 'objective.corruption.type', /one of masking, gaussian/],
    ['objective.corruption', { type: 'masking', amount: 1 }, 'objective.corruption.amount', /below 1/],
    ['network.layers.0.activation', 'softmax', 'network.layers.0.activation', /last layer only/],
    ['network.layers.1.activation', 'softmax', 'network.layers.1.activation', /crossEntropy/],
    ['network.layers.0.activation', 'tanh', 'objective.sparsity', /hidden sigmoid layer/],
    ['network.layers.0.init', 3, 'network.layers.0.init', /got 3/],
    ['objective.sparsity.rho', 1, 'objective.sparsity.rho', /below 1/],
    ['objective.lambda', 1, 'objective.lambda', /not known. Remove it; known here: target/],
    ['objective.weightdecay', 1, 'objective.weightdecay', /Did you mean 'weightDecay'/],
    ['optimizer.type', 'adma', 'optimizer.type', /Did you mean 'adam'/],
    ['optimizer.learningRate', 0, 'optimizer.learningRate', /above 0/],
    ['optimizer.learningRate', NaN, 'optimizer.learningRate', /got NaN/],
    ['training', null, 'training', /an object, got null/],
  ])('refuses %s = %j and names the field', (path, value, field, message) => {
    const error = refusal(changed(autoencoder, path, value));
    expect(error.kind).toBe('config');
    expect(error.place.field).toBe(field);
    expect(error.message).toMatch(message);
  });

  test('keeps the optional terms of an objective, and leaves them out where they do nothing', () => {
    const terms = { activityL1: 0.1, maxNorm: 3, corruption: { type: 'gaussian', amount: 0.5 } };
    const objective = { ...autoencoder.objective, ...terms };
    expect(parseExperiment({ ...autoencoder, objective }).objective).toEqual(objective);
    const nothing = { ...autoencoder.objective, activityL1: 0, maxNorm: null, corruption: null };
    expect(parseExperiment({ ...autoencoder, objective: nothing })).toEqual(parseExperiment(autoencoder));
  });

  test('refuses a corruption of labels, and L1 where no hidden unit has an activation', () => {
    const corruption = { type: 'masking', amount: 0.2 };
    const labels = changed(classifier, 'objective.corruption', corruption);
    expect(refusal(labels).message).toMatch(/corruption: expected a network that learns its input/);
    const linear = changed(
      changed(classifier, 'objective.activityL1', 1),
      'network.layers.1.activation',
      'linear',
    );
    expect(refusal(linear).message).toMatch(/hidden layer with an activation other than linear/);
  });

  test('asks for a sigmoid output where cross-entropy is measured against the input', () => {
    const linear = changed(autoencoder, 'network.layers.1.activation', 'linear');
    expect(refusal(changed(linear, 'objective.loss', 'crossEntropy')).message).toMatch(/expected sigmoid/);
    expect(refusal(changed(classifier, 'network.layers.2.activation', 'relu')).message).toMatch(
      /softmax or linear or sigmoid/,
    );
  });

  test.each(layerTypes)('keeps the settings of the layer %s through JSON', (type) => {
    const layers = [
      layerKinds[type].example,
      { type: 'dense', units: 10, activation: 'softmax', init: 'he' },
    ];
    const once = parseExperiment(changed(classifier, 'network.layers', layers));
    expect(once.network.layers[0]).toEqual(layerKinds[type].example);
  });

  test.each(optimizerTypes)('keeps the settings of the optimiser %s through JSON', (type) => {
    const { example } = optimizerKinds[type];
    expect(parseExperiment(changed(classifier, 'optimizer', example)).optimizer).toEqual(example);
  });

  test('refuses any broken setting of any layer with an EngineError and nothing else', () => {
    const settings = layerTypes.flatMap((type) =>
      Object.keys(layerKinds[type].example).map((key) => [type, key] as const),
    );
    const output = { type: 'dense', units: 10, activation: 'softmax' };
    const numbers = fc.array(fc.oneof(fc.integer(), fc.double()), { maxLength: 4 });
    const value = fc.oneof(fc.anything(), numbers, fc.double(), fc.integer({ min: -2, max: 70 }));
    fc.assert(
      fc.property(fc.constantFrom(...settings), value, ([type, key], broken) => {
        const layers = [{ ...layerKinds[type].example, [key]: broken }, output];
        try {
          const experiment = parseExperiment(changed(classifier, 'network.layers', layers));
          expect(parseExperiment(JSON.parse(JSON.stringify(experiment)))).toEqual(experiment);
        } catch (error) {
          if (!(error instanceof EngineError)) throw error;
          expect(error.message.length).toBeLessThan(600);
        }
      }),
      { numRuns: 2000, seed: 12 },
    );
  });

  test('refuses any broken experiment with an EngineError and nothing else', () => {
    const bases = [parseExperiment(autoencoder), parseExperiment(classifier)];
    const paths = [
      'version',
      'data',
      'data.patchSize',
      'network',
      'network.layers',
      'network.layers.0',
      'split',
    ];
    const more = [
      'objective.sparsity',
      'objective.target',
      'optimizer',
      'optimizer.type',
      'training.epochs',
      'seed',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...bases),
        fc.constantFrom(...paths, ...more),
        fc.oneof(
          fc.anything(),
          fc.jsonValue(),
          fc.constantFrom(undefined, '', [], {}, -0, Infinity, '__proto__'),
        ),
        (base, path, value) => {
          try {
            const experiment = parseExperiment(changed(base, path, value));
            expect(parseExperiment(JSON.parse(JSON.stringify(experiment)))).toEqual(experiment);
          } catch (error) {
            if (!(error instanceof EngineError)) throw error;
            expect(error.message.length).toBeLessThan(600);
          }
        },
      ),
      { numRuns: 2000, seed: 11 },
    );
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(refusal(value).kind).toBe('config');
      }),
    );
  });
});
