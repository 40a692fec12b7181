/** Decides which filters of a run can go when only some epochs are to stay. */

/**
 * Epochs to drop so that `kept` stay, spread evenly from the first to the last; those of the last epoch and of the final
 * weights stay in any case.
 * @param epochs kept epochs in ascending order
 */
export function spareEpochs(epochs: readonly number[], kept: number, weightsEpoch: number | null): number[] {
  if (epochs.length <= kept) return [];
  const staying = new Set([epochs.at(-1), weightsEpoch]);
  for (let place = 0; place < kept - 1; place++) {
    staying.add(epochs[Math.round((place * (epochs.length - 1)) / (kept - 1))]);
  }
  return epochs.filter((epoch) => !staying.has(epoch));
}
