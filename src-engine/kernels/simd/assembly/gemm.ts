/**
 * Packed matrix product (Goto & van de Geijn 2008): blocks that fit the caches, panels that are read in one
 * stream, a 4×8 tile of the result held in registers. Plain multiply and add, summed over k in rising order,
 * so the bits do not depend on the block sizes.
 */
import { packAcross, packAlong } from './pack';

const tileRows: i32 = 4;
const tileColumns: i32 = 8;
const tileStride: usize = 32;
/** Steps of the sum per block: one panel of each operand stays in the first-level cache. */
const depthBlock: i32 = 256;
const rowBlock: i32 = 128;
const columnBlock: i32 = 512;

const packedRows: usize = 4 * rowBlock * depthBlock;
const packedColumns: usize = 4 * columnBlock * depthBlock;
const edgeTile: usize = 4 * tileRows * tileColumns;

/** Bytes of scratch memory that `gemm` needs. */
export function scratchBytes(): usize {
  return packedRows + packedColumns + edgeTile + tileStride;
}

/**
 * c = a·b. Shapes: a [m,k] (or its transpose), b [k,n] (or its transpose) → c [m,n], row-major float32.
 * Overwrites c and scratch.
 */
export function gemm(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aTransposed: bool,
  b: usize,
  bTransposed: bool,
  c: usize,
  scratch: usize,
): void {
  const packedA = scratch;
  const packedB = packedA + packedRows;
  const edge = packedB + packedColumns;
  const zeros = edge + edgeTile;
  memory.fill(zeros, 0, tileStride);
  for (let column = 0; column < n; column += columnBlock) {
    const columns = min(columnBlock, n - column);
    for (let step = 0; step < k; step += depthBlock) {
      const depth = min(depthBlock, k - step);
      if (bTransposed) packAcross(at(b, column, k, step), <usize>k << 2, columns, depth, tileColumns, packedB);
      else packAlong(at(b, step, n, column), <usize>n << 2, columns, depth, tileColumns, packedB);
      for (let row = 0; row < m; row += rowBlock) {
        const rows = min(rowBlock, m - row);
        if (aTransposed) packAlong(at(a, step, m, row), <usize>m << 2, rows, depth, tileRows, packedA);
        else packAcross(at(a, row, k, step), <usize>k << 2, rows, depth, tileRows, packedA);
        multiplyBlock(rows, columns, depth, packedA, packedB, at(c, row, n, column), <usize>n << 2, edge, step == 0 ? zeros : 0);
      }
    }
  }
}

/** Address of element (row, column) of a matrix with `width` columns. */
@inline
function at(matrix: usize, row: i32, width: i32, column: i32): usize {
  return matrix + ((<usize>row * <usize>width + <usize>column) << 2);
}

/** All tiles of one block; `zeros` is a row of zeros to start from, or 0 to add to c. */
function multiplyBlock(
  rows: i32,
  columns: i32,
  depth: i32,
  packedA: usize,
  packedB: usize,
  c: usize,
  stride: usize,
  edge: usize,
  zeros: usize,
): void {
  const panelA = <usize>depth * 16;
  const panelB = <usize>depth * 32;
  for (let column = 0; column < columns; column += tileColumns) {
    const usedColumns = min(tileColumns, columns - column);
    let fromA = packedA;
    for (let row = 0; row < rows; row += tileRows) {
      const usedRows = min(tileRows, rows - row);
      const target = c + <usize>row * stride + (<usize>column << 2);
      if (usedRows == tileRows && usedColumns == tileColumns) {
        multiplyTile(depth, fromA, packedB, target, stride, zeros == 0 ? target : zeros, zeros == 0 ? stride : 0);
      } else {
        if (zeros == 0) copyTile(target, stride, edge, tileStride, usedRows, usedColumns);
        multiplyTile(depth, fromA, packedB, edge, tileStride, zeros == 0 ? edge : zeros, zeros == 0 ? tileStride : 0);
        copyTile(edge, tileStride, target, stride, usedRows, usedColumns);
      }
      fromA += panelA;
    }
    packedB += panelB;
  }
}

function copyTile(from: usize, fromStride: usize, to: usize, toStride: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++) {
    memory.copy(to + <usize>row * toStride, from + <usize>row * fromStride, <usize>columns << 2);
  }
}

/** One 4×8 tile: target = start + panel of a · panel of b. The loop is not unrolled on purpose: that spills registers. */
function multiplyTile(depth: i32, a: usize, b: usize, target: usize, stride: usize, start: usize, startStride: usize): void {
  let c00 = v128.load(start);
  let c01 = v128.load(start, 16);
  start += startStride;
  let c10 = v128.load(start);
  let c11 = v128.load(start, 16);
  start += startStride;
  let c20 = v128.load(start);
  let c21 = v128.load(start, 16);
  start += startStride;
  let c30 = v128.load(start);
  let c31 = v128.load(start, 16);
  for (const end = a + <usize>depth * 16; a < end; a += 16) {
    const a0 = v128.load32_splat(a);
    const a1 = v128.load32_splat(a, 4);
    const a2 = v128.load32_splat(a, 8);
    const a3 = v128.load32_splat(a, 12);
    const b0 = v128.load(b);
    c00 = f32x4.add(c00, f32x4.mul(a0, b0));
    c10 = f32x4.add(c10, f32x4.mul(a1, b0));
    c20 = f32x4.add(c20, f32x4.mul(a2, b0));
    c30 = f32x4.add(c30, f32x4.mul(a3, b0));
    const b1 = v128.load(b, 16);
    c01 = f32x4.add(c01, f32x4.mul(a0, b1));
    c11 = f32x4.add(c11, f32x4.mul(a1, b1));
    c21 = f32x4.add(c21, f32x4.mul(a2, b1));
    c31 = f32x4.add(c31, f32x4.mul(a3, b1));
    b += 32;
  }
  v128.store(target, c00);
  v128.store(target, c01, 16);
  target += stride;
  v128.store(target, c10);
  v128.store(target, c11, 16);
  target += stride;
  v128.store(target, c20);
  v128.store(target, c21, 16);
  target += stride;
  v128.store(target, c30);
  v128.store(target, c31, 16);
}
