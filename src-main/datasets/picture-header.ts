/**
 * Reads the size of a picture from its header where that is a matter of a few bytes, which is several times
 * cheaper than opening it with the decoder a second time. Anything unusual gives null, and the caller asks the decoder.
 */
import type { OriginalSizePx } from './decoder-protocol';
import type { PictureFormat } from './sniff';

/** @returns the size before any EXIF orientation; null when the decoder should be asked instead */
export function readSize(format: PictureFormat, file: Buffer): OriginalSizePx | null {
  if (format === 'PNG' && file.length >= 24) {
    return positive(file.readUInt32BE(20), file.readUInt32BE(16));
  }
  if (format === 'JPEG') return readJpegSize(file);
  return null;
}

/**
 * Walks the segments to the frame header. A picture with EXIF data may be stored turned, so those are left to the decoder.
 * @see ITU-T T.81 §B.1, §B.2.2
 */
function readJpegSize(file: Buffer): OriginalSizePx | null {
  let at = 2;
  while (at + 9 < file.length && file[at] === 0xff) {
    const marker = file.readUInt8(at + 1);
    const isExif = marker === 0xe1;
    if (isExif) return null;
    const isFrameHeader = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrameHeader) return positive(file.readUInt16BE(at + 5), file.readUInt16BE(at + 7));
    at += 2 + file.readUInt16BE(at + 2);
  }
  return null;
}

function positive(heightPx: number, widthPx: number): OriginalSizePx | null {
  return heightPx > 0 && widthPx > 0 ? { heightPx, widthPx } : null;
}
