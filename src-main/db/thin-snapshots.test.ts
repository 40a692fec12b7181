/** Long runs keep a bounded number of snapshots. */
import { describe, expect, it } from 'vitest';
import { MAX_SNAPSHOTS, snapshotsToDrop } from './thin-snapshots';

function keptAfter(epochs: number): number[] {
  let kept: number[] = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    kept.push(epoch);
    const drop = new Set(snapshotsToDrop(kept));
    kept = kept.filter((one) => !drop.has(one));
  }
  return kept;
}

describe('snapshotsToDrop', () => {
  it('keeps every epoch of a short run', () => {
    expect(keptAfter(MAX_SNAPSHOTS)).toHaveLength(MAX_SNAPSHOTS);
  });

  it.each([65, 100, 500, 1000, 5000])(
    'keeps the first, the latest and at most 64 of %i epochs, evenly spaced',
    (epochs) => {
      const kept = keptAfter(epochs);
      expect(kept.length).toBeLessThanOrEqual(MAX_SNAPSHOTS);
      expect(kept.length).toBeGreaterThan(MAX_SNAPSHOTS / 2 - 1);
      expect([kept[0], kept.at(-1)]).toEqual([1, epochs]);
      const gaps = kept.slice(1, -1).map((epoch, index) => epoch - kept[index]);
      expect(new Set(gaps).size).toBe(1);
    },
  );
});
