/** One place earlier or later in the queue. */
import { describe, expect, it } from 'vitest';
import { placeBefore } from './queue-moves';

const waiting = [4, 9, 2];

/** The queue after the run was put before another. */
function moved(runId: number, direction: 'earlier' | 'later'): readonly number[] {
  const before = placeBefore(waiting, runId, direction);
  if (before === undefined) return waiting;
  const others = waiting.filter((id) => id !== runId);
  const place = before === null ? others.length : others.indexOf(before);
  return [...others.slice(0, place), runId, ...others.slice(place)];
}

describe('placeBefore', () => {
  it('changes places with the neighbour', () => {
    expect(moved(9, 'earlier')).toEqual([9, 4, 2]);
    expect(moved(4, 'later')).toEqual([9, 4, 2]);
    expect(moved(9, 'later')).toEqual([4, 2, 9]);
  });

  it('leaves both ends, and a run that does not wait, where they are', () => {
    expect(placeBefore(waiting, 4, 'earlier')).toBeUndefined();
    expect(placeBefore(waiting, 2, 'later')).toBeUndefined();
    expect(placeBefore(waiting, 77, 'earlier')).toBeUndefined();
  });
});
