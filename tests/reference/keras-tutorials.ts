/** Two tutorials of Keras with their own settings: clothes with dense layers, digits with convolutions. */
import { fashionMnist, mnist, range, samplesOf } from './digits';
import { accuracyOf, experimentOf, percent, trainToEnd } from './train';
import type { ReferenceExperiment } from './train';

const objective = { target: 'labels', loss: 'crossEntropy' } as const;
/** Keras writes 1e-7. */
const adam = { type: 'adam', learningRate: 0.001, epsilon: 1e-7 } as const;

export const fashion: ReferenceExperiment = {
  name: 'fashion',
  title: 'Keras beginner tutorial: Fashion-MNIST, 784-128-10, 10 epochs',
  expected: '101,770 parameters; train ≥ 0.90; test 0.87–0.89 (TensorFlow tutorial)',

  run(machine) {
    const set = fashionMnist();
    const samples = samplesOf(set, {
      train: range(0, set.trainCount),
      test: range(set.trainCount, set.labels.length),
    });
    const experiment = experimentOf({
      network: {
        layers: [
          { type: 'flatten' },
          { type: 'dense', units: 128, activation: 'relu', init: 'glorot' },
          { type: 'dense', units: 10, activation: 'softmax', init: 'glorot' },
        ],
      },
      objective,
      optimizer: adam,
      training: { epochs: 10, batchSize: 32 },
    });
    const session = trainToEnd(experiment, samples, machine);
    const [train, test] = [accuracyOf(session, 'train'), accuracyOf(session, 'test')];
    const { parameterCount } = session;
    return {
      got: `${parameterCount} parameters; train ${percent(train)}, test ${percent(test)}`,
      passed: parameterCount === 101_770 && train >= 0.9 && test >= 0.87 && test <= 0.89,
    };
  },
};

const convnetEpochs = 15;

export const convnet: ReferenceExperiment = {
  name: 'convnet',
  title: `Keras MNIST convnet, ${convnetEpochs} epochs of 54,000`,
  expected: '34,826 parameters; test ≥ 99 % (Keras: 99.2 %)',

  run(machine) {
    const set = mnist();
    const trained = 54_000;
    const samples = samplesOf(set, {
      train: range(0, trained),
      test: range(set.trainCount, set.labels.length),
    });
    const filters = (count: number): object => ({
      type: 'conv2d',
      filters: count,
      kernelSize: 3,
      activation: 'relu',
      init: 'glorot',
    });
    const pool = { type: 'pool2d', kind: 'max', region: 2 };
    const experiment = experimentOf({
      network: {
        layers: [
          filters(32),
          pool,
          filters(64),
          pool,
          { type: 'flatten' },
          { type: 'dropout', rate: 0.5 },
          { type: 'dense', units: 10, activation: 'softmax', init: 'glorot' },
        ],
      },
      objective,
      optimizer: adam,
      training: { epochs: convnetEpochs, batchSize: 128 },
    });
    const session = trainToEnd(experiment, samples, machine);
    const test = accuracyOf(session, 'test');
    const { parameterCount } = session;
    return {
      got: `${parameterCount} parameters; test ${percent(test)}`,
      passed: parameterCount === 34_826 && test >= 0.99,
    };
  },
};
