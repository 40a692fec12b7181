import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyPreprocessing, fitPreprocessing } from '../data/preprocess';
import { foldFilters } from './fold-filters';

function filtersOf(weights: number[], bias: number[], factor: number): { weights: number[]; bias: number[] } {
  const filters = { weights: new Float64Array(weights.length), bias: new Float64Array(bias.length) };
  const units = { weights: Float64Array.from(weights), bias: Float64Array.from(bias) };
  foldFilters(units, { factor, gain: 0.4, offset: 0.5 }, filters);
  return { weights: [...filters.weights], bias: [...filters.bias] };
}

function answer(weights: ArrayLike<number>, bias: number, patch: ArrayLike<number>): number {
  return Array.from(patch).reduce((sum, value, j) => sum + value * weights[j], bias);
}

describe('folding the normalisation of patches into filters', () => {
  test('by hand: the mean goes, 0.4/3σ scales, half the sum of weights joins the bias', () => {
    // W = (1, 3), W̄ = 2, 3σ = 0.8: W′ = ½·(−1, 1), b′ = 0.25 + ½·4.
    expect(filtersOf([1, 3], [0.25], 1.25)).toEqual({ weights: [-0.5, 0.5], bias: [2.25] });
  });

  test('gives zeros for patches without contrast', () => {
    expect(filtersOf([1, 3], [0.25], 0)).toEqual({ weights: [-0, 0], bias: [2.25] });
  });

  test('answers a raw patch as the unit answers the normalised one, where nothing was clipped', () => {
    const numbers = (count: number) =>
      fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: count, maxLength: count });
    fc.assert(
      fc.property(numbers(8), numbers(2), numbers(40), (weights, bias, pixels) => {
        const inputs = Float32Array.from(pixels);
        const raw = inputs.slice();
        const all = Uint32Array.from({ length: 10 }, (_, index) => index);
        const fitted = fitPreprocessing('ufldl', inputs, 4, all);
        applyPreprocessing(fitted, inputs, 4);
        fc.pre(fitted.factor > 0 && fitted.factor < 1e3);
        const filters = filtersOf(weights, bias, fitted.factor);
        for (let patch = 0; patch < 10; patch += 1) {
          const seen = inputs.subarray(4 * patch, 4 * patch + 4);
          if (seen.some((value) => value < 0.1001 || value > 0.8999)) continue;
          for (const unit of [0, 1]) {
            const own = weights.slice(4 * unit, 4 * unit + 4);
            const folded = filters.weights.slice(4 * unit, 4 * unit + 4);
            const patchAsItIs = raw.subarray(4 * patch, 4 * patch + 4);
            expect(answer(folded, filters.bias[unit], patchAsItIs)).toBeCloseTo(
              answer(own, bias[unit], seen),
              4,
            );
          }
        }
      }),
    );
  });
});
