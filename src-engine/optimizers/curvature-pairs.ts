/**
 * The memory of L-BFGS: the latest steps s and changes of the gradient y in a ring of tensors, and the two-loop
 * recursion that multiplies a vector by the inverse Hessian they stand for.
 */
import type { Kernels } from '../kernels/kernels';

/** A pair whose curvature yᵀs is less than this part of ‖y‖² would spoil the estimate. */
const leastCurvature = 1e-10;

export class CurvaturePairs {
  readonly #kernels: Kernels;
  readonly #steps: readonly number[];
  readonly #changes: readonly number[];
  readonly #count: number;
  /** yᵀs of every place in the ring. */
  readonly #curvatures: Float64Array;
  readonly #factors: Float64Array;
  #held = 0;
  #next = 0;

  /** @param steps, changes offsets of tensors of `count` numbers, as many of the one as of the other */
  constructor(kernels: Kernels, steps: readonly number[], changes: readonly number[], count: number) {
    this.#kernels = kernels;
    this.#steps = steps;
    this.#changes = changes;
    this.#count = count;
    this.#curvatures = new Float64Array(steps.length);
    this.#factors = new Float64Array(steps.length);
  }

  get held(): number {
    return this.#held;
  }

  get next(): number {
    return this.#next;
  }

  forget(): void {
    this.#held = 0;
    this.#next = 0;
  }

  /** After the tensors were put back from a checkpoint. */
  restore(held: number, next: number): void {
    this.#held = held;
    this.#next = next;
    for (let back = 1; back <= held; back += 1) {
      const slot = this.#slot(back);
      this.#curvatures[slot] = this.#dot(this.#changes[slot], this.#steps[slot]);
    }
  }

  /**
   * Adds s = point − oldPoint, y = gradient − oldGradient in place of the oldest pair, unless its curvature is not
   * positive. Shapes: all [count].
   */
  add(point: number, oldPoint: number, gradient: number, oldGradient: number): void {
    const slot = this.#next;
    const step = this.#steps[slot];
    const change = this.#changes[slot];
    this.#difference(point, oldPoint, step);
    this.#difference(gradient, oldGradient, change);
    const curvature = this.#dot(change, step);
    if (!(curvature > leastCurvature * this.#dot(change, change))) {
      // The place held the oldest pair, which is overwritten now.
      this.#held = Math.min(this.#held, this.#steps.length - 1);
      return;
    }
    this.#curvatures[slot] = curvature;
    this.#next = (slot + 1) % this.#steps.length;
    this.#held = Math.min(this.#held + 1, this.#steps.length);
  }

  /**
   * vector ← −H·vector, H the estimate of the inverse Hessian, with H₀ = (sᵀy/yᵀy)·I of the latest pair. In place.
   * Shapes: vector [count].
   * @see Nocedal & Wright 2006, algorithm 7.4 and (7.20)
   */
  descend(vector: number): void {
    const kernels = this.#kernels;
    const count = this.#count;
    for (let back = 1; back <= this.#held; back += 1) {
      const slot = this.#slot(back);
      const factor = this.#dot(this.#steps[slot], vector) / this.#curvatures[slot];
      this.#factors[slot] = factor;
      kernels.addScaled(this.#changes[slot], vector, count, -factor);
    }
    kernels.scale(vector, count, this.#initialScale());
    for (let back = this.#held; back >= 1; back -= 1) {
      const slot = this.#slot(back);
      const correction = this.#dot(this.#changes[slot], vector) / this.#curvatures[slot];
      kernels.addScaled(this.#steps[slot], vector, count, this.#factors[slot] - correction);
    }
    kernels.scale(vector, count, -1);
  }

  #initialScale(): number {
    if (this.#held === 0) return 1;
    const slot = this.#slot(1);
    const change = this.#changes[slot];
    return this.#curvatures[slot] / this.#dot(change, change);
  }

  /** Place of the pair that was added `back` pairs ago, 1 for the latest. */
  #slot(back: number): number {
    const places = this.#steps.length;
    return (this.#next - back + places) % places;
  }

  #dot(x: number, y: number): number {
    return this.#kernels.dot(x, y, this.#count);
  }

  #difference(a: number, b: number, target: number): void {
    this.#kernels.copy(a, target, this.#count);
    this.#kernels.addScaled(b, target, this.#count, -1);
  }
}
