/** What every learning-rate schedule provides. A new one is a file with a `ScheduleKind` and one line in `registry.ts`. */
import type { ScheduleSpec } from '../spec/experiment';
import type { Declaration } from '../spec/settings';

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

export interface ScheduleKind<Spec extends ScheduleSpec = ScheduleSpec> extends Declaration<Spec> {
  /** For lists of settings. @param write how numbers are written there */
  inWords(spec: Spec, write: (value: number) => string): string;
  /** What the optimiser's learning rate is multiplied with, in [0, 1]. */
  factor(spec: Spec, moment: ScheduleMoment): number;
}
