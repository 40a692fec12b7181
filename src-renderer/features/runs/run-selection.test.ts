/** Clicks and keys select what they select in every list of files. */
import { describe, expect, it } from 'vitest';
import { nothingSelected, selectAll, selectOne, selectRange, toggleOne } from './run-selection';

const order = [9, 8, 7, 6, 5];
const idsOf = ({ ids }: { readonly ids: ReadonlySet<number> }): number[] => [...ids].sort((a, b) => a - b);

describe('the selection', () => {
  it('is one run after a plain click, whatever it was before', () => {
    const all = selectAll(nothingSelected, order);
    expect(selectOne(7)).toMatchObject({ activeId: 7, anchorId: 7 });
    expect(idsOf(all)).toEqual([5, 6, 7, 8, 9]);
    expect(idsOf(selectOne(7))).toEqual([7]);
  });

  it('takes runs in and out one by one', () => {
    const two = toggleOne(selectOne(9), 6);
    expect(idsOf(two)).toEqual([6, 9]);
    expect(two.activeId).toBe(6);
    expect(idsOf(toggleOne(two, 9))).toEqual([6]);
  });

  it('reaches from the anchor to the run in both directions, and turns around at the anchor', () => {
    const down = selectRange(selectOne(8), order, 6);
    expect(idsOf(down)).toEqual([6, 7, 8]);
    const up = selectRange(down, order, 9);
    expect(idsOf(up)).toEqual([8, 9]);
    expect(up).toMatchObject({ activeId: 9, anchorId: 8 });
  });

  it('is the run alone where the anchor is no longer in the table', () => {
    expect(idsOf(selectRange(selectOne(99), order, 7))).toEqual([7]);
    expect(idsOf(selectRange(nothingSelected, order, 7))).toEqual([7]);
  });
});
