/** Decides which filter snapshots of a long run are kept: evenly spaced, at most 64, always the latest. */

export const MAX_SNAPSHOTS = 64;

/**
 * Epochs to drop so that at most `MAX_SNAPSHOTS` stay: those on the finest grid 1, 1 + 2^k, 1 + 2·2^k … that is
 * coarse enough, and the latest. A grid holds every coarser one, so that nothing is missing when it is changed.
 * @param epochs kept epochs in ascending order
 */
export function snapshotsToDrop(epochs: readonly number[]): number[] {
  const latest = epochs.at(-1);
  if (latest === undefined) return [];
  let spacing = 1;
  while (countOf(latest, spacing) > MAX_SNAPSHOTS) spacing *= 2;
  return epochs.filter((epoch) => epoch !== latest && !isOnGrid(epoch, spacing));
}

function countOf(latest: number, spacing: number): number {
  return Math.ceil(latest / spacing) + (isOnGrid(latest, spacing) ? 0 : 1);
}

function isOnGrid(epoch: number, spacing: number): boolean {
  return (epoch - 1) % spacing === 0;
}
