/** UFLDL's exercise on softmax regression: raw MNIST pixels, L-BFGS. */
import { mnist, range, samplesOf } from './digits';
import { accuracyOf, experimentOf, percent, trainToEnd } from './train';
import type { ReferenceExperiment } from './train';

export const softmaxMnist: ReferenceExperiment = {
  name: 'softmax',
  title: 'softmax on raw MNIST, λ = 1e-4, 100 L-BFGS iterations',
  expected: 'test ≥ 92 % (UFLDL: 92.6 %)',

  run(machine) {
    const set = mnist();
    const samples = samplesOf(set, {
      train: range(0, set.trainCount),
      test: range(set.trainCount, set.labels.length),
    });
    const experiment = experimentOf({
      network: {
        layers: [{ type: 'dense', units: 10, activation: 'softmax', init: { type: 'normal', std: 0.005 } }],
      },
      objective: { target: 'labels', loss: 'crossEntropy', weightDecay: 1e-4 },
      optimizer: { type: 'lbfgs' },
      training: { epochs: 100, batchSize: set.trainCount },
    });
    const accuracy = accuracyOf(trainToEnd(experiment, samples, machine), 'test');
    return { got: `test ${percent(accuracy)}`, passed: accuracy >= 0.92 };
  },
};
