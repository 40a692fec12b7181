/** Mean and standard deviation of rows that come one by one. */

export interface RunningSpread {
  /** @param row as many finite numbers as were announced */
  add(row: Float64Array): void;
  /** New numbers: NaN as mean without a row, 0 as deviation below two rows. */
  now(): { readonly pictures: number; readonly mean: Float64Array; readonly deviation: Float64Array };
}

/**
 * The deviation is that of a sample, √(Σ(x − mean)²/(n − 1)), updated row by row.
 * @see Welford 1962, "Note on a method for calculating corrected sums of squares and products"
 */
export function createRunningSpread(length: number): RunningSpread {
  const mean = new Float64Array(length);
  const squares = new Float64Array(length);
  let pictures = 0;
  return {
    add(row) {
      pictures += 1;
      for (let index = 0; index < length; index += 1) {
        const before = row[index] - mean[index];
        mean[index] += before / pictures;
        squares[index] += before * (row[index] - mean[index]);
      }
    },
    now: () => ({
      pictures,
      mean: pictures > 0 ? mean.slice() : new Float64Array(length).fill(NaN),
      deviation: squares.map((sum) => (pictures > 1 ? Math.sqrt(sum / (pictures - 1)) : 0)),
    }),
  };
}
