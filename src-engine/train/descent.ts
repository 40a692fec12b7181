/** The two ways to go downhill behind one interface: minibatch after minibatch, or iterations over all samples. */
import type { EpochTotals } from '../model/checkpoint';
import type { FullBatchMemory } from '../optimizers/optimizer';
import type { RunningMetrics } from './running-metrics';

/** Where a descent stands, as a checkpoint keeps it beside the tensors. */
export interface DescentPlace {
  /** Finished passes of the next epoch. */
  readonly batch: number;
  /** Finished passes since the start. */
  readonly step: number;
  readonly totals: EpochTotals;
  /** Of a full-batch optimiser; null of others. */
  readonly memory: FullBatchMemory | null;
  readonly converged: boolean;
}

/** What a step is made with. */
export interface StepRates {
  readonly learningRate: number;
  /** Of an optimiser that has one; that of its settings where it is missing. */
  readonly momentum?: number | undefined;
}

export interface Descent {
  /** Passes over samples that an epoch takes, or at least takes. */
  readonly passesPerEpoch: number;
  readonly batch: number;
  readonly step: number;
  /** Rows of the latest pass. */
  readonly rows: number;
  readonly running: RunningMetrics;
  readonly epochComplete: boolean;
  /** There is nothing below; training ends. */
  readonly converged: boolean;
  /**
   * Trains on the next samples of the order; allocates nothing.
   * @param ratesNow asked right before the step is made, by a full-batch optimiser where an iteration begins
   * @returns how many samples it had
   * @throws EngineError('numeric') naming layer and tensor where NaN or infinity arises
   */
  pass(order: Uint32Array, ratesNow: () => StepRates): number;
  endEpoch(): void;
  /** Whether `place` is this very moment, and not the beginning of an iteration under way. */
  readonly isBetweenSteps: boolean;
  place(): DescentPlace;
  /** Offset of the trained parameters that belong to `place`. */
  readonly point: number;
  /** After the tensors were put back. */
  restore(place: DescentPlace): void;
}
