/** What every learning-rate schedule provides. A new one is a file with a `ScheduleKind` and one line in `registry.ts`. */
import type { ScheduleSpec } from '../spec/experiment';
import type { Fields } from '../spec/fields';

/** Where training stands when a rate is asked for. */
export interface ScheduleMoment {
  /** Minibatches done. */
  readonly step: number;
  /** Minibatches of the whole run, ≥ 1. */
  readonly steps: number;
  /** Epochs done. */
  readonly epoch: number;
  /** Times the loss has stopped falling, as `Plateau` counts them; 0 for schedules that do not ask. */
  readonly plateaus: number;
}

export type SpecOf<Type extends ScheduleSpec['type']> = Extract<ScheduleSpec, { readonly type: Type }>;

export interface ScheduleKind<Spec extends ScheduleSpec = ScheduleSpec> {
  readonly type: Spec['type'];
  /** Settings for tests and palettes to start from. */
  readonly example: Spec;
  /** @throws EngineError('config') naming the field */
  parse(fields: Fields): Spec;
  /** What the optimiser's learning rate is multiplied with, in [0, 1]. */
  factor(spec: Spec, moment: ScheduleMoment): number;
}
