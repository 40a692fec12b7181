/** The optimiser's settings that may be changed while running: the learning rate, which has a schedule, and the momentum. */
import { scheduleKinds } from '../schedules/registry';
import { untried, waitOn } from './patience';
import type { Experiment, ScheduleSpec } from '../spec/experiment';
import type { Metrics } from '../worker/protocol';
import type { StepRates } from './descent';
import type { PatienceState } from './patience';

export class Rates {
  /** Without the schedule; > 0. */
  base: number;
  /** In [0, 1); undefined where the optimiser has none. */
  momentum: number | undefined;
  /** What the schedule `plateau` has seen. */
  plateau: PatienceState = untried;
  readonly #schedule: ScheduleSpec;
  readonly #moment = { step: 0, steps: 1, epoch: 0, plateaus: 0 };
  readonly #latest = { learningRate: 0, momentum: 0 as number | undefined };

  constructor({ optimizer, training }: Experiment, passesPerEpoch: number) {
    this.base = optimizer.learningRate;
    this.momentum = 'momentum' in optimizer ? optimizer.momentum : undefined;
    this.#schedule = training.schedule ?? { type: 'constant' };
    this.#moment.steps = training.epochs * passesPerEpoch;
    this.next(0, 0);
  }

  /** As `next` gave them last. */
  get latest(): StepRates {
    return this.#latest;
  }

  /** Those of the next step, in an object that is used again. @param step minibatches done @param epoch epochs done */
  next(step: number, epoch: number): StepRates {
    const moment = this.#moment;
    moment.step = step;
    moment.epoch = epoch;
    moment.plateaus = this.plateau.exhausted;
    const kind = scheduleKinds[this.#schedule.type];
    this.#latest.learningRate = this.base * kind.factor(this.#schedule, moment);
    this.#latest.momentum = this.momentum;
    return this.#latest;
  }

  /** Shows it an epoch: the validation loss, or where nothing is held out that of training. */
  watch(train: Metrics, validation: Metrics | null, epoch: number): void {
    const schedule = this.#schedule;
    if (schedule.type !== 'plateau') return;
    const rule = { patience: schedule.patience, minDelta: schedule.minDelta, wants: 'less' } as const;
    this.plateau = waitOn(this.plateau, rule, (validation ?? train).loss, epoch);
  }
}
