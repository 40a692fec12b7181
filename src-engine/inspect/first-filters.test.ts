import { describe, expect, test } from 'vitest';
import { createReferenceKernels } from '../kernels/reference/reference-kernels';
import { planMemory } from '../model/memory-plan';
import { Model } from '../model/model';
import { parseExperiment } from '../spec/parse-experiment';
import { firstFilters } from './first-filters';
import type { FilterSet } from '../worker/protocol';

const sample = [4, 6, 2] as const;

function filtersOf(layers: readonly unknown[], prepare: (model: Model) => void = () => undefined): FilterSet {
  const experiment = parseExperiment({
    version: 1,
    name: 'Filters',
    seed: 1,
    data: { dataset: 'none', mode: 'images' },
    network: { layers: [...layers, { type: 'dense', units: 4, activation: 'softmax' }] },
    objective: { target: 'labels', loss: 'crossEntropy' },
    optimizer: { type: 'sgd', learningRate: 0.1 },
    training: { epochs: 1, batchSize: 2 },
  });
  const plan = planMemory(experiment, { inputShape: sample, rows: 2, sampleCount: 0 });
  const model = new Model(experiment, plan, createReferenceKernels(new Float32Array(plan.elements)));
  model.initialize();
  prepare(model);
  model.forward(2);
  return firstFilters(plan.layers, model.kernels.values, sample, 2);
}

describe('the filters of the first layer with weights', () => {
  test.each([
    [[{ type: 'dense', units: 3, activation: 'tanh' }], 0, [3, 4, 6, 2]],
    [[{ type: 'flatten' }, { type: 'dense', units: 3, activation: 'tanh' }], 1, [3, 4, 6, 2]],
    [[{ type: 'batchNorm' }, { type: 'conv2d', filters: 5, kernelSize: [3, 2] }], 1, [5, 3, 2, 2]],
    [[{ type: 'pool2d' }, { type: 'dense', units: 3, activation: 'tanh' }], 1, [3, 2, 3, 2]],
    [
      [{ type: 'pool2d' }, { type: 'flatten' }, { type: 'dense', units: 3, activation: 'tanh' }],
      2,
      [3, 1, 12, 1],
    ],
    [[{ type: 'convTranspose2d', filters: 3, kernelSize: [2, 3] }], 0, [3, 2, 3, 2]],
  ])('of %j are pictures of what a unit looks at', (layers, layer, shape) => {
    const filters = filtersOf(layers);
    expect(filters.layer).toBe(layer);
    expect([filters.units, filters.height, filters.width, filters.channels]).toEqual(shape);
    expect(filters.values.length).toBe(shape.reduce((product, size) => product * size, 1));
    expect(filters.meanActivations.length).toBe(shape[0]);
  });

  test('show the weights of a transposed convolution filter by filter', () => {
    const stamp = { type: 'convTranspose2d', filters: 2, kernelSize: [1, 2], activation: 'linear' };
    const { values, norms } = filtersOf([stamp], (model) => {
      // [C,R·S·K]: channel 0 has the entries 3 and 0 of the first filter, channel 1 has 0 and 4.
      model.kernels.values.set([3, 1, 0, 0, 0, 0, 4, 0], model.plan.parameters.offset);
    });
    expect([...norms]).toEqual([5, 1]);
    [0.6, 0, 0, 0.8, 1, 0, 0, 0].forEach((value, index) => expect(values[index]).toBeCloseTo(value, 6));
  });

  test('of a convolution have mean activations over all places', () => {
    const conv = { type: 'conv2d', filters: 2, kernelSize: 1, activation: 'linear', init: 'zeros' };
    const { meanActivations } = filtersOf([conv], ({ kernels, plan }) => {
      const [{ buffers }] = plan.layers;
      kernels.values.set([1, 1, 0, 0], buffers.parameters[0]);
      kernels.values.set([0, 7], buffers.parameters[1]);
      kernels.values.fill(0.5, plan.input.offset, plan.input.offset + 48);
      kernels.values.fill(1.5, plan.input.offset + 48, plan.input.offset + 96);
    });
    expect(meanActivations[0]).toBeCloseTo(2, 5);
    expect(meanActivations[1]).toBeCloseTo(7, 5);
  });
});
