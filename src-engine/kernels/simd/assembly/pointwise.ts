/** Passes over plain runs of numbers: activations without bias, products, sums, signs. */
import { activate, activatePair, throughSlope } from './activation';
import { constants, leak, one } from './constants';
import { breathe, numbersAtOnce } from './host';
import { loadPart, storePart, sumLanes } from './math';
import { addSpan } from './spans';

/** a = f(z). Shapes: [count]. Overwrites output. */
export function activateSpan(input: usize, output: usize, count: i32, activation: i32): void {
  const bytes = <usize>(count & ~3) << 2;
  const rest = count & 3;
  const from = constants();
  let at: usize = 0;
  for (; at + 32 <= bytes; at += 32) {
    activatePair(v128.load(input + at), v128.load(input + at, 16), output + at, activation, from);
  }
  for (; at < bytes; at += 16) {
    v128.store(output + at, activate(v128.load(input + at), activation, from));
  }
  if (rest) storePart(output + bytes, rest, activate(loadPart(input + bytes, rest, 0), activation, from));
}

/** ∂J/∂z from ∂J/∂a and a. Shapes: [count]. Overwrites inputGradient. */
export function activateSpanBackward(
  output: usize,
  outputGradient: usize,
  inputGradient: usize,
  count: i32,
  activation: i32,
): void {
  const bytes = <usize>(count & ~3) << 2;
  const rest = count & 3;
  const unit = v128.load32_splat(constants(), one);
  const slope = v128.load32_splat(constants(), leak);
  for (let at: usize = 0; at < bytes; at += 16) {
    const g = throughSlope(v128.load(outputGradient + at), v128.load(output + at), activation, unit, slope);
    v128.store(inputGradient + at, g);
  }
  if (rest) {
    const g = throughSlope(
      loadPart(outputGradient + bytes, rest, 0),
      loadPart(output + bytes, rest, 0),
      activation,
      unit,
      slope,
    );
    storePart(inputGradient + bytes, rest, g);
  }
}

/** product = a ⊙ b. Shapes: [count]. Overwrites product, which may be a or b. */
export function multiply(a: usize, b: usize, product: usize, count: i32): void {
  const bytes = <usize>(count & ~3) << 2;
  const rest = count & 3;
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(product + at, f32x4.mul(v128.load(a + at), v128.load(b + at)));
  }
  if (rest) {
    storePart(product + bytes, rest, f32x4.mul(loadPart(a + bytes, rest, 0), loadPart(b + bytes, rest, 0)));
  }
}

/** target += source. Shapes: [count]. Accumulates. */
export function accumulate(source: usize, target: usize, count: i32): void {
  addSpan(source, target, count, 1);
}

/** Σ|a|, short float32 sums collected in float64. Shapes: [count]. */
export function absoluteSum(values: usize, count: i32): f64 {
  let total: f64 = 0;
  let left = count;
  while (left >= 4) {
    if (left < count && (count - left) % numbersAtOnce == 0) breathe();
    let sum = f32x4.splat(0);
    for (const stop = max(left - 256, 0); left >= 4 && left > stop; left -= 4) {
      sum = f32x4.add(sum, f32x4.abs(v128.load(values)));
      values += 16;
    }
    total += <f64>sumLanes(sum);
  }
  for (; left > 0; left--) {
    total += <f64>abs(load<f32>(values));
    values += 4;
  }
  return total;
}

/** gradient += weight·sign(a), sign(0) = 0. Shapes: [count]. Accumulates. */
export function addSigns(values: usize, gradient: usize, count: i32, weight: f32): void {
  for (let left = count; left > 0; left--) {
    const a = load<f32>(values);
    if (a != 0) store<f32>(gradient, load<f32>(gradient) + (a > 0 ? weight : -weight));
    values += 4;
    gradient += 4;
  }
}
