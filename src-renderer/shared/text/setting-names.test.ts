/** Paths of a file read as the Lab's names, alone and in the engine's sentences. */
import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../../src-engine';
import { ownName, settingName, withoutPaths } from './setting-names';

const experiment = parseExperiment({
  version: 1,
  name: 'names',
  seed: 1,
  data: { dataset: 'sample:digits', mode: 'images' },
  network: {
    layers: [
      { type: 'dense', units: 32, activation: 'relu' },
      { type: 'dropout', rate: 0.2 },
      { type: 'dense', units: 10, activation: 'softmax' },
    ],
  },
  objective: { target: 'labels', loss: 'crossEntropy' },
  optimizer: { type: 'adam', learningRate: 0.001 },
  training: { epochs: 2, batchSize: 10 },
});

describe('the name of a setting', () => {
  it.each([
    ['network.layers.0.units', 'Layer 1: hidden units'],
    ['network.layers.0.init', 'Layer 1: initial weights'],
    ['network.layers.2', 'Layer 3'],
    ['optimizer.beta1', 'Gradients kept β₁'],
    ['objective.sparsity.rho', 'Sparsity ρ'],
    ['training.batchSize', 'Minibatch'],
  ])('of %s is %s', (path, name) => {
    expect(settingName(path, experiment)).toBe(name);
  });

  it('beside its layer does without it', () => {
    expect(ownName('network.layers.1.rate', experiment)).toBe('Rate p');
  });
});

describe('a sentence of the engine', () => {
  it('begins without the path of the field it stands at', () => {
    const said = 'optimizer.learningRate: expected a number above 0 and at most 1000, got -1.';
    expect(withoutPaths(said, 'optimizer.learningRate', experiment)).toBe(
      'Expected a number above 0 and at most 1000, got -1.',
    );
  });

  it('calls other settings and kinds by their names', () => {
    const said =
      'objective.maxNorm: expected nothing, because the optimiser is lbfgs, got 3. Remove it, or set optimizer.type to adam.';
    expect(withoutPaths(said, 'objective.maxNorm', experiment)).toBe(
      'Expected nothing, because the optimiser is L-BFGS, got 3. Remove it, or set “Optimiser” to Adam.',
    );
    const wrong = 'Use it with the loss squaredError, or set network.layers.1.rate to 0.';
    expect(withoutPaths(wrong, 'network.layers.0', experiment)).toBe(
      'Use it with the loss squared error, or set “Layer 2: rate p” to 0.',
    );
  });
});
