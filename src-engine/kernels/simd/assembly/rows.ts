/** Small passes over the rows of a matrix: means of columns, one vector added to all rows, copies. */
import { lookAfter, numbersAtOnce } from './host';
import { loadPart, storePart } from './math';

/** target[j] += source[j]. Shapes: [columns]. Accumulates. */
@inline
function addInto(target: usize, source: usize, columns: i32): void {
  const bytes = <usize>(columns & ~3) << 2;
  const rest = columns & 3;
  let at: usize = 0;
  for (; at + 32 <= bytes; at += 32) {
    const sum0 = f32x4.add(v128.load(target + at), v128.load(source + at));
    const sum1 = f32x4.add(v128.load(target + at, 16), v128.load(source + at, 16));
    v128.store(target + at, sum0);
    v128.store(target + at, sum1, 16);
  }
  for (; at < bytes; at += 16) {
    v128.store(target + at, f32x4.add(v128.load(target + at), v128.load(source + at)));
  }
  if (rest) {
    const sum = f32x4.add(loadPart(target + bytes, rest, 0), loadPart(source + bytes, rest, 0));
    storePart(target + bytes, rest, sum);
  }
}

/** Rows summed before they join the whole sum: a long float32 sum of large numbers would lose what is added last. */
const rowBlock: i32 = 64;

/** Shapes: values [rows,columns] → means [columns]. Overwrites means. */
export function columnMeans(values: usize, means: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  const count = <f32>rows;
  let unseen = 0;
  let column = 0;
  for (; column + 16 <= columns; column += 16) {
    unseen = lookAfter(unseen, 16 * rows, numbersAtOnce);
    let from = values;
    let total0 = f32x4.splat(0);
    let total1 = f32x4.splat(0);
    let total2 = f32x4.splat(0);
    let total3 = f32x4.splat(0);
    for (let row = 0; row < rows; ) {
      let sum0 = f32x4.splat(0);
      let sum1 = f32x4.splat(0);
      let sum2 = f32x4.splat(0);
      let sum3 = f32x4.splat(0);
      for (const stop = min(row + rowBlock, rows); row < stop; row++) {
        sum0 = f32x4.add(sum0, v128.load(from));
        sum1 = f32x4.add(sum1, v128.load(from, 16));
        sum2 = f32x4.add(sum2, v128.load(from, 32));
        sum3 = f32x4.add(sum3, v128.load(from, 48));
        from += stride;
      }
      total0 = f32x4.add(total0, sum0);
      total1 = f32x4.add(total1, sum1);
      total2 = f32x4.add(total2, sum2);
      total3 = f32x4.add(total3, sum3);
    }
    v128.store(means, f32x4.div(total0, f32x4.splat(count)));
    v128.store(means, f32x4.div(total1, f32x4.splat(count)), 16);
    v128.store(means, f32x4.div(total2, f32x4.splat(count)), 32);
    v128.store(means, f32x4.div(total3, f32x4.splat(count)), 48);
    values += 64;
    means += 64;
  }
  for (; column < columns; column += 4) {
    // Every row is another cache line here too.
    unseen = lookAfter(unseen, 16 * rows, numbersAtOnce);
    const rest = column + 4 > columns ? columns & 3 : 0;
    let from = values;
    let total = f32x4.splat(0);
    for (let row = 0; row < rows; ) {
      let sum = f32x4.splat(0);
      for (const stop = min(row + rowBlock, rows); row < stop; row++) {
        sum = f32x4.add(sum, rest ? loadPart(from, rest, 0) : v128.load(from));
        from += stride;
      }
      total = f32x4.add(total, sum);
    }
    const mean = f32x4.div(total, f32x4.splat(count));
    if (rest) storePart(means, rest, mean);
    else v128.store(means, mean);
    values += 16;
    means += 16;
  }
}

/** Shapes: values [rows,columns], vector [columns]. Accumulates into values. */
export function addRowVector(values: usize, vector: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let row = 0; row < rows; row++) {
    addInto(values, vector, columns);
    values += stride;
  }
}

/** Shapes: source, target [width]. Overwrites target. */
export function copyRow(source: usize, target: usize, width: i32): void {
  memory.copy(target, source, <usize>width << 2);
}
