/** Thumbnails: box-shrinks the pixels of a picture and wraps them as an uncompressed BMP, which every page can show. */

export interface Pixels {
  readonly heightPx: number;
  readonly widthPx: number;
  readonly channels: number;
  /** uint8 [heightPx, widthPx, channels]. */
  readonly pixels: Uint8Array;
}

/**
 * Mean over whole boxes, so that the longer side is at most `maxPx`; smaller pictures stay as they are.
 * Shapes: [H, W, C] → [⌊H/n⌋, ⌊W/n⌋, C] with n = ⌈max(H, W)/maxPx⌉; returns new pixels.
 */
export function shrink(picture: Pixels, maxPx: number): Pixels {
  const n = Math.ceil(Math.max(picture.heightPx, picture.widthPx) / maxPx);
  if (n <= 1) return picture;
  const heightPx = Math.max(1, Math.floor(picture.heightPx / n));
  const widthPx = Math.max(1, Math.floor(picture.widthPx / n));
  const { channels } = picture;
  const pixels = new Uint8Array(heightPx * widthPx * channels);
  const boxHeight = Math.min(n, picture.heightPx);
  const boxWidth = Math.min(n, picture.widthPx);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      for (let c = 0; c < channels; c++) {
        const mean = boxMean(picture, y * n, x * n, boxHeight, boxWidth, c);
        pixels[(y * widthPx + x) * channels + c] = Math.round(mean);
      }
    }
  }
  return { heightPx, widthPx, channels, pixels };
}

function boxMean(
  picture: Pixels,
  top: number,
  left: number,
  height: number,
  width: number,
  c: number,
): number {
  let sum = 0;
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) {
      sum += picture.pixels[(y * picture.widthPx + x) * picture.channels + c] ?? 0;
    }
  }
  return sum / (height * width);
}

const HEADER_BYTES = 54;

/**
 * 24-bit BMP, bottom row first, rows padded to four bytes.
 * @see BITMAPFILEHEADER and BITMAPINFOHEADER in the Windows documentation
 */
export function encodeBitmap({ heightPx, widthPx, channels, pixels }: Pixels): Uint8Array<ArrayBuffer> {
  const rowBytes = Math.ceil((widthPx * 3) / 4) * 4;
  const file = new Uint8Array(HEADER_BYTES + rowBytes * heightPx);
  const view = new DataView(file.buffer);
  view.setUint16(0, 0x424d);
  view.setUint32(2, file.length, true);
  view.setUint32(10, HEADER_BYTES, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, widthPx, true);
  view.setInt32(22, heightPx, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  for (let y = 0; y < heightPx; y++) {
    let to = HEADER_BYTES + (heightPx - 1 - y) * rowBytes;
    for (let x = 0; x < widthPx; x++) {
      const from = (y * widthPx + x) * channels;
      // Blue, green, red; grey repeats its one channel.
      for (let c = 2; c >= 0; c--) file[to++] = pixels[from + Math.min(c, channels - 1)] ?? 0;
    }
  }
  return file;
}
