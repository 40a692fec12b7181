/** Time as the rest of main sees it, and the rule that no stream speaks more than ten times a second. */

export interface Clock {
  /** Monotonic; for durations. */
  nowMs(): number;
  /** Milliseconds since 1970; for dates. */
  dateMs(): number;
  /** Calls back once, later; the returned function calls it off. */
  after(delayMs: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  dateMs: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

export const MIN_INTERVAL_MS = 100;

/** Merges any number of requests into sends that are at least 100 ms apart; the last request is always followed by one. */
export class Throttle {
  readonly #send: () => void;
  readonly #clock: Clock;
  #lastMs = -Infinity;
  #callOff: (() => void) | null = null;

  constructor(send: () => void, clock: Clock) {
    this.#send = send;
    this.#clock = clock;
  }

  request(): void {
    if (this.#callOff !== null) return;
    const waitMs = this.#lastMs + MIN_INTERVAL_MS - this.#clock.nowMs();
    if (waitMs <= 0) this.flush();
    else this.#callOff = this.#clock.after(waitMs, () => this.flush());
  }

  /** Forgets a request that has not been sent yet. */
  cancel(): void {
    this.#callOff?.();
    this.#callOff = null;
  }

  /** Sends now. */
  flush(): void {
    this.cancel();
    this.#lastMs = this.#clock.nowMs();
    this.#send();
  }
}
