/**
 * Merges what one run reports into messages for the page: at most ten a second, numbered, every epoch and
 * every event exactly once, and of minibatches and filters the latest; large filters come less often.
 */
import type { FilterSet } from '../../src-engine';
import type { BatchProgress, EpochRow, Preparation, RunEvent, RunSummary, RunUpdate } from '../contract/runs';
import { Throttle, type Clock } from './throttle';

export interface UpdateSource {
  /** As the database has it at the moment of sending. */
  summary(): RunSummary;
  secondsLeft(): number | null;
  savedAtMs(): number | null;
  /** Runs under way, which share what the page can take. */
  activeRuns(): number;
}

/** Filters that the page is sent, of all runs together: copying megabytes would cost it frames. */
const filtersBytesPerMs = 5000;

export class RunUpdates {
  readonly #runId: number;
  readonly #source: UpdateSource;
  readonly #publish: (update: RunUpdate) => void;
  readonly #throttle: Throttle;
  readonly #clock: Clock;
  #seq = 0;
  #batch: BatchProgress | null = null;
  #preparation: Preparation | null = null;
  #epochs: EpochRow[] = [];
  #events: RunEvent[] = [];
  #filters: FilterSet | null = null;
  #filtersDueMs = -Infinity;

  constructor(runId: number, source: UpdateSource, publish: (update: RunUpdate) => void, clock: Clock) {
    this.#runId = runId;
    this.#source = source;
    this.#publish = publish;
    this.#clock = clock;
    this.#throttle = new Throttle(() => this.#send(), clock);
  }

  batch(batch: BatchProgress): void {
    this.#batch = batch;
    this.#throttle.request();
  }

  preparing({ iterations, of }: Preparation): void {
    this.#preparation = { iterations, of };
    this.#throttle.request();
  }

  filters(filters: FilterSet): void {
    this.#filters = filters;
    this.#throttle.request();
  }

  epoch(epoch: EpochRow, filters: FilterSet): void {
    this.#epochs.push(epoch);
    this.#filters = filters;
    this.#throttle.request();
  }

  /** Something was written into the run's record. */
  event(event: RunEvent): void {
    this.#events.push(event);
    this.#throttle.request();
  }

  /** The run's row changed in some other way. */
  row(): void {
    this.#throttle.request();
  }

  /** Drops what has not been sent; nothing is sent after this until something new is reported. */
  cancel(): void {
    this.#throttle.cancel();
  }

  #send(): void {
    this.#seq++;
    this.#publish({
      runId: this.#runId,
      seq: this.#seq,
      run: this.#source.summary(),
      batch: this.#batch,
      preparation: this.#preparation,
      epochs: this.#epochs,
      events: this.#events,
      filters: this.#takeFilters(),
      secondsLeft: this.#source.secondsLeft(),
      savedAtMs: this.#source.savedAtMs(),
    });
    this.#batch = null;
    this.#preparation = null;
    this.#epochs = [];
    this.#events = [];
    if (this.#filters !== null) this.#throttle.request();
  }

  /** Null where there are none, or where they are to wait for a later message. */
  #takeFilters(): FilterSet | null {
    const filters = this.#filters;
    const nowMs = this.#clock.nowMs();
    if (filters === null || nowMs < this.#filtersDueMs) return null;
    this.#filtersDueMs = nowMs + (filters.values.byteLength * this.#source.activeRuns()) / filtersBytesPerMs;
    this.#filters = null;
    return filters;
  }
}
