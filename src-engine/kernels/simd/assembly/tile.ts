/**
 * The innermost loops of the matrix product, one for each variant: a tile of the result is held in registers
 * while one panel of each operand passes. No loop is unrolled on purpose: that spills registers.
 *
 * Plain and wide sum the same products in the same order, multiply and add rounded each, so their bits are
 * equal. Wide is for engines that join neighbouring 128-bit operations into 256-bit ones; elsewhere its 16
 * accumulators spill. Relaxed may fuse multiply and add: fast, but its bits depend on the processor.
 */
export const tileRows: i32 = 4;
export const narrowestTile: i32 = 8;
export const widestTile: i32 = 16;

/** Variant numbers as `simd-kernels.ts` gives them; 0 is plain. */
const wide: i32 = 1;
const relaxed: i32 = 2;
const relaxedWide: i32 = 3;

let variant: i32 = 0;

export function setVariant(number: i32): void {
  variant = number;
}

/** Width of the variant's own tiles. */
export function tileColumns(): i32 {
  return variant == wide || variant == relaxedWide ? widestTile : narrowestTile;
}

/**
 * target = start + panel of a · panel of b. Shapes: a [depth,4], b [depth,width] → target, start
 * [4,width] with rows `stride` and `startStride` bytes apart. Overwrites target, which may be start.
 */
@inline
export function multiplyTile(
  width: i32,
  depth: i32,
  a: usize,
  b: usize,
  target: usize,
  stride: usize,
  start: usize,
  startStride: usize,
): void {
  const isFused = variant == relaxed || variant == relaxedWide;
  if (width == widestTile) {
    if (isFused) relaxedWideTile(depth, a, b, target, stride, start, startStride);
    else wideTile(depth, a, b, target, stride, start, startStride);
  } else if (isFused) {
    relaxedTile(depth, a, b, target, stride, start, startStride);
  } else {
    plainTile(depth, a, b, target, stride, start, startStride);
  }
}

/** 4×8, multiply and add. */
function plainTile(depth: i32, a: usize, b: usize, target: usize, stride: usize, start: usize, startStride: usize): void {
  let c00 = v128.load(start);
  let c01 = v128.load(start, 16);
  start += startStride;
  let c10 = v128.load(start);
  let c11 = v128.load(start, 16);
  start += startStride;
  let c20 = v128.load(start);
  let c21 = v128.load(start, 16);
  start += startStride;
  let c30 = v128.load(start);
  let c31 = v128.load(start, 16);
  for (const end = a + <usize>depth * 16; a < end; a += 16) {
    const a0 = v128.load32_splat(a);
    const a1 = v128.load32_splat(a, 4);
    const a2 = v128.load32_splat(a, 8);
    const a3 = v128.load32_splat(a, 12);
    const b0 = v128.load(b);
    c00 = f32x4.add(c00, f32x4.mul(a0, b0));
    c10 = f32x4.add(c10, f32x4.mul(a1, b0));
    c20 = f32x4.add(c20, f32x4.mul(a2, b0));
    c30 = f32x4.add(c30, f32x4.mul(a3, b0));
    const b1 = v128.load(b, 16);
    c01 = f32x4.add(c01, f32x4.mul(a0, b1));
    c11 = f32x4.add(c11, f32x4.mul(a1, b1));
    c21 = f32x4.add(c21, f32x4.mul(a2, b1));
    c31 = f32x4.add(c31, f32x4.mul(a3, b1));
    b += 32;
  }
  v128.store(target, c00);
  v128.store(target, c01, 16);
  target += stride;
  v128.store(target, c10);
  v128.store(target, c11, 16);
  target += stride;
  v128.store(target, c20);
  v128.store(target, c21, 16);
  target += stride;
  v128.store(target, c30);
  v128.store(target, c31, 16);
}

/** 4×16, multiply and add, one vector of b at a time. */
function wideTile(depth: i32, a: usize, b: usize, target: usize, stride: usize, start: usize, startStride: usize): void {
  let c00 = v128.load(start);
  let c01 = v128.load(start, 16);
  let c02 = v128.load(start, 32);
  let c03 = v128.load(start, 48);
  start += startStride;
  let c10 = v128.load(start);
  let c11 = v128.load(start, 16);
  let c12 = v128.load(start, 32);
  let c13 = v128.load(start, 48);
  start += startStride;
  let c20 = v128.load(start);
  let c21 = v128.load(start, 16);
  let c22 = v128.load(start, 32);
  let c23 = v128.load(start, 48);
  start += startStride;
  let c30 = v128.load(start);
  let c31 = v128.load(start, 16);
  let c32 = v128.load(start, 32);
  let c33 = v128.load(start, 48);
  for (const end = a + <usize>depth * 16; a < end; a += 16) {
    const a0 = v128.load32_splat(a);
    const a1 = v128.load32_splat(a, 4);
    const a2 = v128.load32_splat(a, 8);
    const a3 = v128.load32_splat(a, 12);
    const b0 = v128.load(b);
    c00 = f32x4.add(c00, f32x4.mul(a0, b0));
    c10 = f32x4.add(c10, f32x4.mul(a1, b0));
    c20 = f32x4.add(c20, f32x4.mul(a2, b0));
    c30 = f32x4.add(c30, f32x4.mul(a3, b0));
    const b1 = v128.load(b, 16);
    c01 = f32x4.add(c01, f32x4.mul(a0, b1));
    c11 = f32x4.add(c11, f32x4.mul(a1, b1));
    c21 = f32x4.add(c21, f32x4.mul(a2, b1));
    c31 = f32x4.add(c31, f32x4.mul(a3, b1));
    const b2 = v128.load(b, 32);
    c02 = f32x4.add(c02, f32x4.mul(a0, b2));
    c12 = f32x4.add(c12, f32x4.mul(a1, b2));
    c22 = f32x4.add(c22, f32x4.mul(a2, b2));
    c32 = f32x4.add(c32, f32x4.mul(a3, b2));
    const b3 = v128.load(b, 48);
    c03 = f32x4.add(c03, f32x4.mul(a0, b3));
    c13 = f32x4.add(c13, f32x4.mul(a1, b3));
    c23 = f32x4.add(c23, f32x4.mul(a2, b3));
    c33 = f32x4.add(c33, f32x4.mul(a3, b3));
    b += 64;
  }
  v128.store(target, c00);
  v128.store(target, c01, 16);
  v128.store(target, c02, 32);
  v128.store(target, c03, 48);
  target += stride;
  v128.store(target, c10);
  v128.store(target, c11, 16);
  v128.store(target, c12, 32);
  v128.store(target, c13, 48);
  target += stride;
  v128.store(target, c20);
  v128.store(target, c21, 16);
  v128.store(target, c22, 32);
  v128.store(target, c23, 48);
  target += stride;
  v128.store(target, c30);
  v128.store(target, c31, 16);
  v128.store(target, c32, 32);
  v128.store(target, c33, 48);
}

/** 4×8, fused where the processor can. */
function relaxedTile(depth: i32, a: usize, b: usize, target: usize, stride: usize, start: usize, startStride: usize): void {
  let c00 = v128.load(start);
  let c01 = v128.load(start, 16);
  start += startStride;
  let c10 = v128.load(start);
  let c11 = v128.load(start, 16);
  start += startStride;
  let c20 = v128.load(start);
  let c21 = v128.load(start, 16);
  start += startStride;
  let c30 = v128.load(start);
  let c31 = v128.load(start, 16);
  for (const end = a + <usize>depth * 16; a < end; a += 16) {
    const a0 = v128.load32_splat(a);
    const a1 = v128.load32_splat(a, 4);
    const a2 = v128.load32_splat(a, 8);
    const a3 = v128.load32_splat(a, 12);
    const b0 = v128.load(b);
    c00 = f32x4.relaxed_madd(a0, b0, c00);
    c10 = f32x4.relaxed_madd(a1, b0, c10);
    c20 = f32x4.relaxed_madd(a2, b0, c20);
    c30 = f32x4.relaxed_madd(a3, b0, c30);
    const b1 = v128.load(b, 16);
    c01 = f32x4.relaxed_madd(a0, b1, c01);
    c11 = f32x4.relaxed_madd(a1, b1, c11);
    c21 = f32x4.relaxed_madd(a2, b1, c21);
    c31 = f32x4.relaxed_madd(a3, b1, c31);
    b += 32;
  }
  v128.store(target, c00);
  v128.store(target, c01, 16);
  target += stride;
  v128.store(target, c10);
  v128.store(target, c11, 16);
  target += stride;
  v128.store(target, c20);
  v128.store(target, c21, 16);
  target += stride;
  v128.store(target, c30);
  v128.store(target, c31, 16);
}

/** 4×16, fused where the processor can. */
function relaxedWideTile(depth: i32, a: usize, b: usize, target: usize, stride: usize, start: usize, startStride: usize): void {
  let c00 = v128.load(start);
  let c01 = v128.load(start, 16);
  let c02 = v128.load(start, 32);
  let c03 = v128.load(start, 48);
  start += startStride;
  let c10 = v128.load(start);
  let c11 = v128.load(start, 16);
  let c12 = v128.load(start, 32);
  let c13 = v128.load(start, 48);
  start += startStride;
  let c20 = v128.load(start);
  let c21 = v128.load(start, 16);
  let c22 = v128.load(start, 32);
  let c23 = v128.load(start, 48);
  start += startStride;
  let c30 = v128.load(start);
  let c31 = v128.load(start, 16);
  let c32 = v128.load(start, 32);
  let c33 = v128.load(start, 48);
  for (const end = a + <usize>depth * 16; a < end; a += 16) {
    const a0 = v128.load32_splat(a);
    const a1 = v128.load32_splat(a, 4);
    const a2 = v128.load32_splat(a, 8);
    const a3 = v128.load32_splat(a, 12);
    const b0 = v128.load(b);
    c00 = f32x4.relaxed_madd(a0, b0, c00);
    c10 = f32x4.relaxed_madd(a1, b0, c10);
    c20 = f32x4.relaxed_madd(a2, b0, c20);
    c30 = f32x4.relaxed_madd(a3, b0, c30);
    const b1 = v128.load(b, 16);
    c01 = f32x4.relaxed_madd(a0, b1, c01);
    c11 = f32x4.relaxed_madd(a1, b1, c11);
    c21 = f32x4.relaxed_madd(a2, b1, c21);
    c31 = f32x4.relaxed_madd(a3, b1, c31);
    const b2 = v128.load(b, 32);
    c02 = f32x4.relaxed_madd(a0, b2, c02);
    c12 = f32x4.relaxed_madd(a1, b2, c12);
    c22 = f32x4.relaxed_madd(a2, b2, c22);
    c32 = f32x4.relaxed_madd(a3, b2, c32);
    const b3 = v128.load(b, 48);
    c03 = f32x4.relaxed_madd(a0, b3, c03);
    c13 = f32x4.relaxed_madd(a1, b3, c13);
    c23 = f32x4.relaxed_madd(a2, b3, c23);
    c33 = f32x4.relaxed_madd(a3, b3, c33);
    b += 64;
  }
  v128.store(target, c00);
  v128.store(target, c01, 16);
  v128.store(target, c02, 32);
  v128.store(target, c03, 48);
  target += stride;
  v128.store(target, c10);
  v128.store(target, c11, 16);
  v128.store(target, c12, 32);
  v128.store(target, c13, 48);
  target += stride;
  v128.store(target, c20);
  v128.store(target, c21, 16);
  v128.store(target, c22, 32);
  v128.store(target, c23, 48);
  target += stride;
  v128.store(target, c30);
  v128.store(target, c31, 16);
  v128.store(target, c32, 32);
  v128.store(target, c33, 48);
}
