/** RGB pixels as a PNG file: eight bits a channel, each row as the difference to the one above, whole or not at all on the disk. */
import { crc32, deflateSync } from 'node:zlib';
import type { Sheet } from './filter-sheet';
import { writeWhole } from './write-whole';

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const CHANNELS = 3;
const EIGHT_BITS = 8;
const TRUE_COLOUR = 2;
/** Squares of one colour: most rows equal the one above them. */
const FILTER_UP = 2;

/** @see PNG specification, 11.2 */
export function encodePng({ widthPx, heightPx, pixels }: Sheet): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header.set([EIGHT_BITS, TRUE_COLOUR, 0, 0, 0], 8);
  const data = deflateSync(filtered(pixels, widthPx * CHANNELS, heightPx), { level: 9 });
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', new Uint8Array()),
  ]);
}

/** @throws AppError('io') when the file cannot be written */
export async function writePng(sheet: Sheet, file: string): Promise<void> {
  await writeWhole(file, encodePng(sheet));
}

function filtered(pixels: Uint8Array, rowBytes: number, rows: number): Uint8Array {
  const lines = new Uint8Array(rows * (1 + rowBytes));
  for (let y = 0; y < rows; y += 1) {
    const at = y * (1 + rowBytes);
    lines[at] = FILTER_UP;
    for (let x = 0; x < rowBytes; x += 1) {
      const above = y === 0 ? 0 : (pixels[(y - 1) * rowBytes + x] ?? 0);
      // The array takes it modulo 256, as the format does.
      lines[at + 1 + x] = (pixels[y * rowBytes + x] ?? 0) - above;
    }
  }
  return lines;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const framed = Buffer.alloc(12 + data.length);
  framed.writeUInt32BE(data.length, 0);
  framed.write(type, 4, 'latin1');
  framed.set(data, 8);
  framed.writeUInt32BE(crc32(framed.subarray(4, 8 + data.length)), 8 + data.length);
  return framed;
}
