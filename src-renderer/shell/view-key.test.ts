/** The keys of the views. */
import { expect, it } from 'vitest';
import { viewKey, viewOfKey } from './view-key';

it('gives ten views a key, and finds each by it', () => {
  expect([0, 8, 9, 10].map(viewKey)).toEqual(['1', '9', '0', undefined]);
  for (let index = 0; index < 10; index += 1) expect(viewOfKey(viewKey(index) ?? '', false)).toBe(index);
});

it('leaves other keys alone, and with Ctrl or ⌘ the one that resets the zoom', () => {
  expect(viewOfKey('s', false)).toBeUndefined();
  expect(viewOfKey('F1', false)).toBeUndefined();
  expect(viewOfKey('0', true)).toBeUndefined();
  expect(viewOfKey('3', true)).toBe(2);
});
