/** Where the window lies, what enters it, and by which rule. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { largestShift, shiftable, windowAt } from './shifted-window';
import type { FeatureMap } from './feature-map';

/** Every pixel holds 1000·y + x. */
function coordinates(height: number, width: number): FeatureMap {
  const values = Float32Array.from(
    { length: height * width },
    (_, index) => 1000 * Math.floor(index / width) + (index % width),
  );
  return { height, width, channels: 1, values };
}

function seen(map: FeatureMap, dx: number, dy: number): number[] {
  const { surroundings, height, width } = shiftable(map);
  const target = new Float32Array(height * width * map.channels);
  windowAt(surroundings, dx, dy, target);
  return [...target];
}

describe('a shifted picture', () => {
  test('moves to the right and down by positive shifts, its mirror image following', () => {
    const small = { height: 2, width: 3, channels: 1, values: Float32Array.of(1, 2, 3, 4, 5, 6) };
    expect(seen(small, 0, 0)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(seen(small, 1, 0)).toEqual([1, 1, 2, 4, 4, 5]);
    expect(seen(small, 2, 0)).toEqual([2, 1, 1, 5, 4, 4]);
    expect(seen(small, -1, 0)).toEqual([2, 3, 3, 5, 6, 6]);
    expect(seen(small, 0, 1)).toEqual([1, 2, 3, 1, 2, 3]);
    expect(seen(small, 0, -1)).toEqual([4, 5, 6, 4, 5, 6]);
  });

  test('keeps its channels together', () => {
    const colour = { height: 1, width: 2, channels: 3, values: Float32Array.of(1, 2, 3, 4, 5, 6) };
    expect(seen(colour, 1, 0)).toEqual([1, 2, 3, 1, 2, 3]);
  });

  test('of 48 pixels and more is cut, so that every shift shows pixels of the picture alone', () => {
    const { height, width, isMirrored } = shiftable(coordinates(48, 100));
    expect([height, width, isMirrored]).toEqual([32, 64, false]);
    const corner = seen(coordinates(48, 100), -largestShift, largestShift);
    // The window lies at row 8 and column 18; 8 to the left shows columns from 26 on, 8 down rows from 0 on.
    expect(corner[0]).toBe(26);
    expect(corner.at(-1)).toBe(1000 * 31 + 26 + 63);
  });

  test('below 48 pixels is seen whole and mirrored beyond its border', () => {
    expect(shiftable(coordinates(47, 28))).toMatchObject({ height: 47, width: 28, isMirrored: true });
    expect(shiftable(coordinates(512, 512))).toMatchObject({ height: 64, width: 64, isMirrored: false });
  });

  test('never holds a value that the picture does not have', () => {
    const shift = fc.integer({ min: -largestShift, max: largestShift });
    const side = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(side, side, shift, shift, (height, width, dx, dy) => {
        const map = coordinates(height, width);
        const known = new Set(map.values);
        expect(seen(map, dx, dy).every((value) => known.has(value))).toBe(true);
      }),
    );
  });
});
