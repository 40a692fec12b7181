/** Long work on main a little at a time, so that main answers in between (R6). */

const PORTION_MS = 8;

/** Does the work for each item and lets others have their turn every few milliseconds. */
export async function inPortions<T>(
  items: Iterable<T>,
  work: (item: T) => void | Promise<void>,
): Promise<void> {
  let sinceMs = performance.now();
  for (const item of items) {
    await work(item);
    if (performance.now() - sinceMs < PORTION_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    sinceMs = performance.now();
  }
}
