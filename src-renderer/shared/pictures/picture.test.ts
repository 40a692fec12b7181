/** Pixels become the numbers that explorers show. */
import { describe, expect, it } from 'vitest';
import { toShownPicture, type PictureOrigin } from './picture';

const origin: PictureOrigin = { kind: 'file' };
const colors = {
  name: 'three.png',
  heightPx: 1,
  widthPx: 3,
  channels: 3 as const,
  pixels: Uint8Array.from([255, 0, 0, 0, 255, 0, 51, 51, 51]),
};

describe('toShownPicture', () => {
  it('keeps the channels of a colour picture', async () => {
    const picture = await toShownPicture(colors, 'rgb', origin);
    expect(picture).toMatchObject({ height: 1, width: 3, channels: 3, title: 'three.png' });
    expect([...picture.values]).toEqual([1, 0, 0, 0, 1, 0, ...Float32Array.of(0.2, 0.2, 0.2)]);
  });

  it('makes grey of colours by their luma, and leaves equal channels as they are', async () => {
    const picture = await toShownPicture(colors, 'grey', origin);
    expect(picture.channels).toBe(1);
    expect([...picture.values]).toEqual([...Float32Array.of(0.2126, 0.7152, 0.2)]);
  });

  it('leaves a grey picture grey when colours are asked for', async () => {
    const grey = { ...colors, channels: 1 as const, pixels: Uint8Array.from([0, 255, 51]) };
    const picture = await toShownPicture(grey, 'rgb', origin);
    expect(picture.channels).toBe(1);
    expect([...picture.values]).toEqual([0, 1, ...Float32Array.of(0.2)]);
  });
});
