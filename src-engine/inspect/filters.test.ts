/** Maximal-activation pictures against a case worked by hand and against the inequality they rest on. */
import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors';
import { createRandom } from '../random';
import { maximalActivationPictures } from './filters';

describe('maximalActivationPictures', () => {
  it('divides the weights of each unit by their norm', () => {
    const pictures = maximalActivationPictures(Float32Array.of(3, 4, 0, -2), 2, [1, 2, 1]);
    expect([...pictures.norms]).toEqual([5, 2]);
    expect([...pictures.values]).toEqual([Math.fround(0.6), Math.fround(0.8), 0, -1]);
    expect([pictures.units, pictures.height, pictures.width, pictures.channels]).toEqual([2, 1, 2, 1]);
  });

  it('keeps a unit of zero weights at zero', () => {
    const pictures = maximalActivationPictures(new Float32Array(12), 1, [2, 2, 3]);
    expect([...pictures.values]).toEqual(new Array(12).fill(0));
    expect(pictures.norms[0]).toBe(0);
  });

  it('gives pictures that no other picture of norm 1 beats', () => {
    const random = createRandom(1, 'check');
    const weights = Float32Array.from({ length: 48 }, random.normal);
    const { values, norms } = maximalActivationPictures(weights, 1, [4, 4, 3]);
    const response = (picture: Float32Array): number =>
      picture.reduce((sum, pixel, i) => sum + pixel * weights[i], 0);
    expect(response(values)).toBeCloseTo(norms[0], 4);
    for (let trial = 0; trial < 100; trial += 1) {
      const other = Float32Array.from({ length: 48 }, random.normal);
      const unit = maximalActivationPictures(other, 1, [4, 4, 3]).values;
      expect(response(unit)).toBeLessThan(response(values));
    }
  });

  it('refuses weights that do not fit the input shape', () => {
    expect(() => maximalActivationPictures(new Float32Array(7), 2, [2, 2, 1])).toThrow(EngineError);
    expect(() => maximalActivationPictures(new Float32Array(7), 2, [2, 2, 1])).toThrow('= 8 weights, got 7');
  });
});
