/** The bin of deleted runs: they can be restored for a week, and are then purged at the next start of the app, a few at a time. */
import type { BinRepository } from '../db/bin-repository';
import type { Clock } from './throttle';

const KEPT_MS = 7 * 24 * 60 * 60 * 1000;
/** Main answers between two portions of purging that took so long. */
const PORTION_MS = 8;

export interface RunBinParts {
  readonly bin: BinRepository;
  readonly clock: Clock;
  readonly changed: () => void;
}

export class RunBin {
  readonly #parts: RunBinParts;
  #isClosed = false;
  #purging: Promise<void> = Promise.resolve();

  constructor(parts: RunBinParts) {
    this.#parts = parts;
  }

  put(runIds: readonly number[]): void {
    this.#parts.bin.put(runIds, this.#parts.clock.dateMs());
    this.#parts.changed();
  }

  /** Those that were purged meanwhile stay away. */
  restore(runIds: readonly number[]): void {
    this.#parts.bin.takeOut(runIds);
    this.#parts.changed();
  }

  /** Removes runs for good; all in the bin where none are named. Those outside the bin are left alone. */
  purge(runIds: readonly number[] | null): Promise<void> {
    return this.#purgeInPortions(runIds ?? this.#parts.bin.deletedBefore(Number.MAX_SAFE_INTEGER));
  }

  /** Removes what has been in the bin for a week. */
  purgeOld(): Promise<void> {
    return this.#purgeInPortions(this.#parts.bin.deletedBefore(this.#parts.clock.dateMs() - KEPT_MS));
  }

  /** Leaves the rest of a purge to the next start. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#purging;
  }

  #purgeInPortions(runIds: readonly number[]): Promise<void> {
    const done = this.#purging.then(async () => {
      const { bin, clock, changed } = this.#parts;
      let sinceMs = clock.nowMs();
      for (const runId of runIds) {
        if (this.#isClosed) return;
        bin.purge(runId);
        if (clock.nowMs() - sinceMs < PORTION_MS) continue;
        await new Promise((resolve) => setImmediate(resolve));
        sinceMs = clock.nowMs();
      }
      if (runIds.length > 0) changed();
    });
    // Whoever asked hears of a failure; the next purge does not.
    this.#purging = done.catch(() => undefined);
    return done;
  }
}
