/**
 * The experiment as plain data: the versioned JSON object that the file holds, the app stores and the
 * engine trains. Types only; reading and checking it is `parse-experiment.ts`. Each layer, optimiser and schedule
 * declares its own part in its own file.
 */

import type { LayerSpec } from '../layers/registry';
import type { LossName } from '../objectives/registry';
import type { OptimizerSpec } from '../optimizers/registry';
import type { ScheduleSpec } from '../schedules/registry';

export type { ActivationName, HiddenActivationName } from '../layers/activations';
export type { AutoencoderInit, InitSpec } from './inits';
export type { Padding, Pair } from './settings';
export type { LayerSpec, LossName, OptimizerSpec, ScheduleSpec };

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

/** Ends training when the validation split gets no better, and goes back to the best weights. */
export interface EarlyStoppingSpec {
  readonly metric: 'loss' | 'accuracy';
  /** Epochs without improvement after which training ends. */
  readonly patience: number;
  /** What counts as an improvement must be larger than this. */
  readonly minDelta: number;
}

export interface TrainingSpec {
  readonly epochs: number;
  /** Samples a minibatch; the last one of an epoch may be smaller. */
  readonly batchSize: number;
  /** Absent is constant. */
  readonly schedule?: ScheduleSpec;
  /** Longer gradients (all parameters as one vector) are shortened to this; absent leaves them. */
  readonly clipNorm?: number;
  /** Absent trains all epochs and keeps the last weights. */
  readonly earlyStopping?: EarlyStoppingSpec;
  /**
   * Allows kernels that fuse multiply and add: faster, but the last bits, and with them all that follows, depend on the
   * processor and on which kernels its start-up measurement chooses. Absent is exact.
   */
  readonly relaxed?: true;
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
