/**
 * Packed matrix product (Goto & van de Geijn 2008): blocks that fit the caches, panels that are read in one
 * stream, a tile of the result held in registers (`tile.ts`). Each element is summed over k in rising order,
 * so the bits depend neither on the block sizes nor on the tile.
 */
import { breathe } from './host';
import { packAcross, packAlong } from './pack';
import { copySpan } from './spans';
import { multiplyTile, narrowestTile, tileColumns, tileRows, widestTile } from './tile';

/** Steps of the sum per block: one panel of each operand stays in the first-level cache. */
const depthBlock: i32 = 256;
const rowBlock: i32 = 128;
const columnBlock: i32 = 512;

const packedRows: usize = 4 * rowBlock * depthBlock;
const packedColumns: usize = 4 * columnBlock * depthBlock;
const edgeStride: usize = 4 * widestTile;
const edgeTile: usize = <usize>tileRows * edgeStride;

/** Bytes of scratch memory that `gemm` needs. */
export function scratchBytes(): usize {
  return packedRows + packedColumns + edgeTile + edgeStride;
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
  memory.fill(zeros, 0, edgeStride);
  for (let column = 0; column < n; column += columnBlock) {
    const columns = min(columnBlock, n - column);
    for (let step = 0; step < k; step += depthBlock) {
      const depth = min(depthBlock, k - step);
      const wide = wholeColumns(columns);
      const packedRest = packedB + (<usize>(depth * wide) << 2);
      if (bTransposed) {
        packAcross(at(b, column, k, step), <usize>k << 2, wide, depth, tileColumns(), packedB);
        packAcross(at(b, column + wide, k, step), <usize>k << 2, columns - wide, depth, narrowestTile, packedRest);
      } else {
        packAlong(at(b, step, n, column), <usize>n << 2, wide, depth, tileColumns(), packedB);
        packAlong(at(b, step, n, column + wide), <usize>n << 2, columns - wide, depth, narrowestTile, packedRest);
      }
      for (let row = 0; row < m; row += rowBlock) {
        // One block takes well below a millisecond; the first needs no look, so small products have none.
        if (row + column + step) breathe();
        const rows = min(rowBlock, m - row);
        if (aTransposed) packAlong(at(a, step, m, row), <usize>m << 2, rows, depth, tileRows, packedA);
        else packAcross(at(a, row, k, step), <usize>k << 2, rows, depth, tileRows, packedA);
        const start = step == 0 ? zeros : 0;
        const stride = <usize>n << 2;
        const target = at(c, row, n, column);
        multiplyBlock(rows, wide, depth, tileColumns(), packedA, packedB, target, stride, edge, start);
        const rest = target + (<usize>wide << 2);
        multiplyBlock(rows, columns - wide, depth, narrowestTile, packedA, packedRest, rest, stride, edge, start);
      }
    }
  }
}

/** Columns that go through the tiles of the variant's own width; a narrow rest goes through narrow ones. */
@inline
function wholeColumns(columns: i32): i32 {
  const width = tileColumns();
  const rest = columns % width;
  return rest <= width - narrowestTile ? columns - rest : columns;
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
  width: i32,
  packedA: usize,
  packedB: usize,
  c: usize,
  stride: usize,
  edge: usize,
  zeros: usize,
): void {
  const panelA = <usize>depth * 16;
  const panelB = <usize>(depth * width) << 2;
  for (let column = 0; column < columns; column += width) {
    const usedColumns = min(width, columns - column);
    let fromA = packedA;
    for (let row = 0; row < rows; row += tileRows) {
      const usedRows = min(tileRows, rows - row);
      const target = c + <usize>row * stride + (<usize>column << 2);
      if (usedRows == tileRows && usedColumns == width) {
        multiplyTile(width, depth, fromA, packedB, target, stride, zeros == 0 ? target : zeros, zeros == 0 ? stride : 0);
      } else {
        if (zeros == 0) copyTile(target, stride, edge, edgeStride, usedRows, usedColumns);
        multiplyTile(width, depth, fromA, packedB, edge, edgeStride, zeros == 0 ? edge : zeros, zeros == 0 ? edgeStride : 0);
        copyTile(edge, edgeStride, target, stride, usedRows, usedColumns);
      }
      fromA += panelA;
    }
    packedB += panelB;
  }
}

function copyTile(from: usize, fromStride: usize, to: usize, toStride: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++) {
    copySpan(from, to, columns);
    from += fromStride;
    to += toStride;
  }
}
