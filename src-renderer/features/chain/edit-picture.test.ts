import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clearPicture,
  fitPicture,
  groundOf,
  inkFor,
  paintDab,
  paintStroke,
  shiftPicture,
  type EditablePicture,
} from './edit-picture';

const picture = (
  height: number,
  width: number,
  values: readonly number[],
  channels = 1,
): EditablePicture => ({
  height,
  width,
  channels,
  values: Float32Array.from(values),
});
const anyPicture = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .chain(([height, width]) =>
    fc
      .array(fc.float({ min: 0, max: 1, noNaN: true }), {
        minLength: height * width,
        maxLength: height * width,
      })
      .map((values) => picture(height, width, values)),
  );

describe('fitting a picture to a network', () => {
  it('takes the mean of the pixels that each new one covers, from the middle', () => {
    // 2×4: the middle 2×2 becomes one pixel.
    const wide = picture(2, 4, [9, 1, 2, 9, 9, 3, 4, 9]);
    expect([...fitPicture(wide, { height: 1, width: 1, channels: 1 }).values]).toEqual([2.5]);
  });

  it('keeps a picture that fits as it is, and a flat one flat at any size', () => {
    fc.assert(
      fc.property(
        anyPicture,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (any, height, width) => {
          expect(fitPicture(any, any)).toBe(any);
          const flat = { ...any, values: any.values.fill(0.25) };
          const fitted = fitPicture(flat, { height, width, channels: 1 });
          expect(fitted.values).toHaveLength(height * width);
          for (const value of fitted.values) expect(value).toBeCloseTo(0.25, 5);
        },
      ),
    );
  });

  it('makes grey of colours by their luma, and the same in every channel of grey', () => {
    const colours = picture(1, 1, [1, 0, 0.5], 3);
    expect(fitPicture(colours, { height: 1, width: 1, channels: 1 }).values[0]).toBeCloseTo(
      0.2126 + 0.0361,
      6,
    );
    const grey = picture(1, 2, [0.25, 0.5]);
    const three = fitPicture(grey, { height: 1, width: 2, channels: 3 });
    expect([...three.values]).toEqual([0.25, 0.25, 0.25, 0.5, 0.5, 0.5]);
  });
});

describe('shifting', () => {
  it('moves pixels right and down and goes on with the border', () => {
    const square = picture(2, 2, [1, 2, 3, 4]);
    expect([...shiftPicture(square, 1, 0).values]).toEqual([1, 1, 3, 3]);
    expect([...shiftPicture(square, 0, -1).values]).toEqual([3, 4, 3, 4]);
    expect([...shiftPicture(square, -5, 5).values]).toEqual([2, 2, 2, 2]);
  });

  it('puts every pixel that stays inside where it belongs', () => {
    fc.assert(
      fc.property(
        anyPicture,
        fc.integer({ min: -4, max: 4 }),
        fc.integer({ min: -4, max: 4 }),
        (any, dx, dy) => {
          const moved = shiftPicture(any, dx, dy);
          for (let y = 0; y < any.height; y++) {
            for (let x = 0; x < any.width; x++) {
              const [toY, toX] = [y + dy, x + dx];
              if (toY < 0 || toY >= any.height || toX < 0 || toX >= any.width) continue;
              expect(moved.values[toY * any.width + toX]).toBe(any.values[y * any.width + x]);
            }
          }
        },
      ),
    );
  });
});

describe('painting', () => {
  const dark = picture(7, 7, new Array<number>(49).fill(0.1));

  it('erases to the median of the border and paints as far from it as numbers go', () => {
    const ground = groundOf(picture(3, 3, [0.1, 0.1, 0.9, 0.1, 0.7, 0.1, 0.1, 0.2, 0.1]));
    expect(ground[0]).toBeCloseTo(0.1, 6);
    expect(inkFor(ground)).toEqual([1]);
    expect(inkFor([0.9, 0.2])).toEqual([0, 1]);
  });

  it('is strongest in the middle of a dab, softer at its edge, nothing outside', () => {
    const { values } = paintDab(dark, 3, 3, 1.2, [1]);
    expect(values[3 * 7 + 3]).toBe(1);
    expect(values[3 * 7 + 4]).toBeCloseTo(0.1 + 0.9 * 0.7, 6);
    expect(values[3 * 7 + 5]).toBeCloseTo(0.1, 6);
    expect(dark.values[3 * 7 + 3]).toBeCloseTo(0.1, 6);
  });

  it('leaves no gaps in a stroke', () => {
    const { values } = paintStroke(dark, { x: 0, y: 3 }, { x: 6, y: 3 }, 0.6, [1]);
    for (let x = 1; x < 7; x++) expect(values[3 * 7 + x]).toBe(1);
  });

  it('clears to the ground', () => {
    expect(new Set(clearPicture(dark, [0.5]).values)).toEqual(new Set([0.5]));
  });
});
