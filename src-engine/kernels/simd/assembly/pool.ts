/** Regions of pictures pooled channel by channel, forward and backward. Pictures [N,H,W,C], pooled [N,Ho,Wo,C]; no padding. */
import { loadPart, storePart } from './math';
import { isSquareOfTwo, maxPoolOfTwo, maxPoolOfTwoBackward } from './pool-of-two';
import { addSpan } from './spans';

/** Channels that are pooled at once: one cache line of every pixel. */
const blockChannels: i32 = 16;

/** Largest number of each region. Overwrites pooled. */
export function maxPool(
  pictures: usize,
  pooled: usize,
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
  outHeight: i32,
  outWidth: i32,
): void {
  const rest = channels & 3;
  if (rest == 0 && isSquareOfTwo(windowHeight, windowWidth, strideY, strideX, dilationY, dilationX)) {
    maxPoolOfTwo(pictures, pooled, samples, height, width, channels, outHeight, outWidth);
    return;
  }
  for (let n = 0; n < samples; n++) {
    for (let outY = 0; outY < outHeight; outY++) {
      for (let outX = 0; outX < outWidth; outX++) {
        const corner = pictures + pixelBytes(outY * strideY, outX * strideX, width, channels);
        let c = 0;
        for (; c + blockChannels <= channels; c += blockChannels) {
          maxOfBlock(corner, windowHeight, windowWidth, dilationY, dilationX, width, channels, c, pooled);
          pooled += <usize>blockChannels << 2;
        }
        for (; c < channels; c += 4) {
          const isPart = c + 4 > channels;
          let best = f32x4.splat(-Infinity);
          for (let r = 0; r < windowHeight; r++) {
            for (let s = 0; s < windowWidth; s++) {
              const at = corner + pixelBytes(r * dilationY, s * dilationX, width, channels) + (<usize>c << 2);
              best = f32x4.max(best, isPart ? loadPart(at, rest, 0) : v128.load(at));
            }
          }
          if (isPart) storePart(pooled, rest, best);
          else v128.store(pooled, best);
          pooled += <usize>min(channels - c, 4) << 2;
        }
      }
    }
    pictures += pixelBytes(height, 0, width, channels);
  }
}

/** The largest numbers of a region in `blockChannels` channels from c on. Overwrites as many of `to`. */
function maxOfBlock(
  corner: usize,
  windowHeight: i32,
  windowWidth: i32,
  dilationY: i32,
  dilationX: i32,
  width: i32,
  channels: i32,
  c: i32,
  to: usize,
): void {
  const step = pixelBytes(0, dilationX, width, channels);
  let best0 = f32x4.splat(-Infinity);
  let best1 = best0;
  let best2 = best0;
  let best3 = best0;
  for (let r = 0; r < windowHeight; r++) {
    let at = corner + pixelBytes(r * dilationY, 0, width, channels) + (<usize>c << 2);
    for (let s = 0; s < windowWidth; s++) {
      best0 = f32x4.max(best0, v128.load(at));
      best1 = f32x4.max(best1, v128.load(at, 16));
      best2 = f32x4.max(best2, v128.load(at, 32));
      best3 = f32x4.max(best3, v128.load(at, 48));
      at += step;
    }
  }
  v128.store(to, best0);
  v128.store(to, best1, 16);
  v128.store(to, best2, 32);
  v128.store(to, best3, 48);
}

/** scale·Σ of a region, as `maxOfBlock`; every channel is summed in the order of the other loop. */
function sumOfBlock(
  corner: usize,
  windowHeight: i32,
  windowWidth: i32,
  dilationY: i32,
  dilationX: i32,
  width: i32,
  channels: i32,
  c: i32,
  to: usize,
  scale: f32,
): void {
  const step = pixelBytes(0, dilationX, width, channels);
  let sum0 = f32x4.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  for (let r = 0; r < windowHeight; r++) {
    let at = corner + pixelBytes(r * dilationY, 0, width, channels) + (<usize>c << 2);
    for (let s = 0; s < windowWidth; s++) {
      sum0 = f32x4.add(sum0, v128.load(at));
      sum1 = f32x4.add(sum1, v128.load(at, 16));
      sum2 = f32x4.add(sum2, v128.load(at, 32));
      sum3 = f32x4.add(sum3, v128.load(at, 48));
      at += step;
    }
  }
  const scale4 = f32x4.splat(scale);
  v128.store(to, f32x4.mul(sum0, scale4));
  v128.store(to, f32x4.mul(sum1, scale4), 16);
  v128.store(to, f32x4.mul(sum2, scale4), 32);
  v128.store(to, f32x4.mul(sum3, scale4), 48);
}

/** Bytes from a picture's corner to pixel (y,x). */
@inline
function pixelBytes(y: i32, x: i32, width: i32, channels: i32): usize {
  return <usize>((y * width + x) * channels) << 2;
}

/** Each gradient goes to the first pixel that holds the maximum. Overwrites pictureGradient. */
export function maxPoolBackward(
  pictures: usize,
  pooled: usize,
  pooledGradient: usize,
  pictureGradient: usize,
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
  outHeight: i32,
  outWidth: i32,
): void {
  const rest = channels & 3;
  if (rest == 0 && isSquareOfTwo(windowHeight, windowWidth, strideY, strideX, dilationY, dilationX)) {
    maxPoolOfTwoBackward(
      pictures,
      pooled,
      pooledGradient,
      pictureGradient,
      samples,
      height,
      width,
      channels,
      outHeight,
      outWidth,
    );
    return;
  }
  const pictureBytes = pixelBytes(height, 0, width, channels);
  for (let n = 0; n < samples; n++) {
    memory.fill(pictureGradient, 0, pictureBytes);
    for (let outY = 0; outY < outHeight; outY++) {
      for (let outX = 0; outX < outWidth; outX++) {
        const corner = pixelBytes(outY * strideY, outX * strideX, width, channels);
        for (let c = 0; c < channels; c += 4) {
          const isPart = c + 4 > channels;
          const best = isPart ? loadPart(pooled, rest, 0) : v128.load(pooled);
          const gradient = isPart ? loadPart(pooledGradient, rest, 0) : v128.load(pooledGradient);
          let open = i32x4.splat(-1);
          for (let r = 0; r < windowHeight; r++) {
            for (let s = 0; s < windowWidth; s++) {
              const at = corner + pixelBytes(r * dilationY, s * dilationX, width, channels) + (<usize>c << 2);
              const value = isPart ? loadPart(pictures + at, rest, 0) : v128.load(pictures + at);
              const isFirst = v128.and(open, f32x4.eq(value, best));
              open = v128.andnot(open, isFirst);
              const share = v128.and(gradient, isFirst);
              const target = pictureGradient + at;
              if (isPart) storePart(target, rest, f32x4.add(loadPart(target, rest, 0), share));
              else v128.store(target, f32x4.add(v128.load(target), share));
            }
          }
          const step = <usize>min(channels - c, 4) << 2;
          pooled += step;
          pooledGradient += step;
        }
      }
    }
    pictures += pictureBytes;
    pictureGradient += pictureBytes;
  }
}

/** scale·Σ of each region. Overwrites pooled. */
export function sumPool(
  pictures: usize,
  pooled: usize,
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
  outHeight: i32,
  outWidth: i32,
  scale: f32,
): void {
  const rest = channels & 3;
  for (let n = 0; n < samples; n++) {
    for (let outY = 0; outY < outHeight; outY++) {
      for (let outX = 0; outX < outWidth; outX++) {
        const corner = pictures + pixelBytes(outY * strideY, outX * strideX, width, channels);
        let c = 0;
        for (; c + blockChannels <= channels; c += blockChannels) {
          sumOfBlock(corner, windowHeight, windowWidth, dilationY, dilationX, width, channels, c, pooled, scale);
          pooled += <usize>blockChannels << 2;
        }
        for (; c < channels; c += 4) {
          const isPart = c + 4 > channels;
          let sum = f32x4.splat(0);
          for (let r = 0; r < windowHeight; r++) {
            for (let s = 0; s < windowWidth; s++) {
              const at = corner + pixelBytes(r * dilationY, s * dilationX, width, channels) + (<usize>c << 2);
              sum = f32x4.add(sum, isPart ? loadPart(at, rest, 0) : v128.load(at));
            }
          }
          sum = f32x4.mul(sum, f32x4.splat(scale));
          if (isPart) storePart(pooled, rest, sum);
          else v128.store(pooled, sum);
          pooled += <usize>min(channels - c, 4) << 2;
        }
      }
    }
    pictures += pixelBytes(height, 0, width, channels);
  }
}

/** Adds scale·pooled to every pixel of its region. Overwrites pictures. */
export function spread(
  pooled: usize,
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
  outHeight: i32,
  outWidth: i32,
  scale: f32,
): void {
  const pictureBytes = pixelBytes(height, 0, width, channels);
  for (let n = 0; n < samples; n++) {
    memory.fill(pictures, 0, pictureBytes);
    for (let outY = 0; outY < outHeight; outY++) {
      for (let outX = 0; outX < outWidth; outX++) {
        const corner = pictures + pixelBytes(outY * strideY, outX * strideX, width, channels);
        for (let r = 0; r < windowHeight; r++) {
          for (let s = 0; s < windowWidth; s++) {
            addSpan(pooled, corner + pixelBytes(r * dilationY, s * dilationX, width, channels), channels, scale);
          }
        }
        pooled += <usize>channels << 2;
      }
    }
    pictures += pictureBytes;
  }
}
