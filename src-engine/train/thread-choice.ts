/** How many threads work on a minibatch: tried in turns on real steps, which give the same bytes either way. */

/** Rounds of a trial, in each of which every number of threads takes one step. */
const fewestRounds = 3;
const mostRounds = 15;
/** Shorter trials measure the scheduler, not the work. */
const leastTrialMs = 12;

/**
 * What is best holds for so many times the trial's own duration: briefly at first, for the first steps run unoptimised
 * code and helpers wake up, longer each time a trial agrees, for other programs come and go.
 */
const firstHold = 1;
const longestHold = 16;

/** More threads must be faster by this, or the cores are better left to others. */
const worthwhile = 1.05;

export class ThreadChoice {
  #limit = 1;
  #best = 1;
  /** Steps tried since the trial began; null while the best is held. */
  #tried: number | null = null;
  #hold = firstHold;
  #heldMs = 0;
  #trialMs = 0;
  /** What each step of the trial took: a row for each number of threads. */
  #durationsMs: readonly Float64Array[] = [];

  /** Threads that the trial found fastest so far. */
  get best(): number {
    return this.#best;
  }

  /**
   * Threads for the next step: 1, 2, 4, … up to the limit.
   * @param limit threads that may be used now
   */
  next(limit: number): number {
    if (limit !== this.#limit) this.#follow(limit);
    if (this.#tried === null) return this.#best;
    return 2 ** (this.#tried % this.#durationsMs.length);
  }

  /** What the step took for which `next` gave its answer. */
  took(durationMs: number): void {
    if (this.#tried === null) {
      this.#heldMs += durationMs;
      if (this.#limit > 1 && this.#heldMs > this.#hold * this.#trialMs) this.#begin();
      return;
    }
    const candidates = this.#durationsMs.length;
    const round = Math.floor(this.#tried / candidates);
    this.#durationsMs[this.#tried % candidates][round] = durationMs;
    this.#trialMs += durationMs;
    this.#tried += 1;
    if (this.#tried === candidates * (round + 1)) this.#judge(round + 1);
  }

  #follow(limit: number): void {
    this.#limit = limit;
    this.#best = Math.min(this.#best, limit);
    this.#hold = firstHold;
    const candidates = Math.floor(Math.log2(limit)) + 1;
    this.#durationsMs = Array.from({ length: candidates }, () => new Float64Array(mostRounds));
    this.#tried = null;
    if (limit > 1) this.#begin();
  }

  #begin(): void {
    this.#tried = 0;
    this.#heldMs = 0;
    this.#trialMs = 0;
  }

  /** Ends the trial once one number of threads was nearly always faster than all others, or the rounds are used up. */
  #judge(rounds: number): void {
    if (rounds < fewestRounds || (this.#trialMs < leastTrialMs && rounds < mostRounds)) return;
    for (const row of this.#durationsMs) row.subarray(0, rounds).sort();
    // The median: on a busy machine one lucky step says little.
    const middle = Math.floor(rounds / 2);
    let best = 0;
    this.#durationsMs.forEach((row, candidate) => {
      if (row[middle] * worthwhile < this.#durationsMs[best][middle]) best = candidate;
    });
    // A quarter at either end may be chance.
    const chance = Math.floor(rounds / 4);
    const slowest = this.#durationsMs[best][rounds - 1 - chance];
    const isClear = this.#durationsMs.every((row, candidate) => candidate === best || row[chance] > slowest);
    if (!isClear && rounds < mostRounds) return;
    const threads = 2 ** best;
    this.#hold = threads === this.#best ? Math.min(2 * this.#hold, longestHold) : firstHold;
    this.#best = threads;
    this.#tried = null;
  }
}
