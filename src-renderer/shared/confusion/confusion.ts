/** What a confusion matrix says in figures: shares of rows, how many of a class are found, how many of a guess are right. */

/** Classes by their indices. */
export interface ConfusionCell {
  readonly actual: number;
  readonly predicted: number;
}

export interface ConfusionFigures {
  readonly total: number;
  readonly right: number;
  /** Samples of each true class, and samples guessed to be of each class. */
  readonly rowTotals: readonly number[];
  readonly columnTotals: readonly number[];
  /** Part of the row in each cell, in [0, 1]; 0 in rows without samples. */
  readonly shares: readonly (readonly number[])[];
  /** Of each true class, the part that is recognised; null without samples. */
  readonly recalls: readonly (number | null)[];
  /** Of each guess, the part that is right; null where it is never guessed. */
  readonly precisions: readonly (number | null)[];
}

/** @param counts rows are true classes, columns predicted ones, as many of the one as of the other */
export function confusionFigures(counts: readonly (readonly number[])[]): ConfusionFigures {
  const rowTotals = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columnTotals = counts.map((_, column) => counts.reduce((sum, row) => sum + (row[column] ?? 0), 0));
  const hits = counts.map((row, index) => row[index] ?? 0);
  const part = (of: number, total: number): number | null => (total > 0 ? of / total : null);
  return {
    total: rowTotals.reduce((sum, count) => sum + count, 0),
    right: hits.reduce((sum, count) => sum + count, 0),
    rowTotals,
    columnTotals,
    shares: counts.map((row, index) => row.map((count) => part(count, rowTotals[index] ?? 0) ?? 0)),
    recalls: hits.map((count, index) => part(count, rowTotals[index] ?? 0)),
    precisions: hits.map((count, index) => part(count, columnTotals[index] ?? 0)),
  };
}
