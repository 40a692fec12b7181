/** Activity counted by hand, in parts and at an offset, for each kind of activation. */
import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors';
import { createActivityCounter } from './activity';
import type { ActivationName } from '../spec/experiment';

function measure(activation: ActivationName, values: readonly number[], restsAtZero = false) {
  const counter = createActivityCounter(1, activation, restsAtZero);
  counter.add(Float32Array.from(values), 0, values.length);
  const { activeShares, saturatedShares, deviations } = counter.measure();
  return { active: activeShares[0], saturated: saturatedShares[0], deviation: deviations[0] };
}

describe('createActivityCounter', () => {
  it('counts each unit on its own, over several calls and from an offset', () => {
    const counter = createActivityCounter(2, 'relu', false);
    counter.add(Float32Array.of(9, 9, 9, 1, 0, 0, 0), 3, 2);
    counter.add(Float64Array.of(3, 0, 0, 0), 0, 2);
    const { activeShares, saturatedShares, deviations } = counter.measure();
    expect([...activeShares]).toEqual([0.5, 0]);
    expect([...saturatedShares]).toEqual([0, 0]);
    // 1, 0, 3, 0: mean 1, squares 0 + 1 + 4 + 1.
    expect(deviations[0]).toBeCloseTo(Math.sqrt(6 / 4), 6);
    expect(deviations[1]).toBe(0);
  });

  it.each<[ActivationName, readonly number[], number, number]>([
    ['relu', [0, 0, 2, 1000], 0.5, 0],
    ['leakyRelu', [-0.01, -3, 0.5, 1], 0.5, 0],
    ['sigmoid', [0.001, 0.05, 0.5, 0.995], 0.5, 0.5],
    ['tanh', [-0.999, -0.5, 0.05, 0.995], 0.75, 0.5],
    ['linear', [-2, 0, 0.01, 50], 0.5, 0],
  ])('knows when %s is active and when it is at an end', (activation, values, active, saturated) => {
    expect(measure(activation, values)).toMatchObject({ active, saturated });
  });

  it('lets sparse sigmoids rest at zero', () => {
    expect(measure('sigmoid', [0, 0.001, 0.3, 0.999], true).saturated).toBe(0.25);
  });

  it('measures small deviations of large activations', () => {
    expect(measure('linear', [1000, 1000.5, 1000, 1000.5]).deviation).toBeCloseTo(0.25, 5);
  });

  it('refuses rows that are not there', () => {
    const counter = createActivityCounter(3, 'relu', false);
    expect(() => counter.add(new Float32Array(8), 0, 3)).toThrow(EngineError);
  });
});
