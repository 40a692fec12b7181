/** Thumbnails hold the right pixels: read back by a decoder that is not ours. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodeBitmap, shrink } from './bitmap';

describe('shrink', () => {
  it('takes the mean of whole boxes', () => {
    const picture = {
      heightPx: 2,
      widthPx: 4,
      channels: 1,
      pixels: Uint8Array.of(0, 10, 100, 100, 20, 30, 100, 103),
    };
    expect(shrink(picture, 2)).toEqual({
      heightPx: 1,
      widthPx: 2,
      channels: 1,
      pixels: Uint8Array.of(15, 101),
    });
  });

  it('keeps colours apart', () => {
    const pixels = Uint8Array.of(0, 50, 100, 20, 70, 120);
    expect([...shrink({ heightPx: 1, widthPx: 2, channels: 3, pixels }, 1).pixels]).toEqual([10, 60, 110]);
  });

  it('leaves small pictures alone', () => {
    const picture = { heightPx: 3, widthPx: 3, channels: 1, pixels: new Uint8Array(9) };
    expect(shrink(picture, 3)).toBe(picture);
  });

  it.each([
    [1000, 3],
    [3, 1000],
    [161, 161],
    [512, 300],
  ])('brings %i×%i to at most 160 px and at least one', (heightPx, widthPx) => {
    const small = shrink(
      { heightPx, widthPx, channels: 1, pixels: new Uint8Array(heightPx * widthPx).fill(9) },
      160,
    );
    expect(Math.max(small.heightPx, small.widthPx)).toBeLessThanOrEqual(160);
    expect(Math.min(small.heightPx, small.widthPx)).toBeGreaterThanOrEqual(1);
    expect(new Set(small.pixels)).toEqual(new Set([9]));
  });
});

describe('encodeBitmap', () => {
  /** The pixel data of an uncompressed 24-bit BMP, top row first, as RGB. */
  function decode(file: Uint8Array): { heightPx: number; widthPx: number; rgb: number[] } {
    const view = new DataView(file.buffer);
    const [offset, widthPx, heightPx] = [
      view.getUint32(10, true),
      view.getInt32(18, true),
      view.getInt32(22, true),
    ];
    const rowBytes = Math.floor((24 * widthPx + 31) / 32) * 4;
    expect(file).toHaveLength(offset + rowBytes * heightPx);
    const rgb: number[] = [];
    for (let y = heightPx - 1; y >= 0; y--) {
      for (let x = 0; x < widthPx; x++) {
        const at = offset + y * rowBytes + x * 3;
        rgb.push(file[at + 2], file[at + 1], file[at]);
      }
    }
    return { heightPx, widthPx, rgb };
  }

  it.each([1, 2, 3, 4, 5])('puts each pixel in its place at a width of %i', async (widthPx) => {
    const { data } = await sharp({
      create: {
        width: widthPx,
        height: 3,
        channels: 3,
        background: 'red',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const pixels = Uint8Array.from(data);
    const read = decode(encodeBitmap({ heightPx: 3, widthPx, channels: 3, pixels }));
    expect(read).toEqual({ heightPx: 3, widthPx, rgb: [...pixels] });
  });

  it('repeats the one channel of grey pictures', () => {
    expect(
      decode(encodeBitmap({ heightPx: 1, widthPx: 2, channels: 1, pixels: Uint8Array.of(7, 200) })).rgb,
    ).toEqual([7, 7, 7, 200, 200, 200]);
  });
});
