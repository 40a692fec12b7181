/** Sizes read from headers are those the decoder finds. */
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readSize } from './picture-header';

const picture = (widthPx: number, heightPx: number) =>
  sharp({ create: { width: widthPx, height: heightPx, channels: 3, background: 'teal' } });

describe('readSize', () => {
  it.each([
    [7, 5],
    [300, 200],
    [1, 70000 / 4],
  ])('finds %i×%i in PNG and JPEG, baseline and progressive', async (widthPx, heightPx) => {
    const expected = { heightPx, widthPx };
    expect(readSize('PNG', await picture(widthPx, heightPx).png().toBuffer())).toEqual(expected);
    expect(readSize('JPEG', await picture(widthPx, heightPx).jpeg().toBuffer())).toEqual(expected);
    expect(readSize('JPEG', await picture(widthPx, heightPx).jpeg({ progressive: true }).toBuffer())).toEqual(
      expected,
    );
  });

  it('leaves pictures that may be turned, and other formats, to the decoder', async () => {
    const turned = await picture(7, 5).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(readSize('JPEG', turned)).toBeNull();
    expect(readSize('WebP', await picture(7, 5).webp().toBuffer())).toBeNull();
  });

  it('neither throws nor loops on broken files', async () => {
    const jpeg = await picture(40, 30).jpeg().toBuffer();
    fc.assert(
      fc.property(fc.nat(jpeg.length), fc.nat(jpeg.length - 1), fc.nat(255), (length, at, value) => {
        const broken = Buffer.from(jpeg);
        broken[at] = value;
        expect(() => readSize('JPEG', broken.subarray(0, length))).not.toThrow();
        expect(() => readSize('PNG', broken.subarray(0, length))).not.toThrow();
      }),
    );
  });
});
