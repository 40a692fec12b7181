/** Random numbers that a seed repeats: xorshift over 32 bits (Marsaglia 2003). */

export class Dice {
  #state: number;

  constructor(seed: number) {
    // A state of zero would stay zero.
    this.#state = (seed ^ 0x9e3779b9) | 1;
  }

  /** A whole number in [from, to]. */
  between(from: number, to: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return from + ((this.#state >>> 0) % (to - from + 1));
  }
}
