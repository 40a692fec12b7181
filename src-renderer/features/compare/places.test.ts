/** A run keeps its colour whatever is added or taken away beside it. */
import { describe, expect, it } from 'vitest';
import { mostCompared } from '../../shared/runs/most-compared';
import { assignPlaces, parseRunIds } from './places';

describe('parseRunIds', () => {
  it('reads numbers, each once, and leaves out everything else', () => {
    expect(parseRunIds('3,1,3,x,-2,0,1e3,7')).toEqual([3, 1, 7]);
    expect(parseRunIds(undefined)).toEqual([]);
    expect(parseRunIds(Array.from({ length: 40 }, (_, at) => at + 1).join(','))).toHaveLength(mostCompared);
  });
});

describe('assignPlaces', () => {
  it('keeps places and fills the lowest free one', () => {
    const first = assignPlaces(new Map(), [10, 20, 30]);
    expect([...first]).toEqual([
      [10, 0],
      [20, 1],
      [30, 2],
    ]);
    const second = assignPlaces(first, [40, 30, 10]);
    expect(Object.fromEntries(second)).toEqual({ 10: 0, 30: 2, 40: 1 });
  });
});
