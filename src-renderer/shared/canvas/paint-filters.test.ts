/** Weight pictures are painted exactly, pixel by pixel. */
import { describe, expect, it } from 'vitest';
import type { FilterSet } from '../../../src-engine';
import { interpolateStops, mapSize } from './diverging-map';
import { commonExtreme, paintUnit, unitExtreme } from './paint-filters';

const colors = interpolateStops([
  [0, 0, 255],
  [255, 255, 255],
  [255, 128, 0],
]);

const twoUnits: FilterSet = {
  layer: 0,
  units: 2,
  height: 1,
  width: 2,
  channels: 1,
  values: Float32Array.from([-0.5, 0.5, 0, 0.25]),
  norms: Float32Array.from([1, 1]),
  meanActivations: Float32Array.from([0.5, 0.5]),
};

describe('paintUnit', () => {
  it('makes each weight a square of whole pixels and leaves the rest alone', () => {
    const surface = { pixels: new Uint32Array(6 * 4).fill(7), widthPx: 6 };
    paintUnit(surface, twoUnits, 0, 0.5, colors, { leftPx: 1, topPx: 1, scale: 2 });
    const [low, high] = [colors[0], colors[mapSize - 1]];
    expect([...surface.pixels.subarray(6, 12)]).toEqual([7, low, low, high, high, 7]);
    expect([...surface.pixels.subarray(12, 18)]).toEqual([7, low, low, high, high, 7]);
    expect([...surface.pixels.subarray(0, 6)]).toEqual([7, 7, 7, 7, 7, 7]);
  });

  it('paints zero as the middle of the map', () => {
    const surface = { pixels: new Uint32Array(2), widthPx: 2 };
    paintUnit(surface, twoUnits, 1, 0.25, colors, { leftPx: 0, topPx: 0, scale: 1 });
    expect(surface.pixels[0] >>> 0).toBe(0xffffffff);
    expect(surface.pixels[1]).toBe(colors[mapSize - 1]);
  });

  it('paints a unit without weights as zero rather than dividing by it', () => {
    const surface = { pixels: new Uint32Array(2), widthPx: 2 };
    paintUnit(surface, twoUnits, 0, 0, colors, { leftPx: 0, topPx: 0, scale: 1 });
    expect([...surface.pixels]).toEqual([0xffffffff, 0xffffffff]);
  });
});

describe('extremes', () => {
  it('are per unit or over all units', () => {
    expect(unitExtreme(twoUnits, 1)).toBe(0.25);
    expect(commonExtreme(twoUnits)).toBe(0.5);
  });
});
