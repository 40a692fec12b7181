/** Bias and activation in one pass over [rows,columns], forward and backward, in place. */
import { constants, leak, one } from './constants';
import { breathe, numbersAtOnce } from './host';
import { loadPart, sigmoid4, squashPair, storePart, tanh4 } from './math';

/** Activation numbers as `simd-kernels.ts` gives them; 0 is linear. */
const sigmoid: i32 = 1;
const tanh: i32 = 2;
const relu: i32 = 3;
const leakyRelu: i32 = 4;

/** f(z); `from` is what `constants()` gives. */
@inline
export function activate(z: v128, activation: i32, from: usize): v128 {
  if (activation == sigmoid) return sigmoid4(z, from);
  if (activation == tanh) return tanh4(z, from);
  if (activation == relu) return f32x4.pmax(z, f32x4.splat(0));
  if (activation == leakyRelu) return f32x4.pmax(z, f32x4.mul(z, v128.load32_splat(from, leak)));
  return z;
}

/** f(z) of two vectors, written to neighbouring places; all of it can be joined. */
@inline
export function activatePair(z0: v128, z1: v128, to: usize, activation: i32, from: usize): void {
  if (activation == sigmoid || activation == tanh) {
    squashPair(z0, z1, to, activation == tanh, from);
  } else if (activation == leakyRelu) {
    const slope = v128.load32_splat(from, leak);
    const result0 = f32x4.pmax(z0, f32x4.mul(z0, slope));
    const result1 = f32x4.pmax(z1, f32x4.mul(z1, slope));
    v128.store(to, result0);
    v128.store(to, result1, 16);
  } else {
    v128.store(to, activate(z0, activation, from));
    v128.store(to, activate(z1, activation, from), 16);
  }
}

/** g·f′(z), from a = f(z); `unit` is 1 and `slope` that of the leaky ReLU, loaded once a call. */
@inline
export function throughSlope(g: v128, a: v128, activation: i32, unit: v128, slope: v128): v128 {
  if (activation == sigmoid) return f32x4.mul(g, f32x4.mul(a, f32x4.sub(unit, a)));
  if (activation == tanh) return f32x4.mul(g, f32x4.sub(unit, f32x4.mul(a, a)));
  if (activation == relu) {
    // Multiplied, not masked, so that a NaN does not vanish behind a unit that is off.
    return f32x4.mul(g, v128.and(f32x4.gt(a, f32x4.splat(0)), unit));
  }
  if (activation == leakyRelu) {
    const isOn = f32x4.gt(a, f32x4.splat(0));
    return f32x4.mul(g, v128.bitselect(unit, slope, isOn));
  }
  return g;
}

/** z ← f(z + b). Shapes: values [rows,columns], bias [columns]. In place. */
export function activationForward(values: usize, bias: usize, rows: i32, columns: i32, activation: i32): void {
  // One loop for each activation: a decision in the loop would keep neighbouring vectors from being joined.
  if (activation == sigmoid) sigmoidForward(values, bias, rows, columns);
  else if (activation == tanh) tanhForward(values, bias, rows, columns);
  else if (activation == relu) reluForward(values, bias, rows, columns);
  else if (activation == leakyRelu) forward(values, bias, rows, columns, leakyRelu);
  else forward(values, bias, rows, columns, 0);
}

/** Exported, so that it stays a function of its own: within the one above nothing would be joined. */
export function sigmoidForward(values: usize, bias: usize, rows: i32, columns: i32): void {
  forward(values, bias, rows, columns, sigmoid);
}

/** As `sigmoidForward`. */
export function tanhForward(values: usize, bias: usize, rows: i32, columns: i32): void {
  forward(values, bias, rows, columns, tanh);
}

/** As `sigmoidForward`. */
export function reluForward(values: usize, bias: usize, rows: i32, columns: i32): void {
  forward(values, bias, rows, columns, relu);
}

@inline
function forward(values: usize, bias: usize, rows: i32, columns: i32, activation: i32): void {
  const from = constants();
  for (let row = 0; row < rows; row++) {
    let b = bias;
    let left = columns;
    for (; left >= 8; left -= 8) {
      const z0 = f32x4.add(v128.load(values), v128.load(b));
      const z1 = f32x4.add(v128.load(values, 16), v128.load(b, 16));
      activatePair(z0, z1, values, activation, from);
      values += 32;
      b += 32;
    }
    if (left >= 4) {
      v128.store(values, activate(f32x4.add(v128.load(values), v128.load(b)), activation, from));
      values += 16;
      b += 16;
      left -= 4;
    }
    if (left) {
      storePart(values, left, activate(f32x4.add(loadPart(values, left, 0), loadPart(b, left, 0)), activation, from));
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
  const step = max(1, numbersAtOnce / columns);
  const bytes = <usize>(step * columns) << 2;
  // Row after row joins the sums, so pieces give the bits of the whole.
  for (let left = rows; left > 0; left -= step) {
    if (left < rows) breathe();
    backwardRows(output, gradient, biasGradient, min(step, left), columns, activation);
    output += bytes;
    gradient += bytes;
  }
}

/** As `activationBackward`, but adds to biasGradient. */
@inline
function backwardRows(
  output: usize,
  gradient: usize,
  biasGradient: usize,
  rows: i32,
  columns: i32,
  activation: i32,
): void {
  if (activation == sigmoid) backward(output, gradient, biasGradient, rows, columns, sigmoid);
  else if (activation == tanh) backward(output, gradient, biasGradient, rows, columns, tanh);
  else if (activation == relu) reluBackward(output, gradient, biasGradient, rows, columns);
  else if (activation == leakyRelu) backward(output, gradient, biasGradient, rows, columns, leakyRelu);
  else backward(output, gradient, biasGradient, rows, columns, 0);
}

/** As `sigmoidForward`. */
export function reluBackward(output: usize, gradient: usize, biasGradient: usize, rows: i32, columns: i32): void {
  backward(output, gradient, biasGradient, rows, columns, relu);
}

@inline
function backward(output: usize, gradient: usize, biasGradient: usize, rows: i32, columns: i32, activation: i32): void {
  const unit = v128.load32_splat(constants(), one);
  const slope = v128.load32_splat(constants(), leak);
  for (let row = 0; row < rows; row++) {
    let sums = biasGradient;
    let left = columns;
    for (; left >= 8; left -= 8) {
      const g0 = throughSlope(v128.load(gradient), v128.load(output), activation, unit, slope);
      const g1 = throughSlope(v128.load(gradient, 16), v128.load(output, 16), activation, unit, slope);
      v128.store(gradient, g0);
      v128.store(gradient, g1, 16);
      v128.store(sums, f32x4.add(v128.load(sums), g0));
      v128.store(sums, f32x4.add(v128.load(sums, 16), g1), 16);
      gradient += 32;
      output += 32;
      sums += 32;
    }
    if (left >= 4) {
      const g = throughSlope(v128.load(gradient), v128.load(output), activation, unit, slope);
      v128.store(gradient, g);
      v128.store(sums, f32x4.add(v128.load(sums), g));
      gradient += 16;
      output += 16;
      sums += 16;
      left -= 4;
    }
    if (left) {
      const g = throughSlope(loadPart(gradient, left, 0), loadPart(output, left, 0), activation, unit, slope);
      storePart(gradient, left, g);
      storePart(sums, left, f32x4.add(loadPart(sums, left, 0), g));
      gradient += <usize>left << 2;
      output += <usize>left << 2;
    }
  }
}
