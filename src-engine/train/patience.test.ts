import { expect, test } from 'vitest';
import { untried, waitOn } from './patience';
import type { PatienceState } from './patience';

function after(figures: readonly number[], wants: 'less' | 'more' = 'less'): PatienceState {
  const rule = { patience: 2, minDelta: 0.1, wants };
  return figures.reduce((state, figure, index) => waitOn(state, rule, figure, index + 1), untried);
}

test('the first figure is the best so far', () => {
  expect(after([5])).toEqual({ best: 5, bestEpoch: 1, waited: 0, exhausted: 0 });
});

test('only more than the least difference is an improvement', () => {
  expect(after([5, 4.95])).toEqual({ best: 5, bestEpoch: 1, waited: 1, exhausted: 0 });
  expect(after([5, 4.8])).toEqual({ best: 4.8, bestEpoch: 2, waited: 0, exhausted: 0 });
});

test('patience that runs out is counted and begins anew', () => {
  expect(after([5, 5, 5])).toEqual({ best: 5, bestEpoch: 1, waited: 0, exhausted: 1 });
  expect(after([5, 5, 5, 5, 5, 4])).toEqual({ best: 4, bestEpoch: 6, waited: 0, exhausted: 2 });
});

test('an improvement in between starts the waiting anew', () => {
  expect(after([5, 5, 3, 5])).toEqual({ best: 3, bestEpoch: 3, waited: 1, exhausted: 0 });
});

test('more can be better, and what is no number never is', () => {
  expect(after([0.5, 0.9, 0.2], 'more')).toMatchObject({ best: 0.9, bestEpoch: 2 });
  expect(after([NaN, 5])).toMatchObject({ best: 5, bestEpoch: 2 });
});
