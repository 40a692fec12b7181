/** The part of `Kernels` that works on parameters, gradients and optimiser state as long vectors; its conventions hold here. */

/** What one Adam update needs besides the tensors. */
export interface AdamRates {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** α/(1 − β₁ᵗ). */
  readonly step: number;
  /** 1/√(1 − β₂ᵗ). */
  readonly scale: number;
  /** What the parameters are multiplied with first: 1, or 1 − αλ where they decay (AdamW). */
  readonly keep: number;
}

export interface UpdateKernels {
  /** Σ x·y, summed in float64. Shapes: x, y [count]; both may be the same. */
  dot(x: number, y: number, count: number): number;
  /** y ← y + factor·x. Shapes: x, y [count]. Accumulates into y. */
  addScaled(x: number, y: number, count: number, factor: number): void;
  /** y ← factor·x. Shapes: x, y [count]. Overwrites y. */
  copyScaled(x: number, y: number, count: number, factor: number): void;
  /** x ← factor·x, in place. Shapes: x [count]. */
  scale(x: number, count: number, factor: number): void;

  /**
   * Ridge penalty: gradient += λ·weights (accumulates).
   * @returns λ/2 Σ W² (lecture §2)
   */
  ridge(weights: number, gradient: number, count: number, lambda: number): number;

  /**
   * velocity ← μ·velocity + gradient, parameters ← parameters − α·velocity, in one pass.
   * @returns false where a gradient or a new parameter is NaN or infinite
   */
  sgdUpdate(
    parameters: number,
    gradients: number,
    velocity: number,
    count: number,
    learningRate: number,
    momentum: number,
  ): boolean;
  /**
   * velocity ← μ·velocity + gradient, parameters ← parameters − α·(gradient + μ·velocity), in one pass.
   * @returns false where a gradient or a new parameter is NaN or infinite
   */
  nesterovUpdate(
    parameters: number,
    gradients: number,
    velocity: number,
    count: number,
    learningRate: number,
    momentum: number,
  ): boolean;
  /**
   * v ← ρv + (1 − ρ)g², parameters ← parameters − α·g/(√v + ε), in one pass.
   * @returns false where a gradient or a new parameter is NaN or infinite
   */
  rmspropUpdate(
    parameters: number,
    gradients: number,
    meanSquare: number,
    count: number,
    learningRate: number,
    rho: number,
    epsilon: number,
  ): boolean;
  /**
   * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², parameters ← keep·parameters − step·m/(√v·scale + ε), in one pass.
   * With step = α/(1 − β₁ᵗ) and scale = 1/√(1 − β₂ᵗ) this is algorithm 1 of Kingma & Ba 2015.
   * @returns false where a gradient or a new parameter is NaN or infinite
   */
  adamUpdate(
    parameters: number,
    gradients: number,
    firstMoment: number,
    secondMoment: number,
    count: number,
    rates: AdamRates,
  ): boolean;
}
