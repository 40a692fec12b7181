import { expect, test } from 'vitest';
import { rateFromSlot, rateToSlot } from './rate-slot';

test.each([0.001, 0.003, 1, 12.5, 1e-6, 0.123456, 1000])(
  'the rate %f comes through the slot as it is',
  (rate) => {
    expect(rateFromSlot(rateToSlot(rate))).toBe(rate);
  },
);

test.each([0, -1, NaN, Infinity])('%f asks for nothing', (rate) => {
  expect(rateFromSlot(rateToSlot(rate))).toBeNull();
});

test('an untouched slot asks for nothing', () => {
  expect(rateFromSlot(0)).toBeNull();
});
