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
  if (activation == relu) return f32x4.pmax(z, f32x4.splat(0));
  if (activation == leakyRelu) return f32x4.pmax(z, f32x4.mul(z, f32x4.splat(leak)));
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
  // One loop for each activation: a decision in the loop would keep neighbouring vectors from being joined.
  if (activation == sigmoid) forward(values, bias, rows, columns, sigmoid);
  else if (activation == tanh) forward(values, bias, rows, columns, tanh);
  else if (activation == relu) forward(values, bias, rows, columns, relu);
  else if (activation == leakyRelu) forward(values, bias, rows, columns, leakyRelu);
  else forward(values, bias, rows, columns, 0);
}

@inline
function forward(values: usize, bias: usize, rows: i32, columns: i32, activation: i32): void {
  for (let row = 0; row < rows; row++) {
    let b = bias;
    let left = columns;
    for (; left >= 8; left -= 8) {
      const z0 = f32x4.add(v128.load(values), v128.load(b));
      const z1 = f32x4.add(v128.load(values, 16), v128.load(b, 16));
      v128.store(values, activate(z0, activation));
      v128.store(values, activate(z1, activation), 16);
      values += 32;
      b += 32;
    }
    if (left >= 4) {
      v128.store(values, activate(f32x4.add(v128.load(values), v128.load(b)), activation));
      values += 16;
      b += 16;
      left -= 4;
    }
    if (left) {
      storePart(values, left, activate(f32x4.add(loadPart(values, left, 0), loadPart(b, left, 0)), activation));
      values += <usize>left << 2;
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
  memory.fill(biasGradient, 0, <usize>columns << 2);
  if (activation == sigmoid) backward(output, gradient, biasGradient, rows, columns, sigmoid);
  else if (activation == tanh) backward(output, gradient, biasGradient, rows, columns, tanh);
  else if (activation == relu) backward(output, gradient, biasGradient, rows, columns, relu);
  else if (activation == leakyRelu) backward(output, gradient, biasGradient, rows, columns, leakyRelu);
  else backward(output, gradient, biasGradient, rows, columns, 0);
}

@inline
function backward(output: usize, gradient: usize, biasGradient: usize, rows: i32, columns: i32, activation: i32): void {
  for (let row = 0; row < rows; row++) {
    let sums = biasGradient;
    let left = columns;
    for (; left >= 8; left -= 8) {
      const g0 = throughSlope(v128.load(gradient), v128.load(output), activation);
      const g1 = throughSlope(v128.load(gradient, 16), v128.load(output, 16), activation);
      v128.store(gradient, g0);
      v128.store(gradient, g1, 16);
      v128.store(sums, f32x4.add(v128.load(sums), g0));
      v128.store(sums, f32x4.add(v128.load(sums, 16), g1), 16);
      gradient += 32;
      output += 32;
      sums += 32;
    }
    if (left >= 4) {
      const g = throughSlope(v128.load(gradient), v128.load(output), activation);
      v128.store(gradient, g);
      v128.store(sums, f32x4.add(v128.load(sums), g));
      gradient += 16;
      output += 16;
      sums += 16;
      left -= 4;
    }
    if (left) {
      const g = throughSlope(loadPart(gradient, left, 0), loadPart(output, left, 0), activation);
      storePart(gradient, left, g);
      storePart(sums, left, f32x4.add(loadPart(sums, left, 0), g));
      gradient += <usize>left << 2;
      output += <usize>left << 2;
    }
  }
}
