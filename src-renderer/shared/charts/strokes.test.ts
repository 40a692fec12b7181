/** Twenty lines, each with a stroke of its own; colours are told apart by eyes without red or green receptors too. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { strokeAt, strokeCount } from './strokes';

const css = readFileSync(resolve(import.meta.dirname, '../../styles/tokens.css'), 'utf8');

type Rgb = readonly [number, number, number];

function colorsOf(theme: string): Rgb[] {
  const block = css.slice(css.indexOf(`[data-theme='${theme}']`));
  return Array.from({ length: 8 }, (_, place) => {
    const hex = new RegExp(`${strokeAt(place).colorToken}: #([0-9a-f]{6})`).exec(block)?.[1] ?? '';
    const byte = (at: number): number => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255);
    return [byte(0), byte(2), byte(4)];
  });
}

function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Simulation matrices for linear RGB, full severity: Machado, Oliveira & Fernandes 2009. */
const eyes: Record<string, readonly Rgb[]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

/** OKLab of a linear RGB colour: Ottosson 2020. */
function lab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function seen(color: Rgb, matrix: readonly Rgb[]): Rgb {
  const [r, g, b] = matrix.map((row) => row[0] * color[0] + row[1] * color[1] + row[2] * color[2]);
  return lab([r, g, b]);
}

describe('strokes', () => {
  it('are different for each of twenty lines', () => {
    const all = Array.from({ length: strokeCount }, (_, place) => JSON.stringify(strokeAt(place)));
    expect(new Set(all).size).toBe(strokeCount);
    expect(strokeCount).toBeGreaterThanOrEqual(20);
  });

  it.each(['dark', 'light'])('have colours that every eye tells apart, in the %s theme', (theme) => {
    const colors = colorsOf(theme);
    for (const matrix of Object.values(eyes)) {
      const labs = colors.map((color) => seen(color, matrix));
      labs.forEach((one, at) =>
        labs.slice(at + 1).forEach((other) => {
          const distance = Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
          // A just noticeable difference is about 0.02.
          expect(distance).toBeGreaterThan(0.06);
        }),
      );
    }
  });
});
