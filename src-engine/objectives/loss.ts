/** What every loss provides. A new one is a file with a `Loss` and one line in `registry.ts`. */
import type { Kernels } from '../kernels/kernels';

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
