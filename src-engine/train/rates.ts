/** The optimiser's settings that may be changed while running: the learning rate, which has a schedule, and the momentum. */
import { scheduleKinds } from '../schedules/registry';
import { untried, waitOn } from './patience';
import type { Experiment, ScheduleSpec } from '../spec/experiment';
import type { Metrics } from '../worker/protocol';
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

  constructor({ optimizer, training }: Experiment, passesPerEpoch: number) {
    this.base = optimizer.learningRate;
    this.momentum = 'momentum' in optimizer ? optimizer.momentum : undefined;
    this.#schedule = training.schedule ?? { type: 'constant' };
    this.#moment.steps = training.epochs * passesPerEpoch;
  }

  /** The learning rate of the next minibatch. @param step minibatches done @param epoch epochs done */
  at(step: number, epoch: number): number {
    const moment = this.#moment;
    moment.step = step;
    moment.epoch = epoch;
    moment.plateaus = this.plateau.exhausted;
    return this.base * scheduleKinds[this.#schedule.type].factor(this.#schedule, moment);
  }

  /** Shows it an epoch: the validation loss, or where nothing is held out that of training. */
  watch(train: Metrics, validation: Metrics | null, epoch: number): void {
    const schedule = this.#schedule;
    if (schedule.type !== 'plateau') return;
    const rule = { patience: schedule.patience, minDelta: schedule.minDelta, wants: 'less' } as const;
    this.plateau = waitOn(this.plateau, rule, (validation ?? train).loss, epoch);
  }
}
