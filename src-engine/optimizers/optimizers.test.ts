/** One or two steps of every minibatch optimiser against its published recurrence, worked by hand. */
import { describe, expect, it } from 'vitest';
import { createReferenceKernels } from '../kernels/reference/reference-kernels';
import { Fields } from '../spec/fields';
import { readSpec } from '../spec/read-settings';
import { optimizerKinds, optimizerTypes } from './registry';
import type { OptimizerSpec } from '../spec/experiment';

/** Two parameters, a weight at 1 and a bias at 2; the same gradient (0.5, −1) at every step; rate 0.1. */
function trainBy(spec: OptimizerSpec, steps: number): number[] {
  const kind = optimizerKinds[spec.type];
  if (kind.fullBatch) throw new Error(`${spec.type} does not take steps`);
  const values = new Float64Array(8);
  values.set([1, 2, 0.5, -1]);
  const optimizer = kind.build(createReferenceKernels(values), spec, {
    parameters: 0,
    gradients: 2,
    state: [4, 6],
    scratch: [],
    count: 2,
    parts: [
      { start: 0, count: 1, decays: true },
      { start: 1, count: 1, decays: false },
    ],
  });
  for (let step = 1; step <= steps; step += 1) expect(optimizer.update(step, spec.learningRate)).toBe(true);
  return [...values.subarray(0, 2)];
}

function expectPoint(point: readonly number[], expected: readonly number[]): void {
  point.forEach((value, index) => expect(value).toBeCloseTo(expected[index], 12));
}

const rate = { learningRate: 0.1 } as const;
const adamRates = { ...rate, beta1: 0.5, beta2: 0.75, epsilon: 1e-3 } as const;

describe('optimisers', () => {
  it('plain descent goes against the gradient', () => {
    // W = 1 − 0.1·0.5, b = 2 + 0.1·1.
    expectPoint(trainBy({ type: 'sgd', ...rate, momentum: 0 }, 1), [0.95, 2.1]);
  });

  it('momentum keeps a part of the velocity', () => {
    // v₁ = g, v₂ = 0.5 g + g = 1.5 g; together 2.5 g.
    expectPoint(trainBy({ type: 'sgd', ...rate, momentum: 0.5 }, 2), [1 - 0.125, 2.25]);
  });

  it('Nesterov’s momentum looks ahead along the new velocity', () => {
    // g + 0.5 v₁ = 1.5 g, g + 0.5 v₂ = 1.75 g; together 3.25 g.
    expectPoint(trainBy({ type: 'sgd', ...rate, momentum: 0.5, nesterov: true }, 2), [1 - 0.1625, 2.325]);
  });

  it('RMSProp divides by the running size of the gradient', () => {
    // v₁ = 0.25 g²: step g/(0.5|g| + ε); v₂ = 0.75·0.25 g² + 0.25 g² = 0.4375 g².
    const move = (g: number): number =>
      g / (0.5 * Math.abs(g) + 1e-3) + g / (Math.sqrt(0.4375) * Math.abs(g) + 1e-3);
    const point = trainBy({ type: 'rmsprop', ...rate, rho: 0.75, epsilon: 1e-3 }, 2);
    expectPoint(point, [1 - 0.1 * move(0.5), 2 - 0.1 * move(-1)]);
  });

  it('Adam’s corrected moments of a constant gradient are the gradient and its square', () => {
    const move = (g: number): number => (2 * g) / (Math.abs(g) + 1e-3);
    expectPoint(trainBy({ type: 'adam', ...adamRates }, 2), [1 - 0.1 * move(0.5), 2 - 0.1 * move(-1)]);
  });

  it('AdamW shrinks weights by 1 − αλ before each step, and biases never', () => {
    const step = (g: number): number => (0.1 * g) / (Math.abs(g) + 1e-3);
    const point = trainBy({ type: 'adamw', ...adamRates, weightDecay: 0.5 }, 2);
    const weight = 0.95 * (0.95 * 1 - step(0.5)) - step(0.5);
    expectPoint(point, [weight, 2 - 2 * step(-1)]);
  });

  it('AdamW without decay is Adam', () => {
    const adam = trainBy({ type: 'adam', ...adamRates }, 3);
    expect(trainBy({ type: 'adamw', ...adamRates, weightDecay: 0 }, 3)).toEqual(adam);
  });
});

describe.each(optimizerTypes)('the optimiser %s', (type) => {
  const kind = optimizerKinds[type];
  const { example } = kind;
  const { type: _type, ...settings } = example;

  it('has defaults for all but the learning rate', () => {
    expect(readSpec(kind, new Fields({ learningRate: 0.25 }, 'optimizer')).learningRate).toBe(0.25);
  });

  it.each(Object.keys(settings))('refuses a %s that is no number or switch', (key) => {
    const fields = new Fields({ ...settings, [key]: 'fast' }, 'optimizer');
    expect(() => readSpec(kind, fields)).toThrow(`optimizer.${key}: expected`);
  });
});
