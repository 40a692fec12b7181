/** Backpropagation against central differences in float64, for every kind of layer, activation, loss and term of J. */
import { describe, expect, test } from 'vitest';
import type { DenseSpec } from '../../src-engine/layers/dense';
import { layerKinds, layerTypes } from '../../src-engine/layers/registry';
import type { Experiment, LayerSpec, ObjectiveSpec } from '../../src-engine/spec/experiment';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { checkGradients } from '../../src-engine/train/gradient-check';
import type { GradientCheck } from '../../src-engine/worker/gradient-check-protocol';
import { autoencoder, classifier, noiseSamples, withObjective } from './fixtures';

const samples = noiseSamples(30);
const all = { entriesPerTensor: Infinity };

function dense(units: number, activation: DenseSpec['activation']): DenseSpec {
  return { type: 'dense', units, activation, init: { type: 'glorot' } };
}

/** Two layers whose output is a picture of 4×3×2 numbers, as the examples of all layers take it. */
const pictures: LayerSpec[] = [dense(24, 'tanh'), { type: 'reshape', shape: [4, 3, 2] }];
const output = dense(4, 'softmax');

/** Writing and reading it first proves that the parser lets the combination through. */
function check(experiment: Experiment): GradientCheck {
  return checkGradients(parseExperiment(JSON.parse(JSON.stringify(experiment))), samples, all);
}

function expectAllToPass(experiment: Experiment): void {
  const { tensors, passed } = check(experiment);
  expect(tensors.length).toBeGreaterThan(0);
  for (const { layer, tensor, relativeDifference, worst, checkedEntries } of tensors) {
    expect(checkedEntries).toBeGreaterThan(0);
    const where = `layer ${layer} ${tensor}: entry ${worst.index} is ${worst.analytic}, numeric ${worst.numeric}`;
    expect(relativeDifference, where).toBeLessThan(1e-7);
  }
  expect(passed).toBe(true);
}

describe('gradients', () => {
  test("of UFLDL's sparse autoencoder differ by less than 1e-9", () => {
    expect(check(autoencoder).relativeDifference).toBeLessThan(1e-9);
    expectAllToPass(autoencoder);
  });

  test.each(layerTypes)('through the layer %s match finite differences', (type) => {
    const layers = [...pictures, layerKinds[type].example, dense(4, 'softmax')];
    expectAllToPass({ ...classifier, network: { layers } });
  });

  test.each([
    { type: 'conv2d', filters: 3, stride: 2, padding: 'same', activation: 'sigmoid' },
    { type: 'conv2d', filters: 3, kernelSize: [2, 3], stride: [1, 2], padding: 2, activation: 'tanh' },
    { type: 'conv2d', filters: 3, kernelSize: 2, dilation: [2, 1], activation: 'linear' },
    { type: 'conv2d', filters: 3, kernelSize: 1, activation: 'tanh' },
    { type: 'conv2d', filters: 3, kernelSize: 1, stride: 2, activation: 'tanh' },
    { type: 'convTranspose2d', filters: 3, kernelSize: 3, stride: 2, activation: 'tanh' },
    { type: 'convTranspose2d', filters: 3, stride: [2, 3], padding: 'same', activation: 'sigmoid' },
    { type: 'convTranspose2d', filters: 3, kernelSize: [3, 2], padding: 1, dilation: 2, activation: 'tanh' },
    { type: 'convTranspose2d', filters: 3, kernelSize: 1, activation: 'tanh' },
    { type: 'pool2d', kind: 'max', region: [3, 2], stride: 1 },
    { type: 'pool2d', kind: 'mean', region: 2, stride: [1, 2] },
    { type: 'pool2d', kind: 'mean', region: 2 },
    { type: 'upsample2d', factor: [3, 1] },
    { type: 'dropout', rate: 0 },
    { type: 'batchNorm', epsilon: 0.1 },
  ])('through %j match finite differences', (layer) => {
    expectAllToPass(parseExperiment({ ...classifier, network: { layers: [...pictures, layer, output] } }));
    // Once more on the samples themselves, where nobody asks for the gradient of the input.
    expectAllToPass(parseExperiment({ ...classifier, network: { layers: [layer, output] } }));
  });

  test('of pictures cut into several blocks of columns match', () => {
    // The columns of one picture of 60×45×2 numbers fill a block, so that the sums of two blocks meet.
    const wide = { type: 'upsample2d', factor: 15 };
    const conv = { type: 'conv2d', filters: 2, kernelSize: 5, padding: 'same', activation: 'tanh' };
    const back = { type: 'convTranspose2d', filters: 3, kernelSize: 5, padding: 'same', activation: 'tanh' };
    const pool = { type: 'pool2d', kind: 'mean', region: 15 };
    const layers = [...pictures, wide, conv, back, pool, output];
    const experiment = parseExperiment({ ...classifier, network: { layers } });
    const { tensors } = checkGradients(experiment, samples, { entriesPerTensor: 2, rows: 2 });
    for (const { relativeDifference } of tensors) expect(relativeDifference).toBeLessThan(1e-7);
  });

  test('of weights that two layers share match, and their ridge counts once', () => {
    const hidden = dense(5, 'tanh');
    const layers = [
      hidden,
      dense(3, 'tanh'),
      { ...dense(5, 'tanh'), tiedTo: 1 },
      { ...dense(9, 'linear'), tiedTo: 0 },
    ];
    const objective = { target: 'input', loss: 'squaredError', weightDecay: 0.1 } as const;
    expectAllToPass(withObjective({ ...classifier, network: { layers } }, objective));
  });

  test.each([
    { activityL1: 0.3 },
    { activityL1: 0.1, sparsity: { rho: 0.1, beta: 1 } },
    { corruption: { type: 'masking', amount: 0.4 } },
    { corruption: { type: 'gaussian', amount: 0.4 } },
  ] as Partial<ObjectiveSpec>[])('of %j match', (more) => {
    const layers = [dense(6, 'sigmoid'), dense(5, 'leakyRelu'), dense(9, 'linear')];
    const objective = { target: 'input', loss: 'squaredError', ...more } as const;
    expectAllToPass(withObjective({ ...classifier, network: { layers } }, objective));
  });

  test.each(['sigmoid', 'tanh', 'relu', 'leakyRelu', 'linear'] as const)(
    'through %s match finite differences',
    (activation) => {
      const layers = [dense(6, activation), dense(5, activation), dense(4, 'linear')];
      expectAllToPass({ ...classifier, network: { layers } });
    },
  );

  test.each([
    [{ target: 'labels', loss: 'crossEntropy' }, 'softmax'],
    [{ target: 'labels', loss: 'crossEntropy' }, 'linear'],
    [{ target: 'labels', loss: 'crossEntropy' }, 'sigmoid'],
    [{ target: 'input', loss: 'crossEntropy' }, 'sigmoid'],
    [{ target: 'labels', loss: 'squaredError' }, 'sigmoid'],
    [{ target: 'input', loss: 'squaredError' }, 'linear'],
    [{ target: 'input', loss: 'squaredError', weightDecay: 0.3 }, 'tanh'],
    [{ target: 'input', loss: 'squaredError', sparsity: { rho: 0.2, beta: 2 } }, 'relu'],
  ] as [Partial<ObjectiveSpec>, DenseSpec['activation']][])(
    'of %j at a %s output match',
    (objective, activation) => {
      const units = objective.target === 'input' ? 9 : 4;
      const layers = [{ type: 'flatten' } as const, dense(6, 'sigmoid'), dense(units, activation)];
      expectAllToPass(withObjective({ ...classifier, network: { layers } }, objective));
    },
  );

  test('of a sparsity on two hidden layers match', () => {
    const layers = [dense(6, 'sigmoid'), dense(5, 'sigmoid'), dense(4, 'softmax')];
    const sparsity = { rho: 0.1, beta: 1 };
    expectAllToPass(withObjective({ ...classifier, network: { layers } }, { sparsity }));
  });

  test('that are wrong are found and named', () => {
    // Over a step far longer than the weights a difference is no derivative, so right gradients look wrong.
    const layers = [dense(6, 'tanh'), dense(4, 'softmax')];
    const result = checkGradients({ ...classifier, network: { layers } }, samples, { ...all, epsilon: 300 });
    expect(result.passed).toBe(false);
    const [{ worst, passed }] = result.tensors;
    expect(passed).toBe(false);
    expect(worst.relativeDifference).toBeGreaterThan(1e-3);
  });

  test('of a bias over black pixels are compared, though a bias of zero lies on the kink of its unit', () => {
    const black = { ...samples, inputs: samples.inputs.map((pixel) => (pixel < 0.5 ? 0 : pixel)) };
    const conv = { type: 'conv2d', filters: 3, kernelSize: 1, activation: 'relu' };
    const experiment = parseExperiment({
      ...classifier,
      network: { layers: [conv, { type: 'flatten' }, output] },
    });
    const { tensors, passed } = checkGradients(experiment, black, all);
    expect(
      tensors.map(({ tensor, checkedEntries, onKinks }) => [tensor, checkedEntries, onKinks]),
    ).toContainEqual(['bias', 3, 0]);
    expect(passed).toBe(true);
  });

  test('are told under the titles that the experiment gives its layers', () => {
    expect(check({ ...classifier, network: { layers: [output] } }).tensors[0].title).toBe('Dense · softmax');
  });

  test('are sampled from the seed in large tensors', () => {
    const result = checkGradients(autoencoder, samples, { entriesPerTensor: 4 });
    expect(result.tensors.map(({ checkedEntries }) => checkedEntries)).toEqual([4, 4, 4, 4]);
    expect(checkGradients(autoencoder, samples, { entriesPerTensor: 4 })).toEqual(result);
  });
});
