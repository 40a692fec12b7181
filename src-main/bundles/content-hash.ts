/** Tells whether two data sets hold the same pictures with the same classes, wherever they lie and whatever they are called. */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { pixelPiece, type BundledSet } from './bundle-format';

type Described = Pick<BundledSet, 'shape' | 'pictureCount' | 'classNames'>;

/** SHA-256 of sizes and names of classes, class of each picture (int32), and all pixels in their order. */
export class ContentHash {
  readonly #hash: Hash;

  /** @param labels class index of each picture, −1 where there is none */
  constructor({ shape, pictureCount, classNames }: Described, labels: Int32Array) {
    this.#hash = createHash('sha256');
    this.#hash.update(JSON.stringify({ shape, pictureCount, classNames }));
    this.#hash.update(new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength));
  }

  /** Takes the next pixels. */
  update(pixels: Uint8Array): void {
    this.#hash.update(pixels);
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}

export function pixelBytes({ shape: [height, width, channels], pictureCount }: Described): number {
  return pictureCount * height * width * channels;
}

/**
 * The pixels of a packed set, piece by piece; each piece is worth nothing after the next one.
 * @param bytes of all of them
 * @throws RangeError where the file is shorter
 */
export function* readPixels(file: string, bytes: number): Generator<Uint8Array> {
  const handle = openSync(file, 'r');
  try {
    const buffer = new Uint8Array(Math.min(pixelPiece.most, bytes));
    for (let at = 0; at < bytes;) {
      const wanted = Math.min(buffer.length, bytes - at);
      let filled = 0;
      while (filled < wanted) {
        const read = readSync(handle, buffer, filled, wanted - filled, at + filled);
        if (read === 0) throw new RangeError(`${file} is shorter than it should be.`);
        filled += read;
      }
      yield buffer.subarray(0, wanted);
      at += wanted;
    }
  } finally {
    closeSync(handle);
  }
}

/** @throws RangeError where the file is shorter than the set says */
export function hashSet(set: Described, labels: Int32Array, pixelsFile: string): string {
  const hash = new ContentHash(set, labels);
  for (const pixels of readPixels(pixelsFile, pixelBytes(set))) hash.update(pixels);
  return hash.digest();
}
