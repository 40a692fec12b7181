/** Backpropagation against central differences in float64, for every kind of layer, activation, loss and term of J. */
import { describe, expect, test } from 'vitest';
import { layerKinds, layerTypes } from '../../src-engine/layers/registry';
import type { DenseSpec, Experiment, ObjectiveSpec } from '../../src-engine/spec/experiment';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { checkGradients } from '../../src-engine/train/gradient-check';
import type { GradientCheck } from '../../src-engine/train/gradient-check';
import { autoencoder, classifier, noiseSamples, withObjective } from './fixtures';

const samples = noiseSamples(30);
const all = { entriesPerTensor: Infinity };

function dense(units: number, activation: DenseSpec['activation']): DenseSpec {
  return { type: 'dense', units, activation, init: { type: 'glorot' } };
}

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
    const layers = [dense(7, 'tanh'), layerKinds[type].example, dense(4, 'softmax')];
    expectAllToPass({ ...classifier, network: { layers } });
  });

  test.each(['sigmoid', 'tanh', 'relu', 'linear'] as const)(
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
    // A kink of the ReLU inside the difference is the one place where honest gradients disagree; ε = 1 hits many.
    const layers = [dense(6, 'relu'), dense(4, 'softmax')];
    const result = checkGradients({ ...classifier, network: { layers } }, samples, { ...all, epsilon: 1 });
    expect(result.passed).toBe(false);
    const { worst } = result.tensors[0];
    expect(Math.abs(worst.analytic - worst.numeric)).toBeGreaterThan(1e-4);
  });

  test('are sampled from the seed in large tensors', () => {
    const result = checkGradients(autoencoder, samples, { entriesPerTensor: 4 });
    expect(result.tensors.map(({ checkedEntries }) => checkedEntries)).toEqual([4, 4, 4, 4]);
    expect(checkGradients(autoencoder, samples, { entriesPerTensor: 4 })).toEqual(result);
  });
});
