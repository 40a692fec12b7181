/** Numbers in formulas read as a person writes them. */
import { describe, expect, it } from 'vitest';
import { texValue } from './tex';

describe('texValue', () => {
  it.each([
    [0.5, '0.5000'],
    [-12.345, '-12.35'],
    [3e-7, '3.00\\cdot 10^{-7}'],
    [123456, '1.23\\cdot 10^{5}'],
    [null, '\\text{–}'],
  ])('writes %s as %s', (value, tex) => {
    expect(texValue(value)).toBe(tex);
  });
});
