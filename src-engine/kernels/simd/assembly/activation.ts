/** Bias and activation in one pass over [rows,columns], forward and backward, in place. */
import { loadPart, sigmoid4, storePart, tanh4 } from './math';

/** Activation numbers as `simd-kernels.ts` gives them; 0 is linear. */
const sigmoid: i32 = 1;
const tanh: i32 = 2;
const relu: i32 = 3;
const leakyRelu: i32 = 4;

/** Slope of the leaky ReLU below 0. */
const leak: f32 = 0.01;

/** f(z). */
@inline
export function activate(z: v128, activation: i32): v128 {
  if (activation == sigmoid) return sigmoid4(z);
  if (activation == tanh) return tanh4(z);
  if (activation == relu) return f32x4.max(z, f32x4.splat(0));
  if (activation == leakyRelu) return f32x4.max(z, f32x4.mul(z, f32x4.splat(leak)));
  return z;
}

/** g·f′(z), from a = f(z). */
@inline
export function throughSlope(g: v128, a: v128, activation: i32): v128 {
  if (activation == sigmoid) return f32x4.mul(g, f32x4.mul(a, f32x4.sub(f32x4.splat(1), a)));
  if (activation == tanh) return f32x4.mul(g, f32x4.sub(f32x4.splat(1), f32x4.mul(a, a)));
  if (activation == relu) {
    // Multiplied, not masked, so that a NaN does not vanish behind a unit that is off.
    return f32x4.mul(g, v128.and(f32x4.gt(a, f32x4.splat(0)), f32x4.splat(1)));
  }
  if (activation == leakyRelu) {
    const isOn = f32x4.gt(a, f32x4.splat(0));
    return f32x4.mul(g, v128.bitselect(f32x4.splat(1), f32x4.splat(leak), isOn));
  }
  return g;
}

/** z ← f(z + b). Shapes: values [rows,columns], bias [columns]. In place. */
export function activationForward(values: usize, bias: usize, rows: i32, columns: i32, activation: i32): void {
  const whole = columns & ~3;
  const rest = columns - whole;
  for (let row = 0; row < rows; row++) {
    let b = bias;
    for (let j = 0; j < whole; j += 4) {
      v128.store(values, activate(f32x4.add(v128.load(values), v128.load(b)), activation));
      values += 16;
      b += 16;
    }
    if (rest) {
      storePart(values, rest, activate(f32x4.add(loadPart(values, rest, 0), loadPart(b, rest, 0)), activation));
      values += <usize>rest << 2;
    }
  }
}

/** gradient ← gradient·f′(z) in place; biasGradient = Σ over rows (overwrites). Shapes as forward. */
export function activationBackward(
  output: usize,
  gradient: usize,
  biasGradient: usize,
  rows: i32,
  columns: i32,
  activation: i32,
): void {
  const whole = columns & ~3;
  const rest = columns - whole;
  memory.fill(biasGradient, 0, <usize>columns << 2);
  for (let row = 0; row < rows; row++) {
    let sums = biasGradient;
    for (let j = 0; j < whole; j += 4) {
      const g = throughSlope(v128.load(gradient), v128.load(output), activation);
      v128.store(gradient, g);
      v128.store(sums, f32x4.add(v128.load(sums), g));
      gradient += 16;
      output += 16;
      sums += 16;
    }
    if (rest) {
      const g = throughSlope(loadPart(gradient, rest, 0), loadPart(output, rest, 0), activation);
      storePart(gradient, rest, g);
      storePart(sums, rest, f32x4.add(loadPart(sums, rest, 0), g));
      gradient += <usize>rest << 2;
      output += <usize>rest << 2;
    }
  }
}
