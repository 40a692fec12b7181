/** Runs of different lengths and spacings meet on one timeline. */
import { describe, expect, it } from 'vitest';
import { keptAt, timelineOf } from './timeline';

describe('the timeline', () => {
  it('has every kept epoch of any run once, in order', () => {
    expect(timelineOf([[1, 3, 5], [2, 3, 12], []])).toEqual([1, 2, 3, 5, 12]);
  });

  it('shows a run as it was last kept, and not before it began', () => {
    expect(keptAt([1, 3, 5], 4)).toBe(3);
    expect(keptAt([1, 3, 5], 5)).toBe(5);
    expect(keptAt([1, 3, 5], 100)).toBe(5);
    expect(keptAt([2, 3], 1)).toBeNull();
    expect(keptAt([], 1)).toBeNull();
  });
});
