/** Filters are thinned evenly and never to nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spareEpochs } from './spare-filters';

const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

describe('spareEpochs', () => {
  it('keeps the last alone where one is to stay', () => {
    expect(spareEpochs(ten, 1, null)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('keeps the first, the last and what lies between', () => {
    expect(spareEpochs(ten, 4, null)).toEqual([2, 3, 5, 6, 8, 9]);
  });

  it('keeps those of the final weights besides', () => {
    expect(spareEpochs(ten, 1, 6)).not.toContain(6);
  });

  it('never drops the last, and leaves as many as were asked for', () => {
    const epochs = fc.uniqueArray(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 64 });
    fc.assert(
      fc.property(epochs, fc.integer({ min: 1, max: 64 }), (unsorted, kept) => {
        const sorted = [...unsorted].sort((a, b) => a - b);
        const dropped = spareEpochs(sorted, kept, null);
        expect(dropped).not.toContain(sorted.at(-1));
        expect(sorted.length - dropped.length).toBe(Math.min(kept, sorted.length));
      }),
    );
  });
});
