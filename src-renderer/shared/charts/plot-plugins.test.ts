/** Where the names at the ends of lines are written. */
import { expect, it } from 'vitest';
import { apart } from './plot-plugins';

const label = (y: number, least = 6) => ({ y, least });

it('leaves names that do not touch where their lines end', () => {
  expect(apart([label(20), label(60)], 100)).toEqual([20, 60]);
});

it('pushes the lower of two names down', () => {
  expect(apart([label(20), label(22)], 100)).toEqual([20, 33]);
});

it('keeps names above the bottom, one over the other', () => {
  expect(apart([label(98), label(99)], 100)).toEqual([87, 100]);
});

it('keeps names out of what lies in the corner, and those below out of them', () => {
  expect(apart([label(8, 18), label(10, 18)], 100)).toEqual([24.5, 37.5]);
});

it('writes too many names from the top on', () => {
  expect(apart([label(8), label(9), label(10)], 20)).toEqual([12.5, 12.5, 20]);
});
