/** Copies and fills of long vectors that no kernel does, in pieces with a breath between them. */
import type { FloatArray } from '../kernels/kernels';

/** Numbers between two breaths: some milliseconds even where the memory is touched for the first time. */
const usualPiece = 2 ** 20;

/**
 * Writes `source` into `target` from `at` on.
 * @param breathe called between pieces; may wait, or throw to give up
 * @param piece another length of pieces than the usual one is given by tests only
 */
export function copyLong(
  source: FloatArray,
  target: FloatArray,
  at: number,
  breathe: () => void,
  piece = usualPiece,
): void {
  for (let done = 0; done < source.length; done += piece) {
    if (done > 0) breathe();
    target.set(source.subarray(done, done + piece), at + done);
  }
}

/** Makes `count` numbers of `target` from `at` on 0; breathes as `copyLong` does. */
export function clearLong(
  target: FloatArray,
  at: number,
  count: number,
  breathe: () => void,
  piece = usualPiece,
): void {
  for (let done = 0; done < count; done += piece) {
    if (done > 0) breathe();
    target.fill(0, at + done, at + Math.min(done + piece, count));
  }
}
