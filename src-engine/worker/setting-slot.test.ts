import { expect, test } from 'vitest';
import { settingFromSlot, settingToSlot } from './setting-slot';

test.each([0.001, 0.003, 1, 12.5, 1e-6, 0.123456, 1000, 0, 0.5, 0.99999])(
  'the setting %f comes through the slot as it is',
  (value) => {
    expect(settingFromSlot(settingToSlot(value))).toBe(value);
  },
);

test.each([-1, NaN, Infinity])('%f asks for nothing', (value) => {
  expect(settingFromSlot(settingToSlot(value))).toBeNull();
});

test('an untouched slot asks for nothing', () => {
  expect(settingFromSlot(0)).toBeNull();
});
