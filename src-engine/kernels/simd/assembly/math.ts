/**
 * exp, tanh, sigmoid and log as polynomials of our own on four numbers at once, from additions and
 * multiplications alone, so that every machine gets the same bits. NaN stays NaN.
 */

@inline
function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/** x·y + z, rounded twice. */
@inline
function multiplyAdd(x: v128, y: v128, z: v128): v128 {
  return f32x4.add(f32x4.mul(x, y), z);
}

const roundingShift: f32 = 12582912;

/** eˣ with a relative error below 2e-7; 0 below −87 (what follows would be slow denormals), e⁸⁸ above 88. Cephes `expf`: eˣ = 2ⁿ·eʳ, |r| ≤ ½ ln 2. */
@inline
export function exp4(x: v128): v128 {
  // One instruction each, unlike min and max; both keep a NaN in their first operand.
  const held = f32x4.pmax(f32x4.pmin(x, splat(88)), splat(-87));
  // Adding 1.5·2²³ rounds to a whole number and leaves it in the lowest bits: no conversions, which cannot be joined.
  const shifted = f32x4.add(f32x4.mul(held, splat(1.44269504)), splat(roundingShift));
  const n = f32x4.sub(shifted, splat(roundingShift));
  // ln 2 in two parts: the first has few bits, so n times it is exact.
  const r = multiplyAdd(n, splat(2.12194440e-4), multiplyAdd(n, splat(-0.693359375), held));
  let p = multiplyAdd(splat(1.9875691500e-4), r, splat(1.3981999507e-3));
  p = multiplyAdd(p, r, splat(8.3334519073e-3));
  p = multiplyAdd(p, r, splat(4.1665795894e-2));
  p = multiplyAdd(p, r, splat(1.6666665459e-1));
  p = multiplyAdd(p, r, splat(5.0000001201e-1));
  p = f32x4.add(multiplyAdd(p, f32x4.mul(r, r), r), splat(1));
  const power = i32x4.shl(i32x4.add(shifted, i32x4.splat(127)), 23);
  return v128.andnot(f32x4.mul(p, power), f32x4.lt(x, splat(-87)));
}

/** σ(x) = 1/(1 + e⁻ˣ). */
@inline
export function sigmoid4(x: v128): v128 {
  return f32x4.div(splat(1), f32x4.add(splat(1), exp4(f32x4.neg(x))));
}

/** tanh x: Cephes `tanhf`, a polynomial near 0 (where 1 − 2/(e²ˣ + 1) would cancel) and exp elsewhere. */
@inline
export function tanh4(x: v128): v128 {
  const size = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = multiplyAdd(splat(-5.70498872745e-3), z, splat(2.06390887954e-2));
  p = multiplyAdd(p, z, splat(-5.37397155531e-2));
  p = multiplyAdd(p, z, splat(1.33314422036e-1));
  p = multiplyAdd(p, z, splat(-3.33332819422e-1));
  const near = multiplyAdd(f32x4.mul(p, z), x, x);
  const decay = exp4(f32x4.add(size, size));
  const far = f32x4.sub(splat(1), f32x4.div(splat(2), f32x4.add(decay, splat(1))));
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  return v128.bitselect(near, signed, f32x4.lt(size, splat(0.625)));
}

/** log(1 + u) for u in [0, 1], by 2·artanh(s) = 2(s + s³/3 + s⁵/5 + …) with s = u/(2 + u) ≤ ⅓; error below 1e-8. */
@inline
export function log1p4(u: v128): v128 {
  const s = f32x4.div(u, f32x4.add(u, splat(2)));
  const z = f32x4.mul(s, s);
  let p = multiplyAdd(splat(2.0 / 15.0), z, splat(2.0 / 13.0));
  p = multiplyAdd(p, z, splat(2.0 / 11.0));
  p = multiplyAdd(p, z, splat(2.0 / 9.0));
  p = multiplyAdd(p, z, splat(2.0 / 7.0));
  p = multiplyAdd(p, z, splat(2.0 / 5.0));
  p = multiplyAdd(p, z, splat(2.0 / 3.0));
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
