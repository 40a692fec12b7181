/** Patches: cut from the right place, spread evenly, whitened without touching other pictures. */
import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors';
import { createRandom } from '../random';
import type { PatchData } from '../spec/experiment';
import type { PackedPictures } from '../worker/protocol';
import { choosePlaces, cutPatches } from './patches';

function pictures(
  count: number,
  height: number,
  width: number,
  channels: number,
  pixel: (index: number) => number,
): PackedPictures {
  const pixels = Uint8Array.from({ length: count * height * width * channels }, (_, i) => pixel(i));
  return { count, height, width, channels, pixels, labels: new Int32Array(count).fill(-1), classNames: [] };
}

function patchData(patchSize: PatchData['patchSize'], whiten: boolean): PatchData {
  return { dataset: 'x', mode: 'patches', patchSize, patchCount: 1, whiten, preprocess: 'none' };
}

describe('choosePlaces', () => {
  it('reaches every picture and every position where the patch fits, and no other', () => {
    const places = choosePlaces(
      pictures(3, 5, 4, 1, () => 0),
      [3, 3],
      2000,
      1,
    );
    const seen = new Set(Array.from(places.picture, (p, i) => `${p}:${places.top[i]}:${places.left[i]}`));
    expect(seen.size).toBe(3 * 3 * 2);
    expect(Math.max(...places.picture)).toBe(2);
    expect(Math.max(...places.top)).toBe(2);
    expect(Math.max(...places.left)).toBe(1);
  });

  it('depends on the seed alone', () => {
    const set = pictures(4, 20, 20, 1, () => 0);
    expect(choosePlaces(set, [5, 5], 100, 1)).toEqual(choosePlaces(set, [5, 5], 100, 1));
    expect(choosePlaces(set, [5, 5], 100, 1)).not.toEqual(choosePlaces(set, [5, 5], 100, 2));
  });

  it('says what to do when the patch is larger than the pictures', () => {
    const set = pictures(1, 8, 12, 1, () => 0);
    expect(() => choosePlaces(set, [9, 9], 1, 1)).toThrow(EngineError);
    expect(() => choosePlaces(set, [9, 9], 1, 1)).toThrow(
      'A patch of 9×9 pixels does not fit into pictures of 8×12. Choose a smaller patch',
    );
  });
});

describe('cutPatches', () => {
  it('copies the pixels under each place, all channels, as fractions of 255', () => {
    const set = pictures(2, 3, 4, 3, (i) => i);
    const places = { picture: Uint32Array.of(1), top: Uint32Array.of(1), left: Uint32Array.of(2) };
    const { values: patch } = cutPatches(set, places, patchData([2, 2], false));
    const rowStart = (y: number): number => ((3 + y) * 4 + 2) * 3;
    const expected = [1, 2].flatMap((y) =>
      Array.from({ length: 6 }, (_, x) => Math.fround((rowStart(y) + x) / 255)),
    );
    expect([...patch]).toEqual(expected);
  });

  it('gives a whitened patch the same numbers whichever other patches are cut, up to the common scale', () => {
    const random = createRandom(1, 'check');
    const set = pictures(5, 16, 16, 3, () => random.integer(256));
    const places = choosePlaces(set, [4, 4], 30, 2);
    const { values: together } = cutPatches(set, places, patchData([4, 4], true));
    const only = (values: Uint32Array, i: number): Uint32Array => values.slice(i, i + 1);
    for (const i of [0, 7, 29]) {
      const place = {
        picture: only(places.picture, i),
        top: only(places.top, i),
        left: only(places.left, i),
      };
      const { values: alone } = cutPatches(set, place, patchData([4, 4], true));
      const part = together.slice(i * 48, (i + 1) * 48);
      const ratio = Math.hypot(...part) / Math.hypot(...alone);
      expect(ratio).toBeGreaterThan(0.8);
      expect(ratio).toBeLessThan(1.25);
      alone.forEach((value, at) => {
        expect(part[at]).toBeCloseTo(value * ratio, 5);
      });
    }
  });

  it('scales whitened pictures to a variance of 0.1', () => {
    const random = createRandom(3, 'check');
    const set = pictures(3, 64, 64, 1, () => 100 + random.integer(50));
    const { values: whitened } = cutPatches(set, choosePlaces(set, [8, 8], 2000, 1), patchData([8, 8], true));
    const mean = whitened.reduce((sum, value) => sum + value, 0) / whitened.length;
    const variance = whitened.reduce((sum, value) => sum + value * value, 0) / whitened.length;
    expect(Math.abs(mean)).toBeLessThan(0.005);
    expect(variance).toBeGreaterThan(0.09);
    expect(variance).toBeLessThan(0.11);
  });

  it('whitens pictures of constant grey to zeros', () => {
    const set = pictures(2, 20, 30, 1, () => 128);
    const { values: whitened } = cutPatches(set, choosePlaces(set, [5, 5], 10, 1), patchData([5, 5], true));
    expect(whitened.every((value) => value === 0)).toBe(true);
  });
});
