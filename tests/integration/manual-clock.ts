/** A clock that tests turn by hand, so that nothing waits and nothing depends on the machine. */
import type { Clock } from '../../src-main/training/throttle';

export class ManualClock implements Clock {
  #nowMs = 0;
  #timers: { atMs: number; callback: () => void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  dateMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** Lets time pass, calling what is due in its order. */
  advance(ms: number): void {
    const until = this.#nowMs + ms;
    for (;;) {
      const due = this.#timers
        .filter((one) => one.atMs <= until)
        .sort((a, b) => a.atMs - b.atMs)
        .at(0);
      if (due === undefined) break;
      this.#timers = this.#timers.filter((one) => one !== due);
      this.#nowMs = due.atMs;
      due.callback();
    }
    this.#nowMs = until;
  }
}
