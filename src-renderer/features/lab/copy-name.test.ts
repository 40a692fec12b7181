/** Copies are told apart by their number. */
import { describe, expect, it } from 'vitest';
import { copyName } from './copy-name';

describe('copyName', () => {
  it('counts copies up', () => {
    expect(copyName('Digits')).toBe('Digits (2)');
    expect(copyName('Digits (2)')).toBe('Digits (3)');
    expect(copyName('Digits (9)')).toBe('Digits (10)');
  });

  it('leaves other brackets alone', () => {
    expect(copyName('Digits (small)')).toBe('Digits (small) (2)');
  });
});
