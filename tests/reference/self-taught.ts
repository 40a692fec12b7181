/** UFLDL's exercise on self-taught learning: features learned from digits 5–9 tell digits 0–4 apart. */
import { createSimdKernels } from '../../src-engine/kernels/simd/simd-kernels';
import { mnist, samplesOf, withLabels } from './digits';
import { accuracyOf, experimentOf, percent, trainToEnd } from './train';
import type { Samples } from '../../src-engine/data/prepare-samples';
import type { Machine, ReferenceExperiment } from './train';

const inputs = 784;
const units = 200;
/** Fewer than UFLDL's 29,404 pictures and 400 iterations, so that the table takes minutes. */
const unlabelled = 10_000;
const iterations = 200;

/** The activations of the hidden layer in place of the pixels. */
function featuresOf(samples: Samples, weights: Float32Array, machine: Machine): Samples {
  const { count } = samples;
  const bias = inputs * units;
  const pictures = bias + units;
  const features = pictures + count * inputs;
  const kernels = createSimdKernels(machine.wasm, features + count * units, machine.options);
  kernels.values.set(weights.subarray(0, pictures));
  kernels.values.set(samples.inputs, pictures);
  kernels.gemmNT(count, units, inputs, pictures, 0, features);
  kernels.biasActivationForward(features, bias, count, units, 'sigmoid');
  return { ...samples, inputs: new Float32Array(kernels.values.subarray(features)), shape: [1, units, 1] };
}

function classify(samples: Samples, machine: Machine): number {
  const experiment = experimentOf({
    network: {
      layers: [{ type: 'dense', units: 5, activation: 'softmax', init: { type: 'normal', std: 0.005 } }],
    },
    objective: { target: 'labels', loss: 'crossEntropy', weightDecay: 1e-4 },
    optimizer: { type: 'lbfgs' },
    training: { epochs: 100, batchSize: samples.train.length },
  });
  return accuracyOf(trainToEnd(experiment, samples, machine), 'test');
}

export const selfTaught: ReferenceExperiment = {
  name: 'self-taught',
  title: `autoencoder 784-200-784 on digits 5–9 (${unlabelled}, ${iterations} iterations), softmax on 0–4`,
  expected: 'features ≥ 97.5 % and above raw pixels (UFLDL: 98 % and 96 %)',

  run(machine) {
    const set = mnist();
    const later = withLabels(set, 0, set.trainCount, (label) => label >= 5).subarray(0, unlabelled);
    const experiment = experimentOf({
      network: {
        layers: [
          { type: 'dense', units, activation: 'sigmoid', init: 'ufldl' },
          { type: 'dense', units: inputs, activation: 'sigmoid', init: 'ufldl' },
        ],
      },
      objective: {
        target: 'input',
        loss: 'squaredError',
        weightDecay: 0.003,
        sparsity: { rho: 0.1, beta: 3 },
      },
      optimizer: { type: 'lbfgs' },
      training: { epochs: iterations, batchSize: unlabelled },
    });
    const pictures = samplesOf(set, { train: later, test: new Uint32Array() });
    const learned = trainToEnd(experiment, pictures, machine).weights();

    const labelled = withLabels(set, 0, set.trainCount, (label) => label < 5);
    const half = Math.floor(labelled.length / 2);
    const choice = { train: labelled.subarray(0, half), test: labelled.subarray(half) };
    const raw = { ...samplesOf(set, choice), classNames: set.classNames.slice(0, 5) };
    const rawAccuracy = classify(raw, machine);
    const accuracy = classify(featuresOf(raw, new Float32Array(learned.buffer), machine), machine);
    return {
      got: `features ${percent(accuracy)}, raw ${percent(rawAccuracy)}`,
      passed: accuracy >= 0.975 && accuracy > rawAccuracy,
    };
  },
};
