/** Arithmetic of the layers that go number by number or column by column. Rules as in `kernels.ts`. */
import type { HiddenActivationName } from '../spec/experiment';

/** Where a random mask comes from: the same stream gives the same mask, whatever rows are asked for at once. */
export interface MaskStream {
  /** Key of the generator. */
  readonly seed: number;
  readonly purpose: number;
  /** Upper words of the counter: layer and minibatch. */
  readonly index: number;
  readonly step: number;
  /** Place of the first row in its minibatch. */
  readonly firstRow: number;
}

export interface LayerKernels {
  /** a = f(z). Shapes: [count]. Overwrites output. */
  activate(input: number, output: number, count: number, activation: HiddenActivationName): void;
  /** ∂J/∂z = ∂J/∂a ⊙ f′(z), f′ from a = f(z). Shapes: [count]. Overwrites inputGradient. */
  activateBackward(
    output: number,
    outputGradient: number,
    inputGradient: number,
    count: number,
    activation: HiddenActivationName,
  ): void;

  /**
   * 0 with probability `rate`, else `kept`. Word j of row r is word j mod 4 of Philox4x32-10 with the key
   * [seed, purpose] at the counter [⌊j/4⌋, firstRow + r, index, step]; it is dropped below rate·2³².
   * Shapes: mask [rows,columns]. Overwrites mask.
   */
  randomMask(
    mask: number,
    rows: number,
    columns: number,
    rate: number,
    kept: number,
    stream: MaskStream,
  ): void;

  /** product = a ⊙ b. Shapes: [count]. Overwrites product, which may be a or b. */
  multiply(a: number, b: number, product: number, count: number): void;
  /** Shapes: [count]. Overwrites target. */
  copy(source: number, target: number, count: number): void;
  /** target += source. Shapes: [count]. Accumulates. */
  accumulate(source: number, target: number, count: number): void;

  /** Σ|a|. Shapes: [count]. */
  absoluteSum(values: number, count: number): number;
  /** gradient += weight·sign(a), with sign(0) = 0. Shapes: [count]. Accumulates. */
  addSigns(values: number, gradient: number, count: number, weight: number): void;

  /** Mean squared distance of each column from `means`. Shapes: values [rows,columns], means, variances [columns]. Overwrites variances. */
  columnVariances(values: number, means: number, variances: number, rows: number, columns: number): void;
  /**
   * y = (x − mean)·inverse·scale + shift, column by column (Ioffe & Szegedy 2015, algorithm 1).
   * Shapes: input, output [rows,columns], the others [columns]. Overwrites output.
   */
  normalizeColumns(tensors: NormalizeTensors, output: number, rows: number, columns: number): void;
  /**
   * Gradients of `normalizeColumns` where mean and inverse = 1/√(variance + ε) are those of the same rows:
   * ∂shift = Σ g, ∂scale = Σ g·x̂, ∂x = scale·inverse·(g − ∂shift/rows − x̂·∂scale/rows) with x̂ = (x − mean)·inverse.
   * Overwrites the gradients; inputGradient −1 is left out.
   */
  normalizeColumnsBackward(
    tensors: NormalizeTensors,
    gradients: NormalizeGradients,
    rows: number,
    columns: number,
  ): void;
}

/** Offsets of what a normalisation reads. */
export interface NormalizeTensors {
  readonly input: number;
  readonly mean: number;
  /** 1/√(variance + ε). */
  readonly inverse: number;
  readonly scale: number;
  readonly shift: number;
}

/** Offsets of the gradients of a normalisation. */
export interface NormalizeGradients {
  readonly output: number;
  readonly input: number;
  readonly scale: number;
  readonly shift: number;
}
