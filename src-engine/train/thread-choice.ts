/** How many threads work on a minibatch: tried in turns on real steps, which give the same bytes either way. */

/** Steps that each number of threads is tried for; odd, so that the median is one of them. */
const trialSteps = 3;

/** A trial is made again after so many times its own duration, for other programs come and go. */
const holdTrials = 10;

export class ThreadChoice {
  #limit = 1;
  #best = 1;
  /** Steps tried since the trial began; null while the best is held. */
  #tried: number | null = null;
  #heldMs = 0;
  #trialMs = 0;
  /** What each step of the trial took, one row for each number of threads. */
  #durationsMs: readonly number[][] = [];

  /** Threads that the trial found fastest so far. */
  get best(): number {
    return this.#best;
  }

  /**
   * Threads for the next step: 1, 2, 4, … up to the limit.
   * @param limit threads that may be used now
   */
  next(limit: number): number {
    if (limit !== this.#limit) {
      this.#limit = limit;
      this.#begin();
    }
    if (this.#tried === null) return this.#best;
    return 2 ** (this.#tried % this.#candidates);
  }

  /** What the step took for which `next` gave its answer. */
  took(durationMs: number): void {
    if (this.#tried === null) {
      this.#heldMs += durationMs;
      if (this.#heldMs > holdTrials * this.#trialMs && this.#limit > 1) this.#begin();
      return;
    }
    const candidate = this.#tried % this.#candidates;
    this.#durationsMs[candidate].push(durationMs);
    this.#trialMs += durationMs;
    this.#tried += 1;
    if (this.#tried === trialSteps * this.#candidates) this.#end();
  }

  get #candidates(): number {
    return Math.floor(Math.log2(this.#limit)) + 1;
  }

  #begin(): void {
    this.#best = Math.min(this.#best, this.#limit);
    this.#tried = this.#limit > 1 ? 0 : null;
    this.#heldMs = 0;
    this.#trialMs = 0;
    this.#durationsMs = Array.from({ length: this.#candidates }, () => []);
  }

  #end(): void {
    // The median: on a busy machine one lucky step says little, and the first ones run unoptimised code.
    const medians = this.#durationsMs.map((row) => [...row].sort((a, b) => a - b)[(trialSteps - 1) / 2]);
    this.#best = 2 ** medians.indexOf(Math.min(...medians));
    this.#tried = null;
  }
}
