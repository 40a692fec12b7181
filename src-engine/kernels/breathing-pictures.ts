/** The kernels for pictures with a breath between groups of them; one picture is never cut. */
import type { PictureKernels, Window } from './picture-kernels';

function pictureSize({ height, width, channels }: Window): number {
  return height * width * channels;
}

/** Numbers of the pooled picture. */
function pooledSize({ outHeight, outWidth, channels }: Window): number {
  return outHeight * outWidth * channels;
}

/** Numbers that the window sees at all places together. */
function columnsSize(window: Window): number {
  return pooledSize(window) * window.windowHeight * window.windowWidth;
}

/** @param rowsOf how many rows of so many numbers go through between two breaths */
export function breathingPictures(
  kernels: PictureKernels,
  breathe: () => void,
  rowsOf: (columns: number) => number,
): PictureKernels {
  const groupOf = (window: Window): number => rowsOf(Math.max(columnsSize(window), pictureSize(window)));
  /** Calls of one form share a loop, which makes no closure for a call. */
  const inGroups =
    <Rest extends number | void>(
      call: (from: number, to: number, samples: number, window: Window, rest: Rest) => void,
      fromSize: (window: Window) => number,
      toSize: (window: Window) => number,
    ) =>
    (from: number, to: number, samples: number, window: Window, rest: Rest): void => {
      const step = groupOf(window);
      for (let first = 0; first < samples; first += step) {
        if (first > 0) breathe();
        const [source, target] = [from + first * fromSize(window), to + first * toSize(window)];
        call(source, target, Math.min(step, samples - first), window, rest);
      }
    };
  return {
    im2col: inGroups<void>(
      (from, to, count, window) => kernels.im2col(from, to, count, window),
      pictureSize,
      columnsSize,
    ),
    col2im: inGroups<void>(
      (from, to, count, window) => kernels.col2im(from, to, count, window),
      columnsSize,
      pictureSize,
    ),
    maxPool: inGroups<void>(
      (from, to, count, window) => kernels.maxPool(from, to, count, window),
      pictureSize,
      pooledSize,
    ),
    sumPool: inGroups(
      (from, to, count, window, scale: number) => kernels.sumPool(from, to, count, window, scale),
      pictureSize,
      pooledSize,
    ),
    spread: inGroups(
      (from, to, count, window, scale: number) => kernels.spread(from, to, count, window, scale),
      pooledSize,
      pictureSize,
    ),
    centreRows(rows, count, length, rescaling) {
      const step = rowsOf(length);
      for (let first = 0; first < count; first += step) {
        if (first > 0) breathe();
        kernels.centreRows(rows + first * length, Math.min(step, count - first), length, rescaling);
      }
    },
    maxPoolBackward(pictures, pooled, pooledGradient, pictureGradient, samples, window) {
      const step = groupOf(window);
      for (let first = 0; first < samples; first += step) {
        if (first > 0) breathe();
        const [picture, pool] = [first * pictureSize(window), first * pooledSize(window)];
        kernels.maxPoolBackward(
          pictures + picture,
          pooled + pool,
          pooledGradient + pool,
          pictureGradient + picture,
          Math.min(step, samples - first),
          window,
        );
      }
    },
  };
}
