import { describe, expect, test } from 'vitest';
import type { Experiment } from '../spec/experiment';
import { parseExperiment } from '../spec/parse-experiment';
import { elementCount } from '../tensor';
import { planMemory } from './memory-plan';
import type { Region } from './memory-plan';

function experiment(target: 'input' | 'labels'): Experiment {
  const units = target === 'input' ? 12 : 4;
  return parseExperiment({
    version: 1,
    name: 'Plan',
    seed: 1,
    data: { dataset: 'a', mode: 'images' },
    network: {
      layers: [
        { type: 'flatten' },
        { type: 'dense', units: 5, activation: 'sigmoid' },
        { type: 'dense', units, activation: target === 'input' ? 'sigmoid' : 'softmax' },
      ],
    },
    objective: {
      target,
      loss: target === 'input' ? 'squaredError' : 'crossEntropy',
      sparsity: { rho: 0.1, beta: 1 },
    },
    optimizer: { type: 'adam', learningRate: 0.1 },
    training: { epochs: 1, batchSize: 7 },
  });
}

const sizes = { inputShape: [4, 3, 1], rows: 7, sampleCount: 11 };

describe.each(['input', 'labels'] as const)('the memory plan of a network that learns its %s', (target) => {
  const plan = planMemory(experiment(target), sizes);

  test('places no two buffers over each other and none beyond the arena', () => {
    const regions: Region[] = [plan.parameters, plan.gradients, ...plan.state, plan.input, plan.samples];
    if (plan.targets !== plan.input) regions.push(plan.targets);
    for (const { buffers, outputShape, sparsity, spec } of plan.layers) {
      if (sparsity !== null) regions.push(sparsity.means, sparsity.gradient);
      if (spec.type === 'flatten') continue;
      const length = 7 * elementCount(outputShape);
      regions.push({ offset: buffers.output, length }, { offset: buffers.outputGradient, length });
    }
    const sorted = regions.sort((a, b) => a.offset - b.offset);
    sorted.forEach(({ offset, length }, index) => {
      expect(offset % 16).toBe(0);
      expect(offset + length).toBeLessThanOrEqual(sorted[index + 1]?.offset ?? plan.elements);
    });
  });

  test('packs parameters in layer order, weights before bias', () => {
    const placed = plan.layers.flatMap(({ parameters }) => parameters);
    expect(placed.map(({ name }) => name)).toEqual(['weights', 'bias', 'weights', 'bias']);
    let next = plan.parameters.offset;
    for (const { values, gradient } of placed) {
      expect(values.offset).toBe(next);
      expect((gradient?.offset ?? NaN) - plan.gradients.offset).toBe(next - plan.parameters.offset);
      next += values.length;
    }
    expect(next).toBe(plan.parameters.offset + plan.parameters.length);
  });

  test('flattens without a copy and asks for no gradient of the picture', () => {
    const [flatten, first] = plan.layers;
    expect(flatten.buffers.output).toBe(plan.input.offset);
    expect(first.buffers.input).toBe(plan.input.offset);
    expect(first.buffers.inputGradient).toBeNull();
    expect(plan.inputGradient).toBeNull();
  });

  test('holds hidden sigmoid layers alone at ρ', () => {
    expect(plan.layers.map(({ sparsity }) => sparsity?.means.length ?? null)).toEqual([null, 5, null]);
  });
});

test('a picture that is its own target is kept once', () => {
  const plan = planMemory(experiment('input'), sizes);
  expect(plan.targets).toBe(plan.input);
});

test('a network that is only asked has a gradient of its input and no optimiser', () => {
  const plan = planMemory(experiment('labels'), { ...sizes, isAsked: true });
  expect(plan.state).toEqual([]);
  expect(plan.inputGradient?.length).toBe(7 * 12);
  expect(plan.layers[0].buffers.inputGradient).toBe(plan.inputGradient?.offset);
  expect(plan.layers[1].buffers.inputGradient).toBe(plan.inputGradient?.offset);
});
