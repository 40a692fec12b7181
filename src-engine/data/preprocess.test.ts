/** Preprocessing against cases worked by hand, and its safety where there is no contrast. */
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random';
import { applyPreprocessing, fitPreprocessing } from './preprocess';
import type { Preprocess } from '../spec/experiment';

const all = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, i) => i);

function preprocess(how: Preprocess, inputs: Float32Array, featureCount: number, train: Uint32Array): void {
  applyPreprocessing(fitPreprocessing(how, inputs, featureCount, train), inputs, featureCount);
}

describe('preprocessing', () => {
  it('leaves the values alone for none', () => {
    const inputs = Float32Array.of(0, 0.5, 1);
    preprocess('none', inputs, 1, all(3));
    expect([...inputs]).toEqual([0, 0.5, 1]);
  });

  it('removes means, clips at three σ of the training samples and maps to [0.1, 0.9] for ufldl', () => {
    // Sample 0 has deviations ±0.1, so σ = 0.1; sample 1 is no training sample and is clipped.
    const inputs = Float32Array.of(0.4, 0.6, 0, 1, 0.5, 0.5);
    preprocess('ufldl', inputs, 2, Uint32Array.of(0));
    const third = 0.4 / 3;
    const expected = [0.5 - third, 0.5 + third, 0.1, 0.9, 0.5, 0.5];
    inputs.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 6);
    });
  });

  it('keeps every ufldl value in [0.1, 0.9] and the mean of each unclipped input at 0.5', () => {
    const random = createRandom(2, 'check');
    const inputs = Float32Array.from({ length: 200 * 16 }, () => random.uniform());
    preprocess('ufldl', inputs, 16, all(200));
    expect(Math.min(...inputs)).toBeGreaterThanOrEqual(Math.fround(0.1));
    expect(Math.max(...inputs)).toBeLessThanOrEqual(Math.fround(0.9));
    for (let start = 0; start < inputs.length; start += 16) {
      const mean = inputs.subarray(start, start + 16).reduce((sum, value) => sum + value, 0) / 16;
      expect(mean).toBeCloseTo(0.5, 5);
    }
  });

  it('maps pictures without any contrast to 0.5 for ufldl', () => {
    const inputs = new Float32Array(12).fill(0.25);
    preprocess('ufldl', inputs, 4, all(3));
    expect([...inputs]).toEqual(new Array(12).fill(0.5));
  });

  it('gives each feature mean 0 and variance 1 over the training samples alone for standardize', () => {
    const random = createRandom(3, 'check');
    const inputs = Float32Array.from({ length: 60 * 3 }, (_, i) => 5 + (i % 3) * random.normal());
    const train = all(40);
    preprocess('standardize', inputs, 3, train);
    for (const feature of [1, 2]) {
      const values = [...train].map((sample) => inputs[sample * 3 + feature]);
      const mean = values.reduce((sum, value) => sum + value, 0) / 40;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 40;
      expect(mean).toBeCloseTo(0, 5);
      expect(variance).toBeCloseTo(1, 5);
    }
  });

  it('makes features that are constant in training 0 for standardize', () => {
    const inputs = Float32Array.of(0.3, 1, 0.3, 2, 0.9, 3);
    preprocess('standardize', inputs, 2, Uint32Array.of(0, 1));
    expect([inputs[0], inputs[2], inputs[4]]).toEqual([0, 0, 0]);
    expect([inputs[1], inputs[3], inputs[5]]).toEqual([-1, 1, 3]);
  });

  it('fits without touching the samples, and gives a further input what it gave an equal training sample', () => {
    const random = createRandom(4, 'check');
    const raw = Float32Array.from({ length: 50 * 9 }, () => random.uniform());
    for (const how of ['none', 'ufldl', 'standardize'] as const) {
      const inputs = raw.slice();
      const fitted = fitPreprocessing(how, inputs, 9, all(40));
      expect(inputs).toEqual(raw);
      applyPreprocessing(fitted, inputs, 9);
      const further = raw.slice(7 * 9, 8 * 9);
      applyPreprocessing(fitted, further, 9);
      expect(further).toEqual(inputs.slice(7 * 9, 8 * 9));
    }
  });
});
