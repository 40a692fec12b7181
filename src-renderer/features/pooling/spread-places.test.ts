/** A few places stand for a whole set: evenly, each once, all of them where there are few. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadPlaces } from './spread-places';

describe('spreadPlaces', () => {
  it('takes the middle of equal parts', () => {
    expect(spreadPlaces(100, 4)).toEqual([12, 37, 62, 87]);
  });

  it('takes all of a small set', () => {
    expect(spreadPlaces(3, 64)).toEqual([0, 1, 2]);
    expect(spreadPlaces(0, 64)).toEqual([]);
  });

  it('takes each once, in order, and all within the set', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 1024 }), (total, wanted) => {
        const places = spreadPlaces(total, wanted);
        expect(places).toHaveLength(Math.min(total, wanted));
        places.forEach((place, index) => expect(place).toBeGreaterThan(places[index - 1] ?? -1));
        expect(places[places.length - 1]).toBeLessThan(total);
      }),
    );
  });
});
