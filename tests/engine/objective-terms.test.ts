/** Terms of the objective beside the loss, worked by hand with both kinds of kernels: L1, max-norm, corruption. */
import { describe, expect, test } from 'vitest';
import { backends, backward, buildModel, buildSummed, gradients, put } from './by-hand';

describe.each(backends)('with the %s kernels', (_name, create) => {
  const modelOf = buildSummed.bind(null, create);

  test('L1 on activations adds λ₁ Σ|a| of hidden layers, mean over the samples', () => {
    const hidden = { type: 'dense', units: 2, activation: 'tanh' };
    const model = modelOf([hidden], [1, 1, 1], 2, { activityL1: 0.5 });
    const [layer] = model.plan.layers;
    put(model, layer.buffers.parameters[0], [1, -1]);
    put(model, model.plan.input.offset, [2, 0]);
    put(model, model.plan.targets.offset, [0, 0]);
    model.forwardTraining(2, 1);
    backward(model, 2);
    const a = Math.tanh(2);
    expect(model.terms.sparsity).toBeCloseTo((0.5 * 2 * a) / 2, 6);
    // The outputs are a − a = 0, so that nothing but the penalty has a gradient: ½·½·sign(a)·(1 − a²)·x.
    const expected = 0.25 * (1 - a * a) * 2;
    expect(gradients(model, layer)[0][0]).toBeCloseTo(expected, 6);
    expect(gradients(model, layer)[0][1]).toBeCloseTo(-expected, 6);
  });

  test('max-norm shrinks the units whose weights are too long, in every layout', () => {
    const conv = { type: 'conv2d', filters: 2, kernelSize: [1, 2], activation: 'relu' };
    const back = { type: 'convTranspose2d', filters: 2, kernelSize: [1, 2], activation: 'relu' };
    const model = modelOf([conv, back], [1, 2, 1], 1, { maxNorm: 2.5 });
    const [first, second, last] = model.plan.layers;
    put(model, first.buffers.parameters[0], [3, 4, 0.6, 0.8]);
    put(model, first.buffers.parameters[1], [70, 80]);
    // Weights [C,R·S·K]: the first filter is 3, 0, 0, 4, the second 0, 1, 2, 0.
    put(model, second.buffers.parameters[0], [3, 0, 0, 1, 0, 2, 4, 0]);
    model.project();
    const { values } = model.kernels;
    const take = (offset: number, length: number): number[] => [...values.subarray(offset, offset + length)];
    [1.5, 2, 0.6, 0.8, 70, 80].forEach((value, index) => {
      expect(take(first.buffers.parameters[0], 6)[index]).toBeCloseTo(value, 6);
    });
    [1.5, 0, 0, 1, 0, 2, 2, 0].forEach((value, index) => {
      expect(take(second.buffers.parameters[0], 8)[index]).toBeCloseTo(value, 6);
    });
    // Four weights of 1 have norm 2.
    expect(take(last.buffers.parameters[0], 4)).toEqual([1, 1, 1, 1]);
  });

  test.each(['masking', 'gaussian'] as const)('%s changes what is seen, never the target', (type) => {
    const decoder = { type: 'dense', units: 400, activation: 'linear' };
    const objective = { target: 'input', corruption: { type, amount: 0.3 } } as const;
    const model = buildModel(create, [decoder], [20, 20, 1], 2, objective);
    const { input, targets } = model.plan;
    const { values } = model.kernels;
    const seen = (): number[] => [...values.subarray(input.offset, input.offset + 800)];
    values.fill(2, targets.offset, targets.offset + 800);
    model.forwardTraining(2, 3);
    const once = seen();
    expect([...values.subarray(targets.offset, targets.offset + 800)]).toEqual(new Array(800).fill(2));
    model.forwardTraining(2, 3);
    expect(seen()).toEqual(once);
    model.forwardTraining(1, 3, 1);
    expect(seen().slice(0, 400)).toEqual(once.slice(400));
    model.forwardTraining(2, 4);
    expect(seen()).not.toEqual(once);
    const noise = once.map((value) => value - 2);
    if (type === 'masking') {
      expect(Math.abs(noise.filter((value) => value === -2).length / 800 - 0.3)).toBeLessThan(0.05);
      expect(noise.filter((value) => value !== -2 && value !== 0)).toEqual([]);
    } else {
      const deviation = Math.sqrt(noise.reduce((sum, value) => sum + value * value, 0) / 800);
      expect(Math.abs(deviation - 0.3)).toBeLessThan(0.025);
    }
  });
});
