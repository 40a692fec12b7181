/** Max-pools of 2×2 regions side by side, which nearly every network of pictures has: worth loops of their own. */

/** Whether a window is of this kind. */
@inline
export function isSquareOfTwo(
  windowHeight: i32,
  windowWidth: i32,
  strideY: i32,
  strideX: i32,
  dilationY: i32,
  dilationX: i32,
): bool {
  const isTwo = windowHeight == 2 && windowWidth == 2 && strideY == 2 && strideX == 2;
  return isTwo && dilationY == 1 && dilationX == 1;
}

/** `maxPool` of 2×2 regions side by side, for channels in fours. */
export function maxPoolOfTwo(
  pictures: usize,
  pooled: usize,
  samples: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
): void {
  const pixel = <usize>channels << 2;
  const rowBytes = <usize>width * pixel;
  for (let n = 0; n < samples; n++) {
    for (let outY = 0; outY < outHeight; outY++) {
      let from = pictures + <usize>(2 * outY) * rowBytes;
      for (let outX = 0; outX < outWidth; outX++) {
        const end = from + pixel;
        for (; from + 32 <= end; from += 32) {
          const above0 = f32x4.max(v128.load(from), v128.load(from + pixel));
          const above1 = f32x4.max(v128.load(from, 16), v128.load(from + pixel, 16));
          const below0 = f32x4.max(v128.load(from + rowBytes), v128.load(from + rowBytes + pixel));
          const below1 = f32x4.max(v128.load(from + rowBytes, 16), v128.load(from + rowBytes + pixel, 16));
          v128.store(pooled, f32x4.max(above0, below0));
          v128.store(pooled, f32x4.max(above1, below1), 16);
          pooled += 32;
        }
        if (from < end) {
          const above = f32x4.max(v128.load(from), v128.load(from + pixel));
          const below = f32x4.max(v128.load(from + rowBytes), v128.load(from + rowBytes + pixel));
          v128.store(pooled, f32x4.max(above, below));
          pooled += 16;
          from += 16;
        }
        from += pixel;
      }
    }
    pictures += <usize>height * rowBytes;
  }
}

/** `maxPoolBackward` of the same: every pixel lies in one region at most, so nothing is added up. */
export function maxPoolOfTwoBackward(
  pictures: usize,
  pooled: usize,
  pooledGradient: usize,
  pictureGradient: usize,
  samples: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
): void {
  const pixel = <usize>channels << 2;
  const rowBytes = <usize>width * pixel;
  const hasBorder = height > 2 * outHeight || width > 2 * outWidth;
  for (let n = 0; n < samples; n++) {
    if (hasBorder) memory.fill(pictureGradient, 0, <usize>height * rowBytes);
    for (let outY = 0; outY < outHeight; outY++) {
      const start = <usize>(2 * outY) * rowBytes;
      let from = pictures + start;
      let to = pictureGradient + start;
      for (let outX = 0; outX < outWidth; outX++) {
        const end = from + pixel;
        for (; from + 32 <= end; from += 32) {
          routePair(from, to, pooled, pooledGradient, pixel, rowBytes);
          to += 32;
          pooled += 32;
          pooledGradient += 32;
        }
        if (from < end) {
          route(from, to, v128.load(pooled), v128.load(pooledGradient), pixel, rowBytes);
          from += 16;
          to += 16;
          pooled += 16;
          pooledGradient += 16;
        }
        from += pixel;
        to += pixel;
      }
    }
    pictures += <usize>height * rowBytes;
    pictureGradient += <usize>height * rowBytes;
  }
}

/** Gives the gradient of one region to its first maximum, in four channels. */
@inline
function route(from: usize, to: usize, best: v128, gradient: v128, pixel: usize, rowBytes: usize): void {
  const first = f32x4.eq(v128.load(from), best);
  v128.store(to, v128.and(gradient, first));
  const second = v128.andnot(f32x4.eq(v128.load(from + pixel), best), first);
  v128.store(to + pixel, v128.and(gradient, second));
  const above = v128.or(first, second);
  const third = v128.andnot(f32x4.eq(v128.load(from + rowBytes), best), above);
  v128.store(to + rowBytes, v128.and(gradient, third));
  const taken = v128.or(above, third);
  const fourth = v128.andnot(f32x4.eq(v128.load(from + rowBytes + pixel), best), taken);
  v128.store(to + rowBytes + pixel, v128.and(gradient, fourth));
}

/** `route` in eight channels, line by line, so that the engine can join the two vectors. */
@inline
function routePair(
  from: usize,
  to: usize,
  pooled: usize,
  pooledGradient: usize,
  pixel: usize,
  rowBytes: usize,
): void {
  const best0 = v128.load(pooled);
  const best1 = v128.load(pooled, 16);
  const gradient0 = v128.load(pooledGradient);
  const gradient1 = v128.load(pooledGradient, 16);
  const first0 = f32x4.eq(v128.load(from), best0);
  const first1 = f32x4.eq(v128.load(from, 16), best1);
  const second0 = v128.andnot(f32x4.eq(v128.load(from + pixel), best0), first0);
  const second1 = v128.andnot(f32x4.eq(v128.load(from + pixel, 16), best1), first1);
  const above0 = v128.or(first0, second0);
  const above1 = v128.or(first1, second1);
  const third0 = v128.andnot(f32x4.eq(v128.load(from + rowBytes), best0), above0);
  const third1 = v128.andnot(f32x4.eq(v128.load(from + rowBytes, 16), best1), above1);
  const fourth0 = v128.andnot(f32x4.eq(v128.load(from + rowBytes + pixel), best0), v128.or(above0, third0));
  const fourth1 = v128.andnot(f32x4.eq(v128.load(from + rowBytes + pixel, 16), best1), v128.or(above1, third1));
  v128.store(to, v128.and(gradient0, first0));
  v128.store(to, v128.and(gradient1, first1), 16);
  v128.store(to + pixel, v128.and(gradient0, second0));
  v128.store(to + pixel, v128.and(gradient1, second1), 16);
  v128.store(to + rowBytes, v128.and(gradient0, third0));
  v128.store(to + rowBytes, v128.and(gradient1, third1), 16);
  v128.store(to + rowBytes + pixel, v128.and(gradient0, fourth0));
  v128.store(to + rowBytes + pixel, v128.and(gradient1, fourth1), 16);
}
