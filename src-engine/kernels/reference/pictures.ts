/** Windows over pictures of the reference kernels, each from its definition. */
import type { FloatArray } from '../kernels';
import type { PictureKernels, Window } from '../picture-kernels';

/** Calls `visit` with every pair of a pixel under the window and its place: offsets of channel 0, −1 outside. */
function eachPair(
  samples: number,
  window: Window,
  visit: (place: number, entry: number, pixel: number) => void,
): void {
  const { height, width, channels, windowHeight, windowWidth, outHeight, outWidth } = window;
  for (let place = 0; place < samples * outHeight * outWidth; place += 1) {
    const sample = Math.floor(place / (outHeight * outWidth));
    const outY = Math.floor(place / outWidth) % outHeight;
    const outX = place % outWidth;
    for (let r = 0; r < windowHeight; r += 1) {
      for (let s = 0; s < windowWidth; s += 1) {
        const y = outY * window.strideY + r * window.dilationY - window.top;
        const x = outX * window.strideX + s * window.dilationX - window.left;
        const isInside = y >= 0 && y < height && x >= 0 && x < width;
        const pixel = isInside ? ((sample * height + y) * width + x) * channels : -1;
        visit(place, r * windowWidth + s, pixel);
      }
    }
  }
}

export function referencePictures(values: FloatArray): PictureKernels {
  const clearPictures = (pictures: number, samples: number, { height, width, channels }: Window): void => {
    values.fill(0, pictures, pictures + samples * height * width * channels);
  };
  const clearPooled = (pooled: number, samples: number, { outHeight, outWidth, channels }: Window): void => {
    values.fill(0, pooled, pooled + samples * outHeight * outWidth * channels);
  };
  return {
    im2col(pictures, columns, samples, window) {
      const { channels, windowHeight, windowWidth } = window;
      const depth = windowHeight * windowWidth * channels;
      eachPair(samples, window, (place, entry, pixel) => {
        const target = columns + place * depth + entry * channels;
        if (pixel < 0) values.fill(0, target, target + channels);
        else values.copyWithin(target, pictures + pixel, pictures + pixel + channels);
      });
    },

    col2im(columns, pictures, samples, window) {
      const { channels, windowHeight, windowWidth } = window;
      const depth = windowHeight * windowWidth * channels;
      clearPictures(pictures, samples, window);
      eachPair(samples, window, (place, entry, pixel) => {
        if (pixel < 0) return;
        const source = columns + place * depth + entry * channels;
        for (let c = 0; c < channels; c += 1) values[pictures + pixel + c] += values[source + c];
      });
    },

    centreRows(rows, count, length, { factor, limit, gain, offset }) {
      for (let start = rows; start < rows + count * length; start += length) {
        let sum = 0;
        for (let i = start; i < start + length; i += 1) sum += values[i];
        const mean = sum / length;
        for (let i = start; i < start + length; i += 1) {
          values[i] -= mean;
          values[i] = offset + gain * Math.max(-limit, Math.min(limit, values[i] * factor));
        }
      }
    },

    maxPool(pictures, pooled, samples, window) {
      const { channels } = window;
      eachPair(samples, window, (place, entry, pixel) => {
        for (let c = 0; c < channels; c += 1) {
          const target = pooled + place * channels + c;
          const value = values[pictures + pixel + c];
          values[target] = entry === 0 ? value : Math.max(values[target], value);
        }
      });
    },

    maxPoolBackward(pictures, pooled, pooledGradient, pictureGradient, samples, window) {
      const { channels } = window;
      const isRouted = new Array<boolean>(channels);
      clearPictures(pictureGradient, samples, window);
      eachPair(samples, window, (place, entry, pixel) => {
        if (entry === 0) isRouted.fill(false);
        for (let c = 0; c < channels; c += 1) {
          const source = place * channels + c;
          if (isRouted[c] || values[pictures + pixel + c] !== values[pooled + source]) continue;
          isRouted[c] = true;
          values[pictureGradient + pixel + c] += values[pooledGradient + source];
        }
      });
    },

    sumPool(pictures, pooled, samples, window, scale) {
      const { channels } = window;
      clearPooled(pooled, samples, window);
      eachPair(samples, window, (place, _entry, pixel) => {
        for (let c = 0; c < channels; c += 1) {
          values[pooled + place * channels + c] += scale * values[pictures + pixel + c];
        }
      });
    },

    spread(pooled, pictures, samples, window, scale) {
      const { channels } = window;
      clearPictures(pictures, samples, window);
      eachPair(samples, window, (place, _entry, pixel) => {
        for (let c = 0; c < channels; c += 1) {
          values[pictures + pixel + c] += scale * values[pooled + place * channels + c];
        }
      });
    },
  };
}
