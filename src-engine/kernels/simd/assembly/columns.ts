/**
 * What a kernel sees at each place of a picture as one row of a matrix, and back. Pictures [N,H,W,C], columns
 * [N·Ho·Wo, R·S·C]; neighbouring kernel entries without dilation are neighbours in the picture: one run.
 */
import { addSpan, clearSpan, copySpan, copySpanLoosely } from './spans';

/** columns = what the window sees, 0 outside the picture. Overwrites columns. */
export function im2col(
  pictures: usize,
  columns: usize,
  samples: i32,
  height: i32,
  width: i32,
  channels: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideY: i32,
  strideX: i32,
  dilationY: i32,
  dilationX: i32,
  top: i32,
  left: i32,
  outHeight: i32,
  outWidth: i32,
): void {
  const runs = dilationX == 1 ? 1 : windowWidth;
  const pixels = dilationX == 1 ? windowWidth : 1;
  const runBytes = <usize>(pixels * channels) << 2;
  // A surplus of three numbers must fall onto the next row of columns.
  const hasRoom = runs == 1 && windowHeight * windowWidth * channels >= 3;
  for (let n = 0; n < samples; n++) {
    for (let outY = 0; outY < outHeight; outY++) {
      for (let outX = 0; outX < outWidth; outX++) {
        const first = outX * strideX - left;
        const isLast = n == samples - 1 && outY == outHeight - 1 && outX == outWidth - 1;
        if (hasRoom && first >= 0 && first + windowWidth <= width && !isLast) {
          columns = wholeRows(
            pictures + (<usize>(first * channels) << 2),
            columns,
            <usize>(width * channels) << 2,
            windowWidth * channels,
            height,
            windowHeight,
            outY * strideY - top,
            dilationY,
          );
          continue;
        }
        for (let r = 0; r < windowHeight; r++) {
          const y = outY * strideY + r * dilationY - top;
          const isInside = y >= 0 && y < height;
          for (let run = 0; run < runs; run++) {
            const x = outX * strideX + run * dilationX - left;
            const before = isInside ? min(max(-x, 0), pixels) : pixels;
            const seen = min(max(width - x, before), pixels) - before;
            const after = pixels - before - seen;
            let target = columns;
            if (before) {
              clearSpan(target, before * channels);
              target += <usize>(before * channels) << 2;
            }
            if (seen) {
              copySpan(pictures + (<usize>((y * width + x + before) * channels) << 2), target, seen * channels);
              target += <usize>(seen * channels) << 2;
            }
            if (after) clearSpan(target, after * channels);
            columns += runBytes;
          }
        }
      }
    }
    pictures += <usize>(height * width * channels) << 2;
  }
}

/**
 * One row of columns where the window lies within the picture from left to right; three numbers or more must follow it.
 * @returns the address behind it
 */
@inline
function wholeRows(
  corner: usize,
  columns: usize,
  rowBytes: usize,
  count: i32,
  height: i32,
  windowHeight: i32,
  top: i32,
  dilationY: i32,
): usize {
  if (count <= 4 && top >= 0 && top + (windowHeight - 1) * dilationY < height) {
    // Of one channel a run is a single vector: what matters is how little is asked about it.
    let from = corner + <usize>top * rowBytes;
    const step = <usize>dilationY * rowBytes;
    for (const end = columns + (<usize>(windowHeight * count) << 2); columns < end; columns += <usize>count << 2) {
      v128.store(columns, v128.load(from));
      from += step;
    }
    return columns;
  }
  let y = top;
  for (let r = 0; r < windowHeight; r++) {
    if (y >= 0 && y < height) copySpanLoosely(corner + <usize>y * rowBytes, columns, count);
    else clearSpan(columns, count);
    columns += <usize>count << 2;
    y += dilationY;
  }
  return columns;
}

/** pictures = Σ of the entries taken from each pixel. Overwrites pictures. */
export function col2im(
  columns: usize,
  pictures: usize,
  samples: i32,
  height: i32,
  width: i32,
  channels: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideY: i32,
  strideX: i32,
  dilationY: i32,
  dilationX: i32,
  top: i32,
  left: i32,
  outHeight: i32,
  outWidth: i32,
): void {
  const runs = dilationX == 1 ? 1 : windowWidth;
  const pixels = dilationX == 1 ? windowWidth : 1;
  const runBytes = <usize>(pixels * channels) << 2;
  const pictureBytes = <usize>(height * width * channels) << 2;
  for (let n = 0; n < samples; n++) {
    memory.fill(pictures, 0, pictureBytes);
    for (let outY = 0; outY < outHeight; outY++) {
      for (let outX = 0; outX < outWidth; outX++) {
        for (let r = 0; r < windowHeight; r++) {
          const y = outY * strideY + r * dilationY - top;
          const isInside = y >= 0 && y < height;
          for (let run = 0; run < runs; run++) {
            const x = outX * strideX + run * dilationX - left;
            const before = isInside ? min(max(-x, 0), pixels) : pixels;
            const seen = min(max(width - x, before), pixels) - before;
            if (seen) {
              const source = columns + (<usize>(before * channels) << 2);
              addSpan(source, pictures + (<usize>((y * width + x + before) * channels) << 2), seen * channels, 1);
            }
            columns += runBytes;
          }
        }
      }
    }
    pictures += pictureBytes;
  }
}
