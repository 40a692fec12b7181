import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createReferenceKernels } from '../kernels/reference/reference-kernels';
import { createRandom } from '../random';
import { reach, windowMisfit, windowOver, windowTitle } from './window';
import type { WindowSpec } from './window';

const side = fc.integer({ min: 1, max: 5 });
const pair = fc.tuple(side, side);
const anyWindow = fc.record({
  size: pair,
  stride: pair,
  dilation: pair,
  padding: fc.oneof(fc.constantFrom('same' as const, 'valid' as const), fc.integer({ min: 0, max: 3 })),
});
const anyPicture = fc.tuple(
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 3 }),
);

describe('a window over a picture', () => {
  test('has a place for every stride at which it lies within the padded picture', () => {
    fc.assert(
      fc.property(anyPicture, anyWindow, (picture, spec) => {
        fc.pre(spec.padding !== 'same' && windowMisfit(picture, spec, '') === null);
        const { outHeight, top } = windowOver(picture, spec);
        const zeros = spec.padding === 'valid' ? 0 : spec.padding;
        const padded = picture[0] + 2 * zeros;
        let places = 0;
        for (let y = 0; y + reach(spec.size[0], spec.dilation[0]) <= padded; y += spec.stride[0]) places += 1;
        expect([top, outHeight]).toEqual([zeros, places]);
      }),
    );
  });

  test('with the padding same has one place for each stride, and never more zeros above than below', () => {
    fc.assert(
      fc.property(anyPicture, anyWindow, (picture, spec) => {
        const window = windowOver(picture, { ...spec, padding: 'same' });
        expect(window.outHeight).toBe(Math.ceil(picture[0] / spec.stride[0]));
        expect(window.outWidth).toBe(Math.ceil(picture[1] / spec.stride[1]));
        const last = (window.outWidth - 1) * spec.stride[1] + reach(spec.size[1], spec.dilation[1]);
        const right = Math.max(last - window.left - picture[1], 0);
        expect(right - window.left).toBeGreaterThanOrEqual(0);
        expect(right - window.left).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('misfits exactly where it would have no place', () => {
    fc.assert(
      fc.property(anyPicture, anyWindow, (picture, spec) => {
        const { outHeight, outWidth } = windowOver(picture, spec);
        expect(windowMisfit(picture, spec, '') === null).toBe(outHeight >= 1 && outWidth >= 1);
      }),
    );
  });

  test('adds columns back by the transpose of what laid them out: ⟨columns(x), y⟩ = ⟨x, pictures(y)⟩', () => {
    fc.assert(
      fc.property(anyPicture, anyWindow, fc.nat(), (picture, spec, seed) => {
        fc.pre(windowMisfit(picture, spec, '') === null);
        const window = windowOver(picture, spec);
        const numbers = 2 * picture[0] * picture[1] * picture[2];
        const entries =
          2 * window.outHeight * window.outWidth * window.windowHeight * window.windowWidth * picture[2];
        const kernels = createReferenceKernels(new Float64Array(2 * (numbers + entries)));
        const { values } = kernels;
        const random = createRandom(seed, 'check');
        const [x, y, columns, pictures] = [0, numbers, numbers + entries, numbers + 2 * entries];
        for (let index = 0; index < columns; index += 1) values[index] = random.normal();
        kernels.im2col(x, columns, 2, window);
        kernels.col2im(y, pictures, 2, window);
        const product = (a: number, b: number, count: number): number => {
          let sum = 0;
          for (let index = 0; index < count; index += 1) sum += values[a + index] * values[b + index];
          return sum;
        };
        expect(product(columns, y, entries)).toBeCloseTo(product(x, pictures, numbers), 9);
      }),
    );
  });

  test('is read by people', () => {
    const usual: WindowSpec = { size: [3, 3], stride: [1, 1], padding: 'same', dilation: [1, 1] };
    expect(windowTitle(usual, [1, 1])).toBe('3×3');
    const unusual: WindowSpec = { size: [3, 5], stride: [2, 1], padding: 2, dilation: [3, 3] };
    expect(windowTitle(unusual, [1, 1])).toBe('3×5, padding 2, stride 2×1, dilation 3');
  });
});
