/**
 * Copies blocks of a matrix into panels, the order in which the tile kernel reads them: for each panel of
 * `width` rows or columns, for each step p of the sum, `width` neighbours. Absorbs the transposes; what lies
 * beyond the matrix is filled with zeros.
 */
import { clearSpan, copySpan } from './spans';

/** Panels of a block whose neighbours lie side by side: element (p, j) at source + p·stride + j·4. Overwrites target. */
export function packAlong(source: usize, stride: usize, count: i32, depth: i32, width: i32, target: usize): void {
  const panel = <usize>(depth * width) << 2;
  for (let first = 0; first < count; first += width) {
    const from = source + (<usize>first << 2);
    const used = count - first;
    if (used < width) copyPart(from, stride, used, depth, width, target);
    else if (width == 16) copySixteen(from, stride, depth, target);
    else if (width == 8) copyEight(from, stride, depth, target);
    else copyFour(from, stride, depth, target);
    target += panel;
  }
}

/** One panel of `width` 16; a loop for each width, so that the engine can join neighbouring vectors. */
@inline
function copySixteen(from: usize, stride: usize, depth: i32, target: usize): void {
  for (const end = target + (<usize>depth << 6); target < end; target += 64) {
    const first = v128.load(from);
    const second = v128.load(from, 16);
    const third = v128.load(from, 32);
    const fourth = v128.load(from, 48);
    v128.store(target, first);
    v128.store(target, second, 16);
    v128.store(target, third, 32);
    v128.store(target, fourth, 48);
    from += stride;
  }
}

@inline
function copyEight(from: usize, stride: usize, depth: i32, target: usize): void {
  for (const end = target + (<usize>depth << 5); target < end; target += 32) {
    const first = v128.load(from);
    const second = v128.load(from, 16);
    v128.store(target, first);
    v128.store(target, second, 16);
    from += stride;
  }
}

@inline
function copyFour(from: usize, stride: usize, depth: i32, target: usize): void {
  for (const end = target + (<usize>depth << 4); target < end; target += 16) {
    v128.store(target, v128.load(from));
    from += stride;
  }
}

/** A panel of which only `used` neighbours exist. */
@inline
function copyPart(from: usize, stride: usize, used: i32, depth: i32, width: i32, target: usize): void {
  for (let p = 0; p < depth; p++) {
    copySpan(from, target, used);
    clearSpan(target + (<usize>used << 2), width - used);
    from += stride;
    target += <usize>width << 2;
  }
}

/** Panels of a block whose steps of the sum lie side by side: element (p, j) at source + j·stride + p·4. Overwrites target. */
export function packAcross(source: usize, stride: usize, count: i32, depth: i32, width: i32, target: usize): void {
  const step = <usize>width << 2;
  for (let first = 0; first < count; first += width) {
    for (let group = 0; group < width; group += 4) {
      const column = first + group;
      transposeGroup(source + <usize>column * stride, stride, count - column, depth, step, target + (<usize>group << 2));
    }
    target += <usize>depth * step;
  }
}

/** Writes 4 rows of length `depth` as `depth` vectors of 4, `step` bytes apart; `rows` < 4 leaves zeros for the rest. */
function transposeGroup(source: usize, stride: usize, rows: i32, depth: i32, step: usize, target: usize): void {
  let p = 0;
  if (rows >= 4) {
    const source1 = source + stride;
    const source2 = source1 + stride;
    const source3 = source2 + stride;
    for (; p + 4 <= depth; p += 4) {
      const at = <usize>p << 2;
      const row0 = v128.load(source + at);
      const row1 = v128.load(source1 + at);
      const row2 = v128.load(source2 + at);
      const row3 = v128.load(source3 + at);
      const low01 = v128.shuffle<f32>(row0, row1, 0, 4, 1, 5);
      const low23 = v128.shuffle<f32>(row2, row3, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(row0, row1, 2, 6, 3, 7);
      const high23 = v128.shuffle<f32>(row2, row3, 2, 6, 3, 7);
      v128.store(target, v128.shuffle<i64>(low01, low23, 0, 2));
      v128.store(target + step, v128.shuffle<i64>(low01, low23, 1, 3));
      v128.store(target + 2 * step, v128.shuffle<i64>(high01, high23, 0, 2));
      v128.store(target + 3 * step, v128.shuffle<i64>(high01, high23, 1, 3));
      target += 4 * step;
    }
  }
  for (; p < depth; p++) {
    for (let j = 0; j < 4; j++) {
      const value = j < rows ? load<f32>(source + <usize>j * stride + (<usize>p << 2)) : 0;
      store<f32>(target + (<usize>j << 2), value);
    }
    target += step;
  }
}
