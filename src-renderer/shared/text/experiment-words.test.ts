/** Every setting of an experiment can be read, and none is shown that does nothing. */
import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../../src-engine';
import { experimentWords } from './experiment-words';

function wordsOf(given: Record<string, unknown>): Map<string, string> {
  const experiment = parseExperiment({
    version: 1,
    name: 'any',
    seed: 3,
    data: { dataset: 'cats', mode: 'images' },
    network: {
      layers: [
        { type: 'dense', units: 8, activation: 'relu' },
        { type: 'dense', units: 2, activation: 'softmax' },
      ],
    },
    objective: { target: 'labels', loss: 'crossEntropy' },
    optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0.9 },
    training: { epochs: 5, batchSize: 32 },
    ...given,
  });
  return new Map(experimentWords(experiment).map(({ name, value }) => [name, value]));
}

describe('experimentWords', () => {
  it('says what a plain experiment is and nothing of what it does without', () => {
    const words = wordsOf({});
    expect(words.get('Momentum')).toBe('0.9');
    expect(words.get('Schedule')).toBe('constant');
    for (const name of ['Max-norm', 'Activity', 'Input noise', 'Gradient at most', 'Early stopping']) {
      expect(words.has(name), name).toBe(false);
    }
  });

  it('says what was added to the objective and to the training', () => {
    const words = wordsOf({
      objective: { target: 'labels', loss: 'crossEntropy', weightDecay: 1e-4, maxNorm: 3, activityL1: 0.01 },
      training: {
        epochs: 50,
        batchSize: 32,
        clipNorm: 5,
        schedule: { type: 'step', everyEpochs: 10, factor: 0.5 },
        earlyStopping: { metric: 'accuracy', patience: 4 },
      },
    });
    expect(words.get('Ridge')).toBe('1e-4');
    expect(words.get('Max-norm')).toBe('3');
    expect(words.get('Activity')).toBe('0.01');
    expect(words.get('Gradient at most')).toBe('5');
    expect(words.get('Schedule')).toBe('× 0.5 every 10 epochs');
    expect(words.get('Early stopping')).toBe('accuracy, 4 epochs without progress');
  });

  it('says of L-BFGS that it looks at all samples', () => {
    const words = wordsOf({ optimizer: { type: 'lbfgs', learningRate: 1 } });
    expect(words.get('Minibatch')).toBe('all samples');
    expect(words.get('Looks at J')).toMatch(/^\d+$/);
  });
});
