/** Curves become paths in their box. */
import { describe, expect, it } from 'vitest';
import { sparklinePaths } from './sparkline-path';

describe('sparklinePaths', () => {
  it('puts equal ratios at equal heights, both curves on one scale', () => {
    const { train, validation } = sparklinePaths({ train: [100, 10, 1], validation: [10, 10, 10] }, 20, 10);
    expect(train).toBe('M0 0L10 5L20 10');
    expect(validation).toBe('M0 5L10 5L20 5');
  });

  it('is linear where a loss is not positive', () => {
    expect(sparklinePaths({ train: [2, 1, 0], validation: [] }, 10, 10)).toEqual({
      train: 'M0 0L5 5L10 10',
      validation: '',
    });
  });

  it('leaves a gap where a number is not finite', () => {
    const { train } = sparklinePaths({ train: [4, Number.NaN, 2, 1], validation: [] }, 30, 10);
    expect(train).toBe('M0 0M20 5L30 10');
  });

  it('draws a flat curve in the middle, and nothing for nothing', () => {
    expect(sparklinePaths({ train: [3, 3], validation: [] }, 10, 10).train).toBe('M0 5L10 5');
    expect(sparklinePaths({ train: [], validation: [] }, 10, 10)).toEqual({ train: '', validation: '' });
  });
});
