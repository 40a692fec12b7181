/**
 * What every loss provides: what people read of it, what it can be measured on, and its computation. A new one is a file
 * with a `LossKind` and one line in `registry.ts`.
 */
import type { Kernels } from '../kernels/kernels';
import type { ActivationName } from '../layers/activations';
import type { LossName } from './registry';

/** What is to be learned. */
export type Target = 'input' | 'labels';

/** A loss for one network. */
export interface Loss {
  /** True where the last layer hands over its z instead of f(z): then loss and activation are one formula. */
  readonly fromLogits: boolean;
  /**
   * Mean loss over the rows; overwrites gradient with its derivative in the output.
   * Shapes: output, targets, gradient [rows,columns], element offsets into the arena.
   */
  evaluate(
    kernels: Kernels,
    output: number,
    targets: number,
    gradient: number,
    rows: number,
    columns: number,
  ): number;
}

export interface LossKind {
  readonly type: LossName;
  /** What people call it, whatever the network. */
  readonly word: string;
  /** For one sample, as the lecture writes it. @param last activation of the last layer; null where it has none */
  formula(target: Target, last: ActivationName | null): string;
  /** For one network. */
  title(target: Target, last: ActivationName | null): string;
  /** Activations that the last layer may have; null for all but softmax, which needs a loss of distributions. */
  lastActivations(target: Target): readonly ActivationName[] | null;
  lossFor(last: ActivationName | null): Loss;
}
