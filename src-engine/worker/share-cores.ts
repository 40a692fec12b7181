/** How many threads a run may use while others go on beside it. */

/**
 * The cores divided evenly, rounded down: from as many runs as cores on, each has one thread, so that none waits for a
 * helper that another run keeps from its core.
 * @param cores threads that this machine runs at once, at least 1
 * @param runs under way in this process, this one included; 0 counts as 1
 */
export function threadsPerRun(cores: number, runs: number): number {
  return Math.max(1, Math.floor(cores / Math.max(1, runs)));
}
