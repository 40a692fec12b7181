/** What a worker that checks gradients is given and answers. */
import type { Experiment } from '../spec/experiment';
import type { FailedMessage, PackedPictures } from './protocol';

/** `workerData` of a worker that checks the gradients of an experiment once, and ends. */
export interface GradientCheckOrder {
  readonly check: Experiment;
  readonly pictures: PackedPictures;
}

export interface GradientCheckMessage {
  readonly type: 'gradientCheck';
  readonly result: GradientCheck;
}

/** The only message of such a worker. */
export type GradientCheckAnswer = GradientCheckMessage | FailedMessage;

export interface GradientCheck {
  /** ‖numeric − analytic‖ / ‖numeric + analytic‖ over all entries compared, as UFLDL measures it. */
  readonly relativeDifference: number;
  /** A tensor passes below this relative difference. */
  readonly tolerance: number;
  /** No tensor failed. */
  readonly passed: boolean;
  /** One for each parameter tensor that is trained, in layer order. */
  readonly tensors: readonly TensorCheck[];
  /** The others: no gradient is computed for them. */
  readonly frozen: readonly FrozenTensor[];
}

/** A tensor of a frozen layer, which the check leaves out. */
export interface FrozenTensor {
  /** Index in `network.layers`. */
  readonly layer: number;
  readonly title: string;
  readonly tensor: string;
}

export interface TensorCheck {
  /** Index in `network.layers`. */
  readonly layer: number;
  readonly title: string;
  readonly tensor: string;
  /** Entries that were compared. */
  readonly checkedEntries: number;
  /** Entries among them for which a smaller ε had to be taken, because a kink or a sharp bend of J is near. */
  readonly nearKinks: number;
  /** Entries that lie on a kink of J (ReLU, max-pooling), where it has no derivative; they are not compared. */
  readonly onKinks: number;
  /** ‖numeric − analytic‖ / ‖numeric + analytic‖ over this tensor alone; 0 where both are 0. */
  readonly relativeDifference: number;
  /** The entry with the largest absolute difference. */
  readonly worst: {
    readonly index: number;
    readonly analytic: number;
    readonly numeric: number;
    /** |numeric − analytic| / (|numeric| + |analytic|). */
    readonly relativeDifference: number;
  };
  /** Says nothing where no entry was compared. */
  readonly passed: boolean;
}
