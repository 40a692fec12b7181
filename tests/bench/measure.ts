/** Repeats a measurement and says how far it can be trusted. */

export interface Measurement {
  readonly median: number;
  /** (largest − smallest) / median over the repetitions. */
  readonly spread: number;
  readonly repetitions: number;
}

const repetitions = 7;
const warmUpMs = 300;
const repetitionMs = 600;

/**
 * @param work does one piece and returns how much that was
 * @returns amounts per second
 */
export function measureRate(work: () => number): Measurement {
  runFor(warmUpMs, work);
  const rates = Array.from({ length: repetitions }, () => runFor(repetitionMs, work)).sort((a, b) => a - b);
  const median = rates[(repetitions - 1) / 2];
  return { median, spread: (rates[repetitions - 1] - rates[0]) / median, repetitions };
}

function runFor(durationMs: number, work: () => number): number {
  const start = performance.now();
  let amount = 0;
  let elapsed = 0;
  while (elapsed < durationMs) {
    amount += work();
    elapsed = performance.now() - start;
  }
  return (amount * 1000) / elapsed;
}
