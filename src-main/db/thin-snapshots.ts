/** Decides which filter snapshots of a long run are kept: evenly spaced, at most 64, always the latest. */

export const MAX_SNAPSHOTS = 64;

/**
 * Epochs to drop so that at most `MAX_SNAPSHOTS` stay. Keeps those on the smallest grid 1, 1 + 2^k, 1 + 2·2^k … that is
 * coarse enough, and the latest; called after every epoch it drops few, and never one that a finer grid lacks.
 * @param epochs kept epochs in ascending order
 */
export function snapshotsToDrop(epochs: readonly number[]): number[] {
  const latest = epochs.at(-1);
  if (latest === undefined || epochs.length <= MAX_SNAPSHOTS) return [];
  let spacing = 1;
  while (Math.ceil(latest / spacing) >= MAX_SNAPSHOTS) spacing *= 2;
  return epochs.filter((epoch) => epoch !== latest && (epoch - 1) % spacing !== 0);
}
