/**
 * Losses with their gradients in one pass over [rows,columns] (softmax: three). All return the mean over the
 * rows, summed row by row in float64, and overwrite the gradient.
 */
import { constants } from './constants';
import { breathe, numbersAtOnce } from './host';
import { exp4, loadPart, log, log1p4, maxLanes, sigmoid4, storePart, sumLanes } from './math';

/** ½‖h − y‖²; gradient (h − y)/rows. */
export function squaredError(output: usize, targets: usize, gradient: usize, rows: i32, columns: i32): f64 {
  const whole = columns & ~3;
  const rest = columns - whole;
  const scale = f32x4.splat(<f32>1 / <f32>rows);
  const step = max(1, numbersAtOnce / columns);
  let total: f64 = 0;
  for (let row = 0; row < rows; row++) {
    if (row && row % step == 0) breathe();
    let sum = f32x4.splat(0);
    for (let j = 0; j < whole; j += 4) {
      const difference = f32x4.sub(v128.load(output), v128.load(targets));
      sum = f32x4.add(sum, f32x4.mul(difference, difference));
      v128.store(gradient, f32x4.mul(difference, scale));
      output += 16;
      targets += 16;
      gradient += 16;
    }
    if (rest) {
      const difference = f32x4.sub(loadPart(output, rest, 0), loadPart(targets, rest, 0));
      sum = f32x4.add(sum, f32x4.mul(difference, difference));
      storePart(gradient, rest, f32x4.mul(difference, scale));
      const bytes = <usize>rest << 2;
      output += bytes;
      targets += bytes;
      gradient += bytes;
    }
    total += <f64>sumLanes(sum);
  }
  return (0.5 * total) / <f64>rows;
}

/** −Σ y log softmax(z), each row of y summing to 1; gradient (softmax(z) − y)/rows. */
export function softmaxCrossEntropy(logits: usize, targets: usize, gradient: usize, rows: i32, columns: i32): f64 {
  const whole = columns & ~3;
  const rest = columns - whole;
  const bytes = <usize>whole << 2;
  const scale = f32x4.splat(<f32>1 / <f32>rows);
  const from = constants();
  const step = max(1, numbersAtOnce / columns);
  let total: f64 = 0;
  for (let row = 0; row < rows; row++) {
    if (row && row % step == 0) breathe();
    let largest4 = f32x4.splat(-Infinity);
    for (let at: usize = 0; at < bytes; at += 16) largest4 = f32x4.max(largest4, v128.load(logits + at));
    if (rest) largest4 = f32x4.max(largest4, loadPart(logits + bytes, rest, -Infinity));
    // Subtracting the largest logit changes nothing but keeps exp from overflowing.
    const largest = f32x4.splat(maxLanes(largest4));

    let sum = f32x4.splat(0);
    let missed = f32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const z = f32x4.sub(v128.load(logits + at), largest);
      const e = exp4(z, from);
      v128.store(gradient + at, e);
      sum = f32x4.add(sum, e);
      missed = f32x4.add(missed, f32x4.mul(v128.load(targets + at), z));
    }
    if (rest) {
      const z = f32x4.sub(loadPart(logits + bytes, rest, 0), largest);
      const e = exp4(z, from);
      storePart(gradient + bytes, rest, e);
      sum = f32x4.add(sum, zeroBeyond(e, rest));
      missed = f32x4.add(missed, f32x4.mul(loadPart(targets + bytes, rest, 0), z));
    }
    const whole4 = sumLanes(sum);
    total += log(<f64>whole4) - <f64>sumLanes(missed);

    const share = f32x4.splat(<f32>1 / whole4);
    for (let at: usize = 0; at < bytes; at += 16) {
      const p = f32x4.mul(v128.load(gradient + at), share);
      v128.store(gradient + at, f32x4.mul(f32x4.sub(p, v128.load(targets + at)), scale));
    }
    if (rest) {
      const p = f32x4.mul(loadPart(gradient + bytes, rest, 0), share);
      storePart(gradient + bytes, rest, f32x4.mul(f32x4.sub(p, loadPart(targets + bytes, rest, 0)), scale));
    }
    const stride = <usize>columns << 2;
    logits += stride;
    targets += stride;
    gradient += stride;
  }
  return total / <f64>rows;
}

/** Sets the lanes from `count` on to 0. */
@inline
function zeroBeyond(v: v128, count: i32): v128 {
  return v128.and(v, i32x4.gt_s(i32x4.splat(count), i32x4(0, 1, 2, 3)));
}

/** −Σ (y log σ(z) + (1 − y) log(1 − σ(z))) = Σ max(z,0) − zy + log(1 + e^−|z|); gradient (σ(z) − y)/rows. */
export function sigmoidCrossEntropy(logits: usize, targets: usize, gradient: usize, rows: i32, columns: i32): f64 {
  const whole = columns & ~3;
  const rest = columns - whole;
  const scale = f32x4.splat(<f32>1 / <f32>rows);
  const from = constants();
  const step = max(1, numbersAtOnce / columns);
  let total: f64 = 0;
  for (let row = 0; row < rows; row++) {
    if (row && row % step == 0) breathe();
    let sum = f32x4.splat(0);
    for (let j = 0; j < whole; j += 4) {
      const z = v128.load(logits);
      const y = v128.load(targets);
      sum = f32x4.add(sum, crossEntropy(z, y, from));
      v128.store(gradient, f32x4.mul(f32x4.sub(sigmoid4(z, from), y), scale));
      logits += 16;
      targets += 16;
      gradient += 16;
    }
    if (rest) {
      const z = loadPart(logits, rest, 0);
      const y = loadPart(targets, rest, 0);
      sum = f32x4.add(sum, zeroBeyond(crossEntropy(z, y, from), rest));
      storePart(gradient, rest, f32x4.mul(f32x4.sub(sigmoid4(z, from), y), scale));
      const bytes = <usize>rest << 2;
      logits += bytes;
      targets += bytes;
      gradient += bytes;
    }
    total += <f64>sumLanes(sum);
  }
  return total / <f64>rows;
}

@inline
function crossEntropy(z: v128, y: v128, from: usize): v128 {
  const linear = f32x4.sub(f32x4.max(z, f32x4.splat(0)), f32x4.mul(z, y));
  return f32x4.add(linear, log1p4(exp4(f32x4.neg(f32x4.abs(z)), from), from));
}
