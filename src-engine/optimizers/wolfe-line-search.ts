/**
 * Line search for the strong Wolfe conditions, asked one look at a time, so that its owner may pause between two:
 * algorithms 3.5 (bracketing) and 3.6 (zoom) of Nocedal & Wright 2006 with cubic interpolation (3.59). It sees
 * φ(a) = J(x + a·d) and φ′(a) alone.
 */

export type LineSearchAnswer = 'look' | 'accept' | 'fail';

export interface LineSearchSettings {
  /** c₁ of sufficient decrease. */
  readonly sufficient: number;
  /** c₂ of curvature. */
  readonly curvature: number;
  readonly maxEvaluations: number;
  /** Relative differences of φ below this are rounding. */
  readonly noise: number;
}

interface Look {
  readonly step: number;
  readonly value: number;
  readonly slope: number;
}

/** Interpolation keeps this part of the interval away from both ends, or the interval would hardly shrink. */
const edge = 0.1;

const widestGrowth = 10;

export class WolfeLineSearch {
  /** The step to look at now. */
  step = 0;
  readonly #settings: LineSearchSettings;
  #start: Look = { step: 0, value: 0, slope: 0 };
  /** Before zooming: the look before. While zooming: the best step so far and the other end of the interval. */
  #low: Look = this.#start;
  #high: Look | null = null;
  #evaluations = 0;
  /** The best step is looked at once more, to be taken although no step fulfils the conditions. */
  #isLastLook = false;

  constructor(settings: LineSearchSettings) {
    this.#settings = settings;
  }

  /**
   * @param value φ(0)
   * @param slope φ′(0) < 0
   * @param firstStep the first step to look at, > 0
   */
  begin(value: number, slope: number, firstStep: number): void {
    this.#start = { step: 0, value, slope };
    this.#low = this.#start;
    this.#high = null;
    this.#evaluations = 0;
    this.#isLastLook = false;
    this.step = firstStep;
  }

  /** Takes φ and φ′ at `step`, and either accepts that step, changes `step` and wants to look there, or gives up. */
  take(value: number, slope: number): LineSearchAnswer {
    const look = { step: this.step, value, slope };
    if (this.#isLastLook) return Number.isFinite(value) ? 'accept' : 'fail';
    this.#evaluations += 1;
    if (this.#isGoodEnough(look)) return 'accept';
    const answer = this.#high === null ? this.#bracket(look) : this.#zoom(look, this.#high);
    if (answer === 'look' && this.#evaluations < this.#settings.maxEvaluations) return 'look';
    return this.#settle();
  }

  #isGoodEnough({ step, value, slope }: Look): boolean {
    const { sufficient, curvature, noise } = this.#settings;
    const start = this.#start;
    const isFlat = Math.abs(slope) <= -curvature * start.slope;
    if (value <= start.value + sufficient * step * start.slope && isFlat) return true;
    // Where differences of φ drown in rounding its slope still tells (approximate Wolfe, Hager & Zhang 2005).
    const isLevel = Math.abs(value - start.value) <= noise * Math.abs(start.value);
    return isLevel && slope >= curvature * start.slope && slope <= (2 * sufficient - 1) * start.slope;
  }

  /** Whether φ is too high here: not enough below the line from the start, not below the best, or no number. */
  #isTooHigh({ step, value }: Look): boolean {
    const { sufficient } = this.#settings;
    const isBelowLine = value <= this.#start.value + sufficient * step * this.#start.slope;
    return !isBelowLine || (this.#low.step > 0 && !(value < this.#low.value));
  }

  #bracket(look: Look): LineSearchAnswer {
    const before = this.#low;
    if (this.#isTooHigh(look)) return this.#narrow(before, look);
    if (look.slope >= 0) return this.#narrow(look, before);
    this.#low = look;
    const shortest = look.step + 0.01 * (look.step - before.step);
    const wanted = cubicMinimum(before, look);
    this.step = Math.min(Math.max(wanted, shortest), widestGrowth * look.step);
    // Where the cubic has no minimum the function falls on.
    if (Number.isNaN(wanted)) this.step = widestGrowth * look.step;
    return Number.isFinite(this.step) ? 'look' : 'fail';
  }

  #zoom(look: Look, high: Look): LineSearchAnswer {
    if (this.#isTooHigh(look)) return this.#narrow(this.#low, look);
    const other = look.slope * (high.step - this.#low.step) >= 0 ? this.#low : high;
    return this.#narrow(look, other);
  }

  /** Goes on between the best step and another one with a minimum between them. */
  #narrow(low: Look, high: Look): LineSearchAnswer {
    this.#low = low;
    this.#high = high;
    const left = Math.min(low.step, high.step);
    const width = Math.abs(high.step - low.step);
    const wanted = Number.isFinite(high.value) ? cubicMinimum(low, high) : NaN;
    const inside = wanted >= left + edge * width && wanted <= left + (1 - edge) * width;
    this.step = inside ? wanted : left + width / 2;
    return width > 1e-12 * Math.max(left, 1e-12) && this.step !== low.step ? 'look' : 'fail';
  }

  #settle(): LineSearchAnswer {
    const { step, value } = this.#low;
    if (step === 0 || !(value < this.#start.value)) return 'fail';
    this.#isLastLook = true;
    this.step = step;
    return 'look';
  }
}

/**
 * Where the cubic through both values and slopes is smallest; NaN where it has no minimum.
 * @see Nocedal & Wright 2006, (3.59)
 */
export function cubicMinimum(a: Look, b: Look): number {
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.step - b.step);
  const d2 = Math.sign(b.step - a.step) * Math.sqrt(d1 * d1 - a.slope * b.slope);
  return b.step - (b.step - a.step) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2));
}
