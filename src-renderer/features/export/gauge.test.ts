import { expect, it } from 'vitest';
import { gaugePlace, gaugeTicks } from './gauge';

it('puts differences on a logarithmic scale that ends at what is allowed', () => {
  expect([0, 1e-12, 1e-10].map(gaugePlace)).toEqual([0, 0, 0]);
  expect(gaugePlace(1e-7)).toBeCloseTo(0.6);
  expect(gaugePlace(1e-5)).toBe(1);
  expect(gaugePlace(1)).toBe(1);
});

it('names every power of ten at its place', () => {
  const ticks = gaugeTicks();
  expect(ticks.map(({ label }) => label)).toEqual(['≤ 10⁻¹⁰', '10⁻⁹', '10⁻⁸', '10⁻⁷', '10⁻⁶', '10⁻⁵']);
  expect(ticks.map(({ place }) => place)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
});
