/** The map of intensities is read by lightness alone: every step is as large to the eye as every other. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { interpolateStops } from './diverging-map';
import { intensityIndex } from './intensity-map';
import { parseHex } from './theme';

const tokens = readFileSync(new URL('../../styles/tokens.css', import.meta.url), 'utf8');
const stops = [...tokens.matchAll(/--intensity-\d: (#[\da-f]{6});/g)].map(([, hex]) => parseHex(hex));

/** OKLab of a packed pixel (Ottosson 2020). */
function oklab(pixel: number): readonly [number, number, number] {
  const [r, g, b] = [0, 8, 16]
    .map((shift) => ((pixel >> shift) & 255) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

describe('the map of intensities', () => {
  const table = [...interpolateStops(stops)].map(oklab);
  const tenth = Math.floor((table.length - 1) / 10);
  const samples = Array.from({ length: 11 }, (_, index) => table[index * tenth]);

  it('grows lighter from every tenth to the next, by nearly equal amounts', () => {
    const rises = samples.slice(1).map(([lightness], index) => lightness - samples[index][0]);
    expect(Math.min(...rises)).toBeGreaterThan(0.06);
    expect(Math.max(...rises)).toBeLessThan(0.09);
  });

  it('clips what lies outside of [0, 1]', () => {
    expect(intensityIndex(-3)).toBe(0);
    expect(intensityIndex(1.5)).toBe(table.length - 1);
  });
});
