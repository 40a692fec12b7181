/**
 * The arithmetic of training as one interface over an arena. `reference/` is the truth in plain TypeScript
 * (float32 or float64), `simd/` the fast one; every fast kernel is tested against the reference.
 *
 * All positions are element offsets into `values`; all matrices are row-major. The caller owns every buffer,
 * no kernel allocates. "Overwrites" and "accumulates" say what happens to the old contents. Buffers of one
 * call must not overlap unless the docstring says that it works in place.
 */
import type { HiddenActivationName } from '../spec/experiment';
import type { LayerKernels } from './layer-kernels';
import type { PictureKernels } from './picture-kernels';
import type { UpdateKernels } from './update-kernels';

export type FloatArray = Float32Array | Float64Array;

/** Softmax is not here: it is part of its loss, which starts from the logits. */
export type PointwiseActivation = HiddenActivationName;

export interface Kernels extends LayerKernels, PictureKernels, UpdateKernels {
  /** For people: which kernels run. */
  readonly name: 'reference' | 'simd';
  /** The arena. */
  readonly values: FloatArray;

  /** c = a·b. Shapes: a [m,k], b [k,n] → c [m,n]. Overwrites c; sums over k in rising order. */
  gemmNN(m: number, n: number, k: number, a: number, b: number, c: number): void;
  /** c = a·bᵀ. Shapes: a [m,k], b [n,k] → c [m,n]. Overwrites c; sums over k in rising order. */
  gemmNT(m: number, n: number, k: number, a: number, b: number, c: number): void;
  /** c = aᵀ·b. Shapes: a [k,m], b [k,n] → c [m,n]. Overwrites c; sums over k in rising order. */
  gemmTN(m: number, n: number, k: number, a: number, b: number, c: number): void;

  /**
   * z ← f(z + b) row by row, in place (lecture §1).
   * Shapes: values [rows,columns], bias [columns].
   */
  biasActivationForward(
    values: number,
    bias: number,
    rows: number,
    columns: number,
    activation: PointwiseActivation,
  ): void;
  /**
   * ∂J/∂z = ∂J/∂a ⊙ f′(z), in place over the gradient, with f′ from the activation a = f(z);
   * the gradient of the bias, Σ over rows, overwrites biasGradient.
   * Shapes: output, gradient [rows,columns], biasGradient [columns].
   */
  biasActivationBackward(
    output: number,
    gradient: number,
    biasGradient: number,
    rows: number,
    columns: number,
    activation: PointwiseActivation,
  ): void;

  /**
   * ½‖h − y‖², summed over columns, mean over rows (lecture §2); overwrites gradient with (h − y)/rows.
   * Shapes: output, targets, gradient [rows,columns]; targets may lie on any other buffer.
   * @returns the mean
   */
  squaredError(output: number, targets: number, gradient: number, rows: number, columns: number): number;
  /**
   * −Σ y log softmax(z), mean over rows; overwrites gradient with (softmax(z) − y)/rows.
   * Shapes: logits, targets, gradient [rows,columns]; each row of targets is ≥ 0 and sums to 1.
   * @returns the mean
   */
  softmaxCrossEntropy(
    logits: number,
    targets: number,
    gradient: number,
    rows: number,
    columns: number,
  ): number;
  /**
   * −Σ (y log σ(z) + (1 − y) log(1 − σ(z))), mean over rows; overwrites gradient with (σ(z) − y)/rows.
   * Shapes: logits, targets, gradient [rows,columns]; targets in [0,1].
   * @returns the mean
   */
  sigmoidCrossEntropy(
    logits: number,
    targets: number,
    gradient: number,
    rows: number,
    columns: number,
  ): number;

  /** Mean of each column. Shapes: values [rows,columns] → means [columns]. Overwrites means. */
  columnMeans(values: number, means: number, rows: number, columns: number): void;
  /** Adds one row vector to every row. Shapes: values [rows,columns], vector [columns]. Accumulates into values. */
  addRowVector(values: number, vector: number, rows: number, columns: number): void;
  /** Copies rows `indices[first … first + rows)` of source. Shapes: source [·,width] → target [rows,width]. Overwrites target. */
  gatherRows(
    source: number,
    indices: Uint32Array,
    first: number,
    rows: number,
    width: number,
    target: number,
  ): void;
}
