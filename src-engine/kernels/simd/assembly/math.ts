/**
 * exp, tanh, sigmoid and log as polynomials of our own on four numbers at once, from additions and
 * multiplications alone, so that every machine gets the same bits. NaN stays NaN. `from` is what `constants()` gives.
 */
import {
  expBias,
  expHighest,
  expLn2High,
  expLn2Low,
  expLowest,
  expPerLn2,
  expRounding,
  expSeries,
  logSeries,
  one,
  signBit,
  tanhNear,
  tanhSeries,
  two,
} from './constants';

/** x·y + z, rounded twice. */
@inline
function multiplyAdd(x: v128, y: v128, z: v128): v128 {
  return f32x4.add(f32x4.mul(x, y), z);
}

/** eˣ with a relative error below 2e-7; 0 below −87 (what follows would be slow denormals), e⁸⁸ above 88. Cephes `expf`: eˣ = 2ⁿ·eʳ, |r| ≤ ½ ln 2. */
@inline
export function exp4(x: v128, from: usize): v128 {
  // One instruction each, unlike min and max; both keep a NaN in their first operand.
  const held = f32x4.pmax(f32x4.pmin(x, v128.load32_splat(from, expHighest)), v128.load32_splat(from, expLowest));
  // Adding 1.5·2²³ rounds to a whole number and leaves it in the lowest bits: no conversions, which cannot be joined.
  const rounding = v128.load32_splat(from, expRounding);
  const shifted = f32x4.add(f32x4.mul(held, v128.load32_splat(from, expPerLn2)), rounding);
  const n = f32x4.sub(shifted, rounding);
  // ln 2 in two parts: the first has few bits, so n times it is exact.
  const r = multiplyAdd(n, v128.load32_splat(from, expLn2Low), multiplyAdd(n, v128.load32_splat(from, expLn2High), held));
  let p = multiplyAdd(v128.load32_splat(from, expSeries), r, v128.load32_splat(from, expSeries + 4));
  p = multiplyAdd(p, r, v128.load32_splat(from, expSeries + 8));
  p = multiplyAdd(p, r, v128.load32_splat(from, expSeries + 12));
  p = multiplyAdd(p, r, v128.load32_splat(from, expSeries + 16));
  p = multiplyAdd(p, r, v128.load32_splat(from, expSeries + 20));
  p = f32x4.add(multiplyAdd(p, f32x4.mul(r, r), r), v128.load32_splat(from, one));
  const power = i32x4.shl(i32x4.add(shifted, v128.load32_splat(from, expBias)), 23);
  return v128.andnot(f32x4.mul(p, power), f32x4.lt(x, v128.load32_splat(from, expLowest)));
}

/** σ(x) = 1/(1 + e⁻ˣ). */
@inline
export function sigmoid4(x: v128, from: usize): v128 {
  const unit = v128.load32_splat(from, one);
  return f32x4.div(unit, f32x4.add(unit, exp4(f32x4.neg(x), from)));
}

/** tanh x: Cephes `tanhf`, a polynomial near 0 (where 1 − 2/(e²ˣ + 1) would cancel) and exp elsewhere. */
@inline
export function tanh4(x: v128, from: usize): v128 {
  const size = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = multiplyAdd(v128.load32_splat(from, tanhSeries), z, v128.load32_splat(from, tanhSeries + 4));
  p = multiplyAdd(p, z, v128.load32_splat(from, tanhSeries + 8));
  p = multiplyAdd(p, z, v128.load32_splat(from, tanhSeries + 12));
  p = multiplyAdd(p, z, v128.load32_splat(from, tanhSeries + 16));
  const near = multiplyAdd(f32x4.mul(p, z), x, x);
  const decay = exp4(f32x4.add(size, size), from);
  const unit = v128.load32_splat(from, one);
  const far = f32x4.sub(unit, f32x4.div(v128.load32_splat(from, two), f32x4.add(decay, unit)));
  const signed = v128.or(far, v128.and(x, v128.load32_splat(from, signBit)));
  return v128.bitselect(near, signed, f32x4.lt(size, v128.load32_splat(from, tanhNear)));
}

/**
 * σ of two vectors, or tanh, written to neighbouring places: `sigmoid4` or `tanh4` twice, line by line, so that both
 * share every constant; one loaded for each of them would keep the engine from joining the two.
 */
@inline
export function squashPair(x0: v128, x1: v128, to: usize, isTanh: bool, from: usize): void {
  const argument0 = isTanh ? f32x4.add(f32x4.abs(x0), f32x4.abs(x0)) : f32x4.neg(x0);
  const argument1 = isTanh ? f32x4.add(f32x4.abs(x1), f32x4.abs(x1)) : f32x4.neg(x1);
  const highest = v128.load32_splat(from, expHighest);
  const lowest = v128.load32_splat(from, expLowest);
  const held0 = f32x4.pmax(f32x4.pmin(argument0, highest), lowest);
  const held1 = f32x4.pmax(f32x4.pmin(argument1, highest), lowest);
  const perLn2 = v128.load32_splat(from, expPerLn2);
  const rounding = v128.load32_splat(from, expRounding);
  const shifted0 = f32x4.add(f32x4.mul(held0, perLn2), rounding);
  const shifted1 = f32x4.add(f32x4.mul(held1, perLn2), rounding);
  const n0 = f32x4.sub(shifted0, rounding);
  const n1 = f32x4.sub(shifted1, rounding);
  const high = v128.load32_splat(from, expLn2High);
  const low = v128.load32_splat(from, expLn2Low);
  const r0 = multiplyAdd(n0, low, multiplyAdd(n0, high, held0));
  const r1 = multiplyAdd(n1, low, multiplyAdd(n1, high, held1));
  const c0 = v128.load32_splat(from, expSeries);
  const c1 = v128.load32_splat(from, expSeries + 4);
  const c2 = v128.load32_splat(from, expSeries + 8);
  const c3 = v128.load32_splat(from, expSeries + 12);
  const c4 = v128.load32_splat(from, expSeries + 16);
  const c5 = v128.load32_splat(from, expSeries + 20);
  const p0 = multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(c0, r0, c1), r0, c2), r0, c3), r0, c4), r0, c5);
  const p1 = multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(c0, r1, c1), r1, c2), r1, c3), r1, c4), r1, c5);
  const unit = v128.load32_splat(from, one);
  const q0 = f32x4.add(multiplyAdd(p0, f32x4.mul(r0, r0), r0), unit);
  const q1 = f32x4.add(multiplyAdd(p1, f32x4.mul(r1, r1), r1), unit);
  const bias = v128.load32_splat(from, expBias);
  const power0 = i32x4.shl(i32x4.add(shifted0, bias), 23);
  const power1 = i32x4.shl(i32x4.add(shifted1, bias), 23);
  const exp0 = v128.andnot(f32x4.mul(q0, power0), f32x4.lt(argument0, lowest));
  const exp1 = v128.andnot(f32x4.mul(q1, power1), f32x4.lt(argument1, lowest));
  if (!isTanh) {
    const result0 = f32x4.div(unit, f32x4.add(unit, exp0));
    const result1 = f32x4.div(unit, f32x4.add(unit, exp1));
    v128.store(to, result0);
    v128.store(to, result1, 16);
    return;
  }
  const z0 = f32x4.mul(x0, x0);
  const z1 = f32x4.mul(x1, x1);
  const t0 = v128.load32_splat(from, tanhSeries);
  const t1 = v128.load32_splat(from, tanhSeries + 4);
  const t2 = v128.load32_splat(from, tanhSeries + 8);
  const t3 = v128.load32_splat(from, tanhSeries + 12);
  const t4 = v128.load32_splat(from, tanhSeries + 16);
  const s0 = multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(t0, z0, t1), z0, t2), z0, t3), z0, t4);
  const s1 = multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(t0, z1, t1), z1, t2), z1, t3), z1, t4);
  const near0 = multiplyAdd(f32x4.mul(s0, z0), x0, x0);
  const near1 = multiplyAdd(f32x4.mul(s1, z1), x1, x1);
  const double = v128.load32_splat(from, two);
  const far0 = f32x4.sub(unit, f32x4.div(double, f32x4.add(exp0, unit)));
  const far1 = f32x4.sub(unit, f32x4.div(double, f32x4.add(exp1, unit)));
  const sign = v128.load32_splat(from, signBit);
  const signed0 = v128.or(far0, v128.and(x0, sign));
  const signed1 = v128.or(far1, v128.and(x1, sign));
  const limit = v128.load32_splat(from, tanhNear);
  const isNear0 = f32x4.lt(f32x4.abs(x0), limit);
  const isNear1 = f32x4.lt(f32x4.abs(x1), limit);
  const result0 = v128.bitselect(near0, signed0, isNear0);
  const result1 = v128.bitselect(near1, signed1, isNear1);
  v128.store(to, result0);
  v128.store(to, result1, 16);
}

/** log(1 + u) for u in [0, 1], by 2·artanh(s) = 2(s + s³/3 + s⁵/5 + …) with s = u/(2 + u) ≤ ⅓; error below 1e-8. */
@inline
export function log1p4(u: v128, from: usize): v128 {
  const s = f32x4.div(u, f32x4.add(u, v128.load32_splat(from, two)));
  const z = f32x4.mul(s, s);
  let p = multiplyAdd(v128.load32_splat(from, logSeries), z, v128.load32_splat(from, logSeries + 4));
  p = multiplyAdd(p, z, v128.load32_splat(from, logSeries + 8));
  p = multiplyAdd(p, z, v128.load32_splat(from, logSeries + 12));
  p = multiplyAdd(p, z, v128.load32_splat(from, logSeries + 16));
  p = multiplyAdd(p, z, v128.load32_splat(from, logSeries + 20));
  p = multiplyAdd(p, z, v128.load32_splat(from, logSeries + 24));
  return multiplyAdd(f32x4.mul(p, z), s, f32x4.add(s, s));
}

/** log x of one finite x > 0 in float64: x = 2ᵉ·m with m in [½√2, √2), log m by the same series. */
export function log(x: f64): f64 {
  const bits = reinterpret<u64>(x);
  let exponent = <i32>((bits >> 52) & 0x7ff) - 1023;
  let m = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    exponent++;
  }
  const s = (m - 1) / (m + 1);
  const z = s * s;
  let p: f64 = 0;
  for (let odd = 19; odd > 0; odd -= 2) p = p * z + 2.0 / <f64>odd;
  return <f64>exponent * 0.6931471805599453 + p * s;
}

/** Sum of four lanes, in a fixed order. */
@inline
export function sumLanes(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

/** Largest of four lanes. */
@inline
export function maxLanes(v: v128): f32 {
  return max(
    max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
}

/** Loads the first `count` < 4 numbers, the other lanes hold `rest`. */
@inline
export function loadPart(from: usize, count: i32, rest: f32): v128 {
  let v = f32x4.replace_lane(f32x4.splat(rest), 0, load<f32>(from));
  if (count > 1) v = f32x4.replace_lane(v, 1, load<f32>(from, 4));
  if (count > 2) v = f32x4.replace_lane(v, 2, load<f32>(from, 8));
  return v;
}

/** Stores the first `count` < 4 lanes. */
@inline
export function storePart(to: usize, count: i32, v: v128): void {
  store<f32>(to, f32x4.extract_lane(v, 0));
  if (count > 1) store<f32>(to, f32x4.extract_lane(v, 1), 4);
  if (count > 2) store<f32>(to, f32x4.extract_lane(v, 2), 8);
}
