/** Sorting by key against a stable sort by comparison. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { orderByKey } from './order-by-key';

it('gives what a stable sort by comparison gives', () => {
  const keysAndOrder = fc
    .array(fc.integer({ min: -1, max: 9 }), { minLength: 1, maxLength: 60 })
    .chain((keys) =>
      fc.tuple(
        fc.constant(keys),
        fc.shuffledSubarray(
          keys.map((_, index) => index),
          { minLength: 0 },
        ),
      ),
    );
  fc.assert(
    fc.property(keysAndOrder, ([keys, order]) => {
      const sorted = [...order].sort((a, b) => keys[a] - keys[b]);
      expect([...orderByKey(Uint32Array.from(order), Int32Array.from(keys), -1)]).toEqual(sorted);
    }),
  );
});
