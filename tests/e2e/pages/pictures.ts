/** Folders of real picture files, made for a test. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

/** A PNG of stripes of a class of its own, so that thumbnails of different pictures differ. */
async function stripes(sidePx: number, index: number): Promise<Buffer> {
  const pixels = Buffer.alloc(sidePx * sidePx);
  for (let y = 0; y < sidePx; y++) {
    for (let x = 0; x < sidePx; x++) pixels[y * sidePx + x] = ((x * (index % 5) + y * (index % 7)) * 9) % 256;
  }
  return sharp(pixels, { raw: { width: sidePx, height: sidePx, channels: 1 } })
    .png()
    .toBuffer();
}

/** Two classes of `each` pictures, one cut-off picture and one text file. */
export async function classFolder(folder: string, each: number): Promise<void> {
  for (const [at, name] of ['apples', 'pears'].entries()) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let i = 0; i < each; i++) {
      writeFileSync(join(folder, name, `${name}-${i}.png`), await stripes(32, at * each + i + 1));
    }
  }
  const whole = await stripes(32, 3);
  writeFileSync(join(folder, 'apples', 'cut-off.png'), whole.subarray(0, Math.floor(whole.length / 2)));
  writeFileSync(join(folder, 'pears', 'notes.txt'), 'These are not the pictures you are looking for.');
}

/** Many copies of a large picture: an import that takes a while. */
export async function slowFolder(folder: string, count: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const picture = await stripes(1200, 3);
  for (let i = 0; i < count; i++) writeFileSync(join(folder, `${i}.png`), picture);
}

/** How much a screenshot varies: 0 for one colour. */
export async function variation(screenshot: Buffer): Promise<number> {
  const { channels } = await sharp(screenshot).stats();
  return Math.max(...channels.map((channel) => channel.stdev));
}
