/** Points of maps within their square, by hand. */
import { describe, expect, it } from 'vitest';
import { fitToSquare } from './map-points';

describe('fitToSquare', () => {
  it('fills the longer axis and keeps the proportions', () => {
    expect([...fitToSquare(Float64Array.of(10, 1, 14, 2, 12, 3))]).toEqual([-1, -0.5, 1, 0, 0, 0.5]);
  });

  it('reads the first two of more columns', () => {
    expect([...fitToSquare(Float32Array.of(0, 0, 99, 2, 4, -99), 3)]).toEqual([-0.5, -1, 0.5, 1]);
  });

  it('puts points that coincide into the middle, and takes none for none', () => {
    expect([...fitToSquare(Float32Array.of(7, 7, 7, 7))]).toEqual([0, 0, 0, 0]);
    expect(fitToSquare(new Float32Array(0)).length).toBe(0);
  });
});
