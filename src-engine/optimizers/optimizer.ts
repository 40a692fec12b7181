/** What every optimiser provides. A new one is a file with an `OptimizerKind` and one line in `registry.ts`. */
import type { Kernels } from '../kernels/kernels';
import type { OptimizerSpec } from '../spec/experiment';
import type { Fields } from '../spec/fields';

/** Where the parameters, their gradients and the optimiser's state lie; all regions are `count` long. */
interface OptimizerBuffers {
  readonly parameters: number;
  readonly gradients: number;
  /** One offset for each state tensor. */
  readonly state: readonly number[];
  readonly count: number;
}

export interface Optimizer {
  /**
   * One update of all parameters in place.
   * @param step 1 for the first update; all that depends on time derives from it
   * @returns false where a gradient or a new parameter is NaN or infinite
   */
  update(step: number, learningRate: number): boolean;
}

export interface OptimizerKind<Spec extends OptimizerSpec = OptimizerSpec> {
  readonly type: Spec['type'];
  /** Settings for tests and palettes to start from. */
  readonly example: Spec;
  /** State tensors, each as large as the parameters; all start at 0. */
  readonly stateTensors: number;
  /** @throws EngineError('config') naming the field */
  parse(fields: Fields): Spec;
  build(kernels: Kernels, spec: Spec, buffers: OptimizerBuffers): Optimizer;
}
