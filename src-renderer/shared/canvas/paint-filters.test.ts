/** Weight pictures are painted exactly, pixel by pixel. */
import { describe, expect, it } from 'vitest';
import type { FilterSet } from '../../../src-engine';
import { interpolateStops, mapSize } from './diverging-map';
import { commonExtreme, paintUnit, paintUnitLines, repeatLines, unitExtreme } from './paint-filters';

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

  it('gives the same pixels where the lines of neighbours are repeated together', () => {
    const tall: FilterSet = { ...twoUnits, height: 2, width: 1 };
    const [apart, together] = [new Uint32Array(9 * 6).fill(7), new Uint32Array(9 * 6).fill(7)];
    const corners = [1, 5].map((leftPx) => ({ leftPx, topPx: 0, scale: 3 }));
    corners.forEach((place, unit) => {
      paintUnit({ pixels: apart, widthPx: 9 }, tall, unit, 0.5, colors, place);
      paintUnitLines({ pixels: together, widthPx: 9 }, tall, unit, 0.5, colors, place);
    });
    repeatLines({ pixels: together, widthPx: 9 }, { leftPx: 0, topPx: 0, scale: 3 }, 2, 9);
    expect([...together]).toEqual([...apart]);
    expect(apart[9]).toBe(7);
    expect(apart[9 + 1]).toBe(colors[0]);
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
