/**
 * The experiment as plain data: the versioned JSON object that the file holds, the app stores and the
 * engine trains. Types only; reading and checking it is `parse-experiment.ts`.
 */

import type { LayerSpec } from './layer-specs';

export type * from './layer-specs';

/** Layout [height, width] in pixels. */
export type SizePx = readonly [height: number, width: number];

/**
 * What happens to the numbers of one input after the pixels were scaled to [0, 1].
 * `none` leaves them; `ufldl` removes each input's mean, clips at ±3σ (σ over all inputs of the training
 * split) and scales to [0.1, 0.9]; `standardize` gives every input feature mean 0 and variance 1.
 */
export type Preprocess = 'none' | 'ufldl' | 'standardize';

export interface PatchData {
  /** Name of a data set, or `sample:NAME` for a built-in one. */
  readonly dataset: string;
  readonly mode: 'patches';
  readonly patchSize: SizePx;
  readonly patchCount: number;
  /** Flatten the 1/f spectrum of whole pictures before patches are cut (Olshausen & Field 1997). */
  readonly whiten: boolean;
  readonly preprocess: Preprocess;
}

export interface PictureData {
  readonly dataset: string;
  readonly mode: 'images';
  readonly preprocess: Preprocess;
}

export type DataSpec = PatchData | PictureData;

/** Fractions of the samples, each in [0, 1), together below 1; the rest is the training split. */
export interface SplitSpec {
  readonly validation: number;
  readonly test: number;
}

export interface NetworkSpec {
  readonly layers: readonly LayerSpec[];
}

export type LossName = 'squaredError' | 'crossEntropy';

/** KL sparsity β Σ_j KL(ρ ‖ ρ̂_j) on the activations of every hidden dense layer of sigmoids. */
export interface SparsitySpec {
  /** Wanted mean activation ρ, in (0, 1). */
  readonly rho: number;
  /** Weight β ≥ 0. */
  readonly beta: number;
}

/**
 * What is done to the input while training a denoising autoencoder, whose target stays clean (Vincent et al. 2010):
 * `masking` sets a number to 0 with probability `amount` in [0, 1), `gaussian` adds N(0, amount²).
 */
export interface CorruptionSpec {
  readonly type: 'masking' | 'gaussian';
  readonly amount: number;
}

export interface ObjectiveSpec {
  readonly target: 'input' | 'labels';
  readonly loss: LossName;
  /** Ridge λ ≥ 0 on weights, never on biases: adds λ/2 Σ W². */
  readonly weightDecay: number;
  readonly sparsity: SparsitySpec | null;
  /** λ₁ > 0 adds λ₁ Σ|a|, mean over the samples, over every hidden layer with an activation other than linear. */
  readonly activityL1?: number;
  /** c > 0: after each update the incoming weights of a unit are shrunk to norm ≤ c (Srebro & Shraibman 2005). */
  readonly maxNorm?: number;
  /** For the target `input` alone. */
  readonly corruption?: CorruptionSpec;
}

export interface SgdSpec {
  readonly type: 'sgd';
  /** α > 0. */
  readonly learningRate: number;
  /** μ in [0, 1); 0 is plain gradient descent. */
  readonly momentum: number;
}

export interface AdamSpec {
  readonly type: 'adam';
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

export type OptimizerSpec = SgdSpec | AdamSpec;

export interface TrainingSpec {
  readonly epochs: number;
  /** Samples a minibatch; the last one of an epoch may be smaller. */
  readonly batchSize: number;
}

/** An experiment with every default filled in, as `parseExperiment` returns it. */
export interface Experiment {
  readonly version: 1;
  readonly name: string;
  /** A sentence for people on what will be seen; may be empty. */
  readonly description: string;
  /** Unsigned 32-bit integer; everything random is derived from it. */
  readonly seed: number;
  readonly data: DataSpec;
  readonly split: SplitSpec;
  readonly network: NetworkSpec;
  readonly objective: ObjectiveSpec;
  readonly optimizer: OptimizerSpec;
  readonly training: TrainingSpec;
}
