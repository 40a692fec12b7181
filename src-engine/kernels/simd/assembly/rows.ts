/** Small passes over the rows of a matrix: means of columns, one vector added to all rows, copies. */
import { loadPart, storePart } from './math';

/** target[j] += source[j]. Shapes: [columns]. Accumulates. */
@inline
function addInto(target: usize, source: usize, columns: i32): void {
  const bytes = <usize>(columns & ~3) << 2;
  const rest = columns & 3;
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(target + at, f32x4.add(v128.load(target + at), v128.load(source + at)));
  }
  if (rest) {
    const sum = f32x4.add(loadPart(target + bytes, rest, 0), loadPart(source + bytes, rest, 0));
    storePart(target + bytes, rest, sum);
  }
}

/** Shapes: values [rows,columns] → means [columns]. Overwrites means. */
export function columnMeans(values: usize, means: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  memory.fill(means, 0, stride);
  for (let row = 0; row < rows; row++) {
    addInto(means, values, columns);
    values += stride;
  }
  const end = means + stride;
  for (let at = means; at < end; at += 4) store<f32>(at, load<f32>(at) / <f32>rows);
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
