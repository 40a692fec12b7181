/** Long vectors: inner product, scaled sum, scaled copy, scaling. */
import { breathe, numbersAtOnce } from './host';
import { loadPart, storePart } from './math';

/** x·y of four numbers each, in float64: the two lower ones, then the two upper ones. */
@inline
function products(x: v128, y: v128, sum: v128): v128 {
  const low = f64x2.mul(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(y));
  const upperX = v128.shuffle<i32>(x, x, 2, 3, 2, 3);
  const upperY = v128.shuffle<i32>(y, y, 2, 3, 2, 3);
  const high = f64x2.mul(f64x2.promote_low_f32x4(upperX), f64x2.promote_low_f32x4(upperY));
  return f64x2.add(sum, f64x2.add(low, high));
}

/** Σ x·y in float64. Shapes: [count]. */
export function dot(x: usize, y: usize, count: i32): f64 {
  let sum = f64x2.splat(0);
  const bytes = <usize>(count & ~3) << 2;
  const rest = count & 3;
  for (let at: usize = 0; at < bytes; ) {
    if (at) breathe();
    for (const stop = min(at + (<usize>numbersAtOnce << 2), bytes); at < stop; at += 16) {
      sum = products(v128.load(x + at), v128.load(y + at), sum);
    }
  }
  if (rest) sum = products(loadPart(x + bytes, rest, 0), loadPart(y + bytes, rest, 0), sum);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** y ← y + factor·x. Shapes: [count]. Accumulates into y. */
export function addScaled(x: usize, y: usize, count: i32, factor: f32): void {
  const f = f32x4.splat(factor);
  const bytes = <usize>(count & ~3) << 2;
  const rest = count & 3;
  let at: usize = 0;
  for (; at + 32 <= bytes; at += 32) {
    const sum0 = f32x4.add(v128.load(y + at), f32x4.mul(f, v128.load(x + at)));
    const sum1 = f32x4.add(v128.load(y + at, 16), f32x4.mul(f, v128.load(x + at, 16)));
    v128.store(y + at, sum0);
    v128.store(y + at, sum1, 16);
  }
  for (; at < bytes; at += 16) {
    v128.store(y + at, f32x4.add(v128.load(y + at), f32x4.mul(f, v128.load(x + at))));
  }
  if (rest) {
    const sum = f32x4.add(loadPart(y + bytes, rest, 0), f32x4.mul(f, loadPart(x + bytes, rest, 0)));
    storePart(y + bytes, rest, sum);
  }
}

/** y ← factor·x. Shapes: [count]. Overwrites y. */
export function copyScaled(x: usize, y: usize, count: i32, factor: f32): void {
  const f = f32x4.splat(factor);
  const bytes = <usize>(count & ~3) << 2;
  const rest = count & 3;
  let at: usize = 0;
  for (; at + 32 <= bytes; at += 32) {
    const product0 = f32x4.mul(f, v128.load(x + at));
    const product1 = f32x4.mul(f, v128.load(x + at, 16));
    v128.store(y + at, product0);
    v128.store(y + at, product1, 16);
  }
  for (; at < bytes; at += 16) v128.store(y + at, f32x4.mul(f, v128.load(x + at)));
  if (rest) storePart(y + bytes, rest, f32x4.mul(f, loadPart(x + bytes, rest, 0)));
}

/** x ← factor·x, in place. Shapes: [count]. */
export function scale(x: usize, count: i32, factor: f32): void {
  const f = f32x4.splat(factor);
  const bytes = <usize>(count & ~3) << 2;
  const rest = count & 3;
  for (let at: usize = 0; at < bytes; at += 16) v128.store(x + at, f32x4.mul(f, v128.load(x + at)));
  if (rest) storePart(x + bytes, rest, f32x4.mul(f, loadPart(x + bytes, rest, 0)));
}
