/** Moves in the queue. Pure. */

/**
 * Before which run a run must be put to come one place earlier or later; null is the end.
 * @returns undefined where it is there already, or does not wait
 */
export function placeBefore(
  waiting: readonly number[],
  runId: number,
  direction: 'earlier' | 'later',
): number | null | undefined {
  const place = waiting.indexOf(runId);
  if (place < 0) return undefined;
  if (direction === 'earlier') return place === 0 ? undefined : waiting[place - 1];
  return place === waiting.length - 1 ? undefined : (waiting[place + 2] ?? null);
}
