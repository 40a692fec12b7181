/** How numbers read. */
import { describe, expect, it } from 'vitest';
import {
  formatAgo,
  formatCount,
  formatDuration,
  formatRate,
  formatSetting,
  formatShape,
  formatValue,
} from './format';

describe('format', () => {
  it('groups thousands with thin spaces', () => {
    expect(formatCount(20200)).toBe('20\u202f200');
    expect(formatCount(999)).toBe('999');
  });

  it('keeps four digits of a loss whatever its size', () => {
    expect(formatValue(0.8317)).toBe('0.8317');
    expect(formatValue(12.3456)).toBe('12.35');
    expect(formatValue(4321.9)).toBe('4322');
    expect(formatValue(0.0000123)).toBe('1.23e-5');
    expect(formatValue(null)).toBe('–');
  });

  it('writes small settings the way they are typed', () => {
    expect(formatSetting(0.0001)).toBe('1e-4');
    expect(formatSetting(0.00025)).toBe('2.5e-4');
    expect(formatSetting(0.01)).toBe('0.01');
    expect(formatSetting(0)).toBe('0');
  });

  it('never shows a thousand as 1000 beside a unit', () => {
    expect(formatRate(999.9)).toBe('1.0\u202fk');
    expect(formatRate(412_300)).toBe('412\u202fk');
    expect(formatRate(999_900)).toBe('1.0\u202fM');
  });

  it('writes time left as minutes and seconds', () => {
    expect(formatDuration(41)).toBe('0:41');
    expect(formatDuration(3661)).toBe('1:01:01');
  });

  it('says how long ago something was saved', () => {
    expect(formatAgo(1000, 1500)).toBe('just now');
    expect(formatAgo(0, 65_000)).toBe('1 min ago');
  });

  it('leaves a single grey channel out of a shape', () => {
    expect(formatShape([10, 10, 1])).toBe('10×10');
    expect(formatShape([28, 28, 3])).toBe('28×28×3');
  });
});
