/** Long copies and fills end with the numbers of a single one, and look up once between two pieces. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clearLong, copyLong } from './long-copies';

const numbers = fc.float32Array({ maxLength: 60, noNaN: true });

test('a copy in pieces is the whole copy, and leaves what lies around it', () => {
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 9 }), fc.nat({ max: 5 }), (source, piece, at) => {
      const [target, whole] = [0, 1].map(() => new Float32Array(source.length + 10).fill(7));
      let breaths = 0;
      copyLong(source, target, at, () => (breaths += 1), piece);
      whole.set(source, at);
      expect(target).toEqual(whole);
      expect(breaths).toBe(Math.max(0, Math.ceil(source.length / piece) - 1));
    }),
  );
});

test('clearing in pieces clears exactly what it is told', () => {
  const target = new Float32Array(12).fill(7);
  let breaths = 0;
  clearLong(target, 2, 7, () => (breaths += 1), 3);
  expect([...target]).toEqual([7, 7, 0, 0, 0, 0, 0, 0, 0, 7, 7, 7]);
  expect(breaths).toBe(2);
});

test('giving up between two pieces ends a copy there', () => {
  const target = new Float32Array(8);
  const giveUp = (): void => {
    throw new Error('enough');
  };
  expect(() => copyLong(new Float32Array(8).fill(1), target, 0, giveUp, 3)).toThrow('enough');
  expect([...target]).toEqual([1, 1, 1, 0, 0, 0, 0, 0]);
});
