/** Every update tells of every number that is not finite, wherever it lies: the loops take eight, four and single numbers. */
import { describe, expect, test } from 'vitest';
import { optimizerKinds, optimizerTypes } from '../../src-engine/optimizers/registry';
import type { OptimizerSpec } from '../../src-engine/spec/experiment';
import { backends } from './by-hand';

/** Two rounds of eight, one of four, three left over. */
const count = 23;
const place = 32;

const examples = optimizerTypes.map((type) => optimizerKinds[type].example);
/** Momentum looks ahead or does not, by kernels of their own. */
const specs: readonly OptimizerSpec[] = [
  ...examples.filter(({ type }) => !optimizerKinds[type].fullBatch),
  { type: 'sgd', learningRate: 0.1, momentum: 0.5 },
  { type: 'sgd', learningRate: 0.1, momentum: 0.5, nesterov: true },
];

describe.each(backends)('with the %s kernels', (_name, create) => {
  test.each(specs)('%j', (spec) => {
    const kind = optimizerKinds[spec.type];
    if (kind.fullBatch) throw new Error(`${spec.type} does not take steps`);
    const tensors = kind.stateTensors(spec);
    const kernels = create(place * (2 + tensors));
    const optimizer = kind.build(kernels, spec, {
      parameters: 0,
      gradients: place,
      state: Array.from({ length: tensors }, (_, index) => place * (2 + index)),
      scratch: [],
      count,
      parts: [{ start: 0, count, decays: true }],
    });
    /** @param at where the number lies, within parameters (before `place`) or gradients; below 0 none is put */
    const isFinite = (at: number, number: number): boolean => {
      kernels.values.fill(0);
      kernels.values.fill(0.5, 0, count);
      kernels.values.fill(0.25, place, place + count);
      if (at >= 0) kernels.values[at] = number;
      return optimizer.update(1, 0.01);
    };
    expect(isFinite(-1, 0)).toBe(true);
    for (const number of [NaN, Infinity, -Infinity]) {
      for (let index = 0; index < count; index += 1) {
        expect(isFinite(place + index, number), `gradient ${index}`).toBe(false);
        expect(isFinite(index, number), `parameter ${index}`).toBe(false);
      }
    }
  });
});
