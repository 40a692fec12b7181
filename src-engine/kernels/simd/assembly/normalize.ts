/** Batch normalisation over the rows of a matrix (Ioffe & Szegedy 2015): variances, forward, backward. */
import { breathe, lookAfter } from './host';
import { loadPart, storePart } from './math';

@inline
function loadSome(from: usize, rest: i32): v128 {
  return rest ? loadPart(from, rest, 0) : v128.load(from);
}

@inline
function storeSome(to: usize, rest: i32, v: v128): void {
  if (rest) storePart(to, rest, v);
  else v128.store(to, v);
}

/** Rows summed in float32 before they join the whole sum: long sums of one kind would lose the small ones. */
const rowBlock: i32 = 64;

/** Rows of one vector between two looks at the host: some milliseconds, for every row is another cache line. */
const rowsAtOnce: i32 = 1 << 18;

/** Mean squared distance from `means`. Shapes: values [rows,columns], means, variances [columns]. Overwrites variances. */
export function columnVariances(values: usize, means: usize, variances: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  let unseen = 0;
  for (let j = 0; j < columns; j += 4) {
    unseen = lookAfter(unseen, rows, rowsAtOnce);
    const rest = j + 4 > columns ? columns & 3 : 0;
    const mean = loadSome(means, rest);
    let from = values;
    let total = f32x4.splat(0);
    for (let row = 0; row < rows; ) {
      if (row && row % rowsAtOnce == 0) breathe();
      let sum = f32x4.splat(0);
      for (const stop = min(row + rowBlock, rows); row < stop; row++) {
        const distance = f32x4.sub(loadSome(from, rest), mean);
        sum = f32x4.add(sum, f32x4.mul(distance, distance));
        from += stride;
      }
      total = f32x4.add(total, sum);
    }
    storeSome(variances, rest, f32x4.div(total, f32x4.splat(<f32>rows)));
    values += 16;
    means += 16;
    variances += 16;
  }
}

/** (x − mean)·inverse·scale + shift. Shapes: input, output [rows,columns], the others [columns]. Overwrites output. */
export function normalizeColumns(
  input: usize,
  mean: usize,
  inverse: usize,
  scale: usize,
  shift: usize,
  output: usize,
  rows: i32,
  columns: i32,
): void {
  const part = columns & 3;
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < columns; j += 4) {
      const rest = j + 4 > columns ? part : 0;
      const at = <usize>j << 2;
      const distance = f32x4.sub(loadSome(input + at, rest), loadSome(mean + at, rest));
      const normal = f32x4.mul(distance, loadSome(inverse + at, rest));
      const y = f32x4.add(f32x4.mul(normal, loadSome(scale + at, rest)), loadSome(shift + at, rest));
      storeSome(output + at, rest, y);
    }
    input += <usize>columns << 2;
    output += <usize>columns << 2;
  }
}

/**
 * Gradients of the same with mean and inverse from these rows; `inputGradient` 0 is left out.
 * Shapes: input, outputGradient, inputGradient [rows,columns], the others [columns]. Overwrites the gradients.
 */
export function normalizeColumnsBackward(
  input: usize,
  mean: usize,
  inverse: usize,
  scale: usize,
  outputGradient: usize,
  inputGradient: usize,
  scaleGradient: usize,
  shiftGradient: usize,
  rows: i32,
  columns: i32,
): void {
  const stride = <usize>columns << 2;
  let unseen = 0;
  for (let j = 0; j < columns; j += 4) {
    // There and back once more.
    unseen = lookAfter(unseen, 2 * rows, rowsAtOnce);
    const rest = j + 4 > columns ? columns & 3 : 0;
    const at = <usize>j << 2;
    const center = loadSome(mean + at, rest);
    const inverse4 = loadSome(inverse + at, rest);
    let from = input + at;
    let gradient = outputGradient + at;
    let shiftSum = f32x4.splat(0);
    let scaleSum = f32x4.splat(0);
    for (let row = 0; row < rows; ) {
      if (row && row % rowsAtOnce == 0) breathe();
      let shift = f32x4.splat(0);
      let spread = f32x4.splat(0);
      for (const stop = min(row + rowBlock, rows); row < stop; row++) {
        const g = loadSome(gradient, rest);
        const normal = f32x4.mul(f32x4.sub(loadSome(from, rest), center), inverse4);
        shift = f32x4.add(shift, g);
        spread = f32x4.add(spread, f32x4.mul(g, normal));
        from += stride;
        gradient += stride;
      }
      shiftSum = f32x4.add(shiftSum, shift);
      scaleSum = f32x4.add(scaleSum, spread);
    }
    storeSome(shiftGradient + at, rest, shiftSum);
    storeSome(scaleGradient + at, rest, scaleSum);
    if (inputGradient == 0) continue;
    const share = f32x4.splat(<f32>1 / <f32>rows);
    const factor = f32x4.mul(loadSome(scale + at, rest), inverse4);
    const meanShift = f32x4.mul(shiftSum, share);
    const meanScale = f32x4.mul(scaleSum, share);
    from = input + at;
    gradient = outputGradient + at;
    let target = inputGradient + at;
    for (let row = 0; row < rows; row++) {
      if (row % rowsAtOnce == rowsAtOnce - 1) breathe();
      const normal = f32x4.mul(f32x4.sub(loadSome(from, rest), center), inverse4);
      const common = f32x4.add(meanShift, f32x4.mul(normal, meanScale));
      storeSome(target, rest, f32x4.mul(factor, f32x4.sub(loadSome(gradient, rest), common)));
      from += stride;
      gradient += stride;
      target += stride;
    }
  }
}
