/** Figures of a confusion matrix worked by hand. */
import { describe, expect, it } from 'vitest';
import { confusionFigures } from './confusion';

describe('confusionFigures', () => {
  it('counts what is right, by true class and by guess', () => {
    const figures = confusionFigures([
      [8, 2, 0],
      [1, 4, 0],
      [0, 0, 0],
    ]);
    expect(figures).toEqual({
      total: 15,
      right: 12,
      rowTotals: [10, 5, 0],
      columnTotals: [9, 6, 0],
      shares: [
        [0.8, 0.2, 0],
        [0.2, 0.8, 0],
        [0, 0, 0],
      ],
      recalls: [0.8, 0.8, null],
      precisions: [8 / 9, 4 / 6, null],
    });
  });

  it('takes no classes for nothing', () => {
    expect(confusionFigures([])).toMatchObject({ total: 0, right: 0, shares: [] });
  });
});
