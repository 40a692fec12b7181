/** One row of moments for runs whose filters are kept at different epochs. */

/** Every epoch at which any run keeps filters, rising. */
export function timelineOf(kept: readonly (readonly number[])[]): number[] {
  return [...new Set(kept.flat())].sort((first, second) => first - second);
}

/**
 * The kept epoch that shows a run at a moment: the last one up to it; null before the first.
 * @param kept in rising order
 */
export function keptAt(kept: readonly number[], epoch: number): number | null {
  return kept.findLast((one) => one <= epoch) ?? null;
}
