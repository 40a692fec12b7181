/** A page that is not there any more gives way to the last one. */
import { expect, it } from 'vitest';
import { offsetWithin } from './page-offset';

it('stays on a page that has entries, and goes to the last that has where the list became shorter', () => {
  expect(offsetWithin(24, 30, 24)).toBe(24);
  expect(offsetWithin(48, 48, 24)).toBe(24);
  expect(offsetWithin(48, 5, 24)).toBe(0);
  expect(offsetWithin(24, 0, 24)).toBe(0);
  expect(offsetWithin(0, 0, 24)).toBe(0);
});
