/** Counts what an import has done and says so at most ten times a second, with the rate and the time left. */
import type { DatasetState, ImportProgress } from '../contract/datasets';
import { Throttle, type Clock } from '../training/throttle';

const MAX_NEW_IDS = 60;
/** The rate is measured over about so long, so that it follows changes without trembling. */
const RATE_WINDOW_MS = 3000;

export class ImportProgressReporter {
  readonly #datasetId: number;
  readonly #publish: (progress: ImportProgress) => void;
  readonly #clock: Clock;
  readonly #throttle: Throttle;
  #seq = 0;
  #state: DatasetState = 'importing';
  #scanning = true;
  #found = 0;
  #imported = 0;
  #skipped = 0;
  #error: string | null = null;
  #newItemIds: number[] = [];
  #history: { atMs: number; done: number }[] = [];

  constructor(datasetId: number, publish: (progress: ImportProgress) => void, clock: Clock) {
    this.#datasetId = datasetId;
    this.#publish = publish;
    this.#clock = clock;
    this.#throttle = new Throttle(() => this.#send(), clock);
  }

  scanned(found: number, scanning: boolean): void {
    this.#found = found;
    this.#scanning = scanning;
    if (!scanning) this.#history.push({ atMs: this.#clock.nowMs(), done: 0 });
    this.#throttle.request();
  }

  added(itemIds: readonly number[], skipped: number): void {
    this.#imported += itemIds.length;
    this.#skipped += skipped;
    this.#newItemIds = [...this.#newItemIds, ...itemIds].slice(-MAX_NEW_IDS);
    this.#throttle.request();
  }

  /** The last message; sent at once, since nothing follows it. */
  ended(state: DatasetState, error: string | null): void {
    this.#state = state;
    this.#scanning = false;
    this.#error = error;
    this.#throttle.flush();
  }

  #send(): void {
    const picturesPerSecond = this.#rate();
    const left = this.#found - this.#imported - this.#skipped;
    const running = this.#state === 'importing' && !this.#scanning && picturesPerSecond > 0;
    this.#seq++;
    this.#publish({
      datasetId: this.#datasetId,
      seq: this.#seq,
      state: this.#state,
      found: this.#found,
      scanning: this.#scanning,
      imported: this.#imported,
      skipped: this.#skipped,
      picturesPerSecond,
      secondsLeft: running ? left / picturesPerSecond : null,
      newItemIds: this.#newItemIds,
      error: this.#error,
    });
    this.#newItemIds = [];
  }

  #rate(): number {
    const atMs = this.#clock.nowMs();
    const done = this.#imported + this.#skipped;
    this.#history.push({ atMs, done });
    while (this.#history.length > 2 && atMs - (this.#history[1]?.atMs ?? atMs) > RATE_WINDOW_MS)
      this.#history.shift();
    const first = this.#history[0];
    if (first === undefined || atMs <= first.atMs) return 0;
    return ((done - first.done) * 1000) / (atMs - first.atMs);
  }
}
