/**
 * Kernels that look up. Long calls in which every number, row or picture stands for itself go through in pieces, with a
 * breath between them. What sums breathes within its own loops, so no sum is cut and the bits stay the same.
 */
import { breathingPictures } from './breathing-pictures';
import type { HiddenActivationName } from '../spec/experiment';
import type { Kernels } from './kernels';

/** Numbers between two breaths: a few milliseconds of the slowest pass. */
const usualPiece = 2 ** 20;

/**
 * @param kernels products, sums, updates and the normalisation of columns breathe on their own
 * @param breathe called between pieces; may wait, or throw to give up
 * @param piece another length of pieces than the usual one is given by tests only
 */
export function breathingKernels(kernels: Kernels, breathe: () => void, piece = usualPiece): Kernels {
  const rowsOf = (columns: number): number => Math.max(1, Math.floor(piece / columns));
  return {
    ...kernels,
    ...breathingPictures(kernels, breathe, rowsOf),
    ...breathingSpans(kernels, breathe, piece),
    ...breathingRows(kernels, breathe, rowsOf),
  };
}

type SpanNames =
  | 'activate'
  | 'activateBackward'
  | 'multiply'
  | 'copy'
  | 'accumulate'
  | 'addSigns'
  | 'addScaled'
  | 'copyScaled'
  | 'scale';

/** What treats number after number. The calls of one form share a loop, which makes no closure for a call. */
function breathingSpans(kernels: Kernels, breathe: () => void, piece: number): Pick<Kernels, SpanNames> {
  const alongTwo =
    <Rest extends number | HiddenActivationName | void>(
      call: (a: number, b: number, count: number, rest: Rest) => void,
    ) =>
    (a: number, b: number, count: number, rest: Rest): void => {
      for (let at = 0; at < count; at += piece) {
        if (at > 0) breathe();
        call(a + at, b + at, Math.min(piece, count - at), rest);
      }
    };
  const alongThree =
    <Rest extends HiddenActivationName | void>(
      call: (a: number, b: number, c: number, count: number, rest: Rest) => void,
    ) =>
    (a: number, b: number, c: number, count: number, rest: Rest): void => {
      for (let at = 0; at < count; at += piece) {
        if (at > 0) breathe();
        call(a + at, b + at, c + at, Math.min(piece, count - at), rest);
      }
    };
  return {
    activate: alongTwo((a, b, count, f: HiddenActivationName) => kernels.activate(a, b, count, f)),
    activateBackward: alongThree((a, b, c, count, f: HiddenActivationName) =>
      kernels.activateBackward(a, b, c, count, f),
    ),
    multiply: alongThree<void>((a, b, c, count) => kernels.multiply(a, b, c, count)),
    copy: alongTwo<void>((a, b, count) => kernels.copy(a, b, count)),
    accumulate: alongTwo<void>((a, b, count) => kernels.accumulate(a, b, count)),
    addSigns: alongTwo((a, b, count, weight: number) => kernels.addSigns(a, b, count, weight)),
    addScaled: alongTwo((a, b, count, factor: number) => kernels.addScaled(a, b, count, factor)),
    copyScaled: alongTwo((a, b, count, factor: number) => kernels.copyScaled(a, b, count, factor)),
    scale(x, count, factor) {
      for (let at = 0; at < count; at += piece) {
        if (at > 0) breathe();
        kernels.scale(x + at, Math.min(piece, count - at), factor);
      }
    },
  };
}

type RowNames = 'biasActivationForward' | 'addRowVector' | 'gatherRows' | 'randomMask' | 'normalizeColumns';

/** What treats row after row. */
function breathingRows(
  kernels: Kernels,
  breathe: () => void,
  rowsOf: (columns: number) => number,
): Pick<Kernels, RowNames> {
  return {
    biasActivationForward(z, bias, rows, columns, f) {
      const step = rowsOf(columns);
      for (let row = 0; row < rows; row += step) {
        if (row > 0) breathe();
        kernels.biasActivationForward(z + row * columns, bias, Math.min(step, rows - row), columns, f);
      }
    },
    addRowVector(matrix, vector, rows, columns) {
      const step = rowsOf(columns);
      for (let row = 0; row < rows; row += step) {
        if (row > 0) breathe();
        kernels.addRowVector(matrix + row * columns, vector, Math.min(step, rows - row), columns);
      }
    },
    gatherRows(source, indices, first, rows, width, target) {
      const step = rowsOf(width);
      for (let row = 0; row < rows; row += step) {
        if (row > 0) breathe();
        const count = Math.min(step, rows - row);
        kernels.gatherRows(source, indices, first + row, count, width, target + row * width);
      }
    },
    randomMask(mask, rows, columns, rate, kept, stream) {
      const step = rowsOf(columns);
      for (let row = 0; row < rows; row += step) {
        if (row > 0) breathe();
        const part = row === 0 ? stream : { ...stream, firstRow: stream.firstRow + row };
        kernels.randomMask(mask + row * columns, Math.min(step, rows - row), columns, rate, kept, part);
      }
    },
    normalizeColumns(tensors, output, rows, columns) {
      const step = rowsOf(columns);
      for (let row = 0; row < rows; row += step) {
        if (row > 0) breathe();
        const part = row === 0 ? tensors : { ...tensors, input: tensors.input + row * columns };
        kernels.normalizeColumns(part, output + row * columns, Math.min(step, rows - row), columns);
      }
    },
  };
}
