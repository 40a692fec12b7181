import { describe, expect, it } from 'vitest';
import { parseExperiment } from './parse-experiment';
import type { TrainingSpec } from './experiment';

function experiment(changes: object, training: object = {}): Record<string, unknown> {
  return {
    version: 1,
    name: 'Small',
    seed: 1,
    data: { dataset: 'pictures', mode: 'images' },
    network: { layers: [{ type: 'dense', units: 3, activation: 'softmax' }] },
    objective: { target: 'labels', loss: 'crossEntropy' },
    optimizer: { type: 'adam', learningRate: 0.01 },
    training: { epochs: 2, batchSize: 8, ...training },
    ...changes,
  };
}

function trainingOf(training: object): TrainingSpec {
  return parseExperiment(experiment({}, training)).training;
}

const lbfgs = { optimizer: { type: 'lbfgs' } };

describe('the settings of training', () => {
  it('stay absent where nobody asks for them, so that old files read the same', () => {
    expect(trainingOf({})).toEqual({ epochs: 2, batchSize: 8 });
    expect(trainingOf({ schedule: null, clipNorm: null, earlyStopping: null })).toEqual(trainingOf({}));
    expect(trainingOf({ schedule: { type: 'constant' } })).toEqual(trainingOf({}));
    expect(trainingOf({ relaxed: false })).toEqual(trainingOf({ relaxed: null }));
    expect(trainingOf({ relaxed: false })).toEqual(trainingOf({}));
  });

  it('get defaults where they are asked for', () => {
    const asked = { schedule: { type: 'cosine' }, clipNorm: 1, earlyStopping: {}, relaxed: true };
    expect(trainingOf(asked)).toEqual({
      epochs: 2,
      batchSize: 8,
      schedule: { type: 'cosine', endFactor: 0 },
      clipNorm: 1,
      earlyStopping: { metric: 'loss', patience: 10, minDelta: 0 },
      relaxed: true,
    });
    expect(trainingOf(trainingOf(asked))).toEqual(trainingOf(asked));
  });

  it.each([
    [
      'an unknown schedule',
      { schedule: { type: 'cosin' } },
      /training\.schedule\.type.*Did you mean 'cosine'/,
    ],
    ['a schedule that is a name', { schedule: 'cosine' }, /training\.schedule: expected an object/],
    [
      'an unknown setting of a schedule',
      { schedule: { type: 'step', every: 2 } },
      /training\.schedule\.every/,
    ],
    ['a clip length of 0', { clipNorm: 0 }, /training\.clipNorm: expected a number above 0/],
    ['relaxed kernels by name', { relaxed: 'yes' }, /training\.relaxed: expected true or false/],
    ['no patience', { earlyStopping: { patience: 0 } }, /training\.earlyStopping\.patience/],
  ])('refuse %s', (_what, training, message) => {
    expect(() => trainingOf(training)).toThrow(message);
  });

  it('refuse early stopping without a validation split', () => {
    const document = experiment({ split: { validation: 0, test: 0.1 } }, { earlyStopping: {} });
    expect(() => parseExperiment(document)).toThrow(/split\.validation: expected more than 0/);
  });

  it('refuse to wait for the accuracy of an autoencoder', () => {
    const document = experiment(
      {
        objective: { target: 'input', loss: 'squaredError' },
        network: { layers: [{ type: 'dense', units: 3, activation: 'sigmoid' }] },
      },
      { earlyStopping: { metric: 'accuracy' } },
    );
    expect(() => parseExperiment(document)).toThrow(/training\.earlyStopping\.metric: expected loss/);
  });
});

describe('L-BFGS', () => {
  it('needs no settings', () => {
    expect(parseExperiment(experiment(lbfgs)).optimizer).toEqual({
      type: 'lbfgs',
      learningRate: 1,
      memory: 20,
      maxEvaluations: 25,
      tolerance: 1e-7,
    });
  });

  it.each([
    ['a schedule', {}, { schedule: { type: 'cosine' } }, /training\.schedule: expected nothing/],
    ['clipping', {}, { clipNorm: 1 }, /training\.clipNorm: expected nothing/],
    [
      'max-norm',
      { objective: { target: 'labels', loss: 'crossEntropy', maxNorm: 3 } },
      {},
      /objective\.maxNorm: expected nothing/,
    ],
    [
      'dropout',
      {
        network: {
          layers: [
            { type: 'dropout', rate: 0.5 },
            { type: 'dense', units: 3, activation: 'softmax' },
          ],
        },
      },
      {},
      /network\.layers\.0: expected a layer that gives the same output.*got dropout/,
    ],
  ])('does not go with %s', (_what, changes, training, message) => {
    expect(() => parseExperiment(experiment({ ...changes, ...lbfgs }, training))).toThrow(message);
  });
});
