/** Pictures that another decoder reads as they were. */
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { encodePng } from './png';

it('gives sharp back every pixel', async () => {
  const sides = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }));
  const sheets = sides.chain(([widthPx, heightPx]) => {
    const length = widthPx * heightPx * 3;
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((pixels) => ({ widthPx, heightPx, pixels }));
  });
  await fc.assert(
    fc.asyncProperty(sheets, async (sheet) => {
      const { data, info } = await sharp(encodePng(sheet)).raw().toBuffer({ resolveWithObject: true });
      expect(info).toMatchObject({ width: sheet.widthPx, height: sheet.heightPx, channels: 3 });
      expect(new Uint8Array(data)).toEqual(sheet.pixels);
    }),
    { numRuns: 40 },
  );
});
