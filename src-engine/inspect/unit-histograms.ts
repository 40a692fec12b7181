/** Histograms of many units at once over numbers whose range is not known before the last of them. */

const binCount = 64;

export interface Histogram {
  readonly from: number;
  readonly to: number;
  readonly counts: readonly number[];
}

/**
 * Each unit has 64 bins over a range that doubles where a number lies outside, whereby two bins become one. So all
 * counts are exact, at a resolution of at least half the bins over the numbers' range.
 */
export class UnitHistograms {
  readonly #counts: Uint32Array;
  readonly #from: Float64Array;
  /** Width of one bin; 0 while all numbers of the unit were equal. */
  readonly #step: Float64Array;

  /** @param range to begin with, where the numbers have one; else it is found */
  constructor(units: number, range: readonly [from: number, to: number] | null) {
    this.#counts = new Uint32Array(units * binCount);
    this.#from = new Float64Array(units).fill(range?.[0] ?? NaN);
    this.#step = new Float64Array(units).fill(range === null ? 0 : (range[1] - range[0]) / binCount);
  }

  /** Counts one finite number; allocates nothing. */
  add(unit: number, value: number): void {
    const bin = (value - this.#from[unit]) / this.#step[unit];
    if (bin >= 0 && bin < binCount) this.#counts[unit * binCount + Math.floor(bin)] += 1;
    else this.#addOutside(unit, value);
  }

  /** Without the empty bins at both ends. */
  histogram(unit: number): Histogram {
    const all = [...this.#counts.subarray(unit * binCount, (unit + 1) * binCount)];
    const first = all.findIndex((count) => count > 0);
    const last = all.findLastIndex((count) => count > 0);
    const [from, step] = [this.#from[unit], this.#step[unit]];
    if (first < 0) return { from: 0, to: 0, counts: [] };
    return { from: from + first * step, to: from + (last + 1) * step, counts: all.slice(first, last + 1) };
  }

  #addOutside(unit: number, value: number): void {
    const start = unit * binCount;
    if (Number.isNaN(this.#from[unit])) this.#from[unit] = value;
    const step = this.#step[unit];
    const from = this.#from[unit];
    if (step === 0 && value === from) {
      this.#counts[start] += 1;
      return;
    }
    if (step === 0) this.#spread(unit, value);
    else if (value === from + step * binCount) {
      // The upper end of the range belongs to the last bin.
      this.#counts[start + binCount - 1] += 1;
      return;
    } else if (value > from) this.#mergeUpwards(start, unit);
    else this.#mergeDownwards(start, unit);
    this.add(unit, value);
  }

  /** The first two different numbers give the range; all before were equal and lie at one of its ends. */
  #spread(unit: number, value: number): void {
    const start = unit * binCount;
    const before = this.#counts[start];
    const [low, high] = [Math.min(this.#from[unit], value), Math.max(this.#from[unit], value)];
    this.#counts[start] = 0;
    this.#counts[start + (this.#from[unit] === low ? 0 : binCount - 1)] = before;
    this.#from[unit] = low;
    this.#step[unit] = Math.max((high - low) / binCount, Number.MIN_VALUE);
  }

  #mergeUpwards(start: number, unit: number): void {
    const counts = this.#counts;
    for (let bin = 0; bin < binCount; bin += 1) {
      const [a, b] = [start + 2 * bin, start + 2 * bin + 1];
      counts[start + bin] = bin < binCount / 2 ? counts[a] + counts[b] : 0;
    }
    this.#step[unit] *= 2;
  }

  #mergeDownwards(start: number, unit: number): void {
    const counts = this.#counts;
    for (let bin = binCount - 1; bin >= 0; bin -= 1) {
      const a = start + 2 * bin - binCount;
      counts[start + bin] = bin >= binCount / 2 ? counts[a] + counts[a + 1] : 0;
    }
    this.#from[unit] -= this.#step[unit] * binCount;
    this.#step[unit] *= 2;
  }
}
