/**
 * Sweeps as a whole: makes their runs, passes commands to all of them, and reads what they say. Single runs stay the
 * supervisor's business, and their order the queue's.
 */
import { armExperiment, mostSeeds, type Experiment, type Sweep } from '../../src-engine';
import { AppError } from '../contract/errors';
import type {
  SweepComparison,
  SweepDetail,
  SweepMode,
  SweepPreset,
  SweepRun,
  SweepSummary,
} from '../contract/sweeps';
import type { RunRepository } from '../db/run-repository';
import type { StoredSweep, SweepRepository } from '../db/sweep-repository';
import type { Supervisor } from '../training/supervisor';
import type { Clock } from '../training/throttle';
import { compareArms, figuresOf } from './figures';
import { readSweepPresets } from './sweep-presets';

export interface SweepServiceParts {
  readonly sweeps: SweepRepository;
  readonly runs: RunRepository;
  readonly supervisor: Supervisor;
  /** The set of an experiment. @throws AppError when there is none or it is not whole */
  readonly resolveDataset: (experiment: Experiment) => {
    readonly datasetId: number;
    readonly ready: Promise<void>;
  };
  readonly clock: Clock;
  readonly changed: () => void;
  readonly presetsDir: string;
  readonly log: (line: string) => void;
}

type Place = Pick<SweepRun, 'arm' | 'seed'>;

interface RunOrder {
  readonly arm: number;
  readonly experiment: Experiment;
  readonly datasetId: number;
}

export type SweepCommand = 'pause' | 'resume' | 'stop';

export class SweepService {
  readonly #parts: SweepServiceParts;

  constructor(parts: SweepServiceParts) {
    this.#parts = parts;
  }

  presets(): Promise<SweepPreset[]> {
    return readSweepPresets(this.#parts.presetsDir, this.#parts.log);
  }

  /**
   * Stores the sweep with a queued run for each arm and seed, all or none: seed by seed, so that pairs are finished early.
   * @throws AppError('notFound' | 'precondition') when the data set of an arm is not there or not whole
   */
  create(sweep: Sweep, seeds: readonly number[], mode: SweepMode): number {
    const { sweeps, clock } = this.#parts;
    const orders = this.#orders(sweep, seeds, []);
    const sweepId = sweeps.atOnce(() => {
      const id = sweeps.create({ sweep, seeds, mode, createdAtMs: clock.dateMs() });
      this.#store(id, orders);
      return id;
    });
    this.#begin();
    return sweepId;
  }

  /** @throws AppError as `create` */
  addSeeds(sweepId: number, seeds: readonly number[]): void {
    const { sweeps } = this.#parts;
    const stored = sweeps.get(sweepId);
    const all = [...new Set([...stored.seeds, ...seeds])];
    if (all.length > mostSeeds) {
      throw new AppError(
        'validation',
        `A sweep has at most ${mostSeeds} seeds; this would make ${all.length}.`,
        {
          field: 'seeds',
        },
      );
    }
    const orders = this.#orders(stored.sweep, all, sweeps.runs(sweepId));
    sweeps.atOnce(() => {
      sweeps.setSeeds(stored, all);
      this.#store(sweepId, orders);
    });
    this.#begin();
  }

  list(): SweepSummary[] {
    return this.#parts.sweeps.list().map((stored) => summarise(stored, this.#runs(stored)));
  }

  /** @throws AppError('notFound') */
  get(sweepId: number): SweepDetail {
    const stored = this.#parts.sweeps.get(sweepId);
    const runs = this.#runs(stored);
    return { ...summarise(stored, runs), sweep: stored.sweep, runs };
  }

  /** @throws AppError('notFound' | 'validation') when there is no such sweep or arm */
  compare(sweepId: number, reference = 0): SweepComparison {
    const { sweep, runs } = this.get(sweepId);
    if (reference >= sweep.arms.length) {
      throw new AppError(
        'validation',
        `Sweep ${sweepId} has ${sweep.arms.length} arms, counted from 0, so there is no arm ${reference}.`,
        { field: 'reference' },
      );
    }
    return compareArms(sweep, runs, reference);
  }

  /** @throws AppError('notFound') */
  control(sweepId: number, command: SweepCommand): void {
    const { supervisor } = this.#parts;
    const runs = this.get(sweepId).runs;
    // What waits leaves the queue before a run that ends or pauses makes room for it.
    const waiting = runs.filter(({ state }) => state === 'queued');
    if (command !== 'resume') for (const { runId } of waiting) this.#ask(runId, 'stop');
    for (const { runId, state } of runs) {
      const isAwake = state === 'preparing' || state === 'running';
      if (command !== 'resume') {
        if (isAwake || (state === 'paused' && command === 'stop')) this.#ask(runId, command);
      } else if (state === 'paused') supervisor.control(runId, 'resume');
      else if (isOver(state)) supervisor.control(runId, 'queue');
    }
  }

  /**
   * @param keepRuns leaves the runs, which then belong to no sweep; otherwise they go into the bin, all or none
   * @throws AppError('notFound' | 'precondition') when there is no such sweep, or one of the runs to remove is under way
   */
  remove(sweepId: number, keepRuns: boolean): void {
    const { sweeps, supervisor, changed } = this.#parts;
    const { runs } = this.get(sweepId);
    if (keepRuns) {
      sweeps.remove(sweepId);
      changed();
    } else supervisor.remove(runs.map(({ runId }) => runId));
  }

  /** Removes sweeps whose runs are gone for good; call at the start. */
  recover(): void {
    this.#parts.sweeps.removeEmpty();
  }

  /** Begins the other arms of a seed as soon as one has begun, in sweeps that keep them together; call at every change. */
  keepTogether(): void {
    const { sweeps, supervisor } = this.#parts;
    if (supervisor.queue().held) return;
    // Each one that begins is a change itself and leads here again, so the list is asked anew.
    for (let [runId] = sweeps.leftBehind(); runId !== undefined; [runId] = sweeps.leftBehind()) {
      supervisor.control(runId, 'resume');
    }
  }

  #begin(): void {
    this.#parts.changed();
    this.#parts.supervisor.fillSlots();
  }

  /** What to train for each arm and seed that there is no run of yet. @throws AppError as `create` */
  #orders(sweep: Sweep, seeds: readonly number[], present: readonly Place[]): RunOrder[] {
    const known = new Set(present.map(({ arm, seed }) => `${arm} ${seed}`));
    const places = seeds.flatMap((seed) => sweep.arms.map((_, arm) => ({ arm, seed })));
    return places
      .filter(({ arm, seed }) => !known.has(`${arm} ${seed}`))
      .map(({ arm, seed }) => {
        const experiment = armExperiment(sweep, arm, seed);
        const { datasetId, ready } = this.#parts.resolveDataset(experiment);
        // The set is needed only later; whoever fails to make it hears of it then.
        ready.catch(() => undefined);
        return { arm, experiment, datasetId };
      });
  }

  #store(sweepId: number, orders: readonly RunOrder[]): void {
    const { runs, clock } = this.#parts;
    for (const { arm, experiment, datasetId } of orders) {
      runs.create(experiment, datasetId, clock.dateMs(), 'queued', { sweepId, arm });
    }
  }

  /** For runs that may have come to their end since they were looked up: nothing is left to command then. */
  #ask(runId: number, command: 'pause' | 'stop'): void {
    try {
      this.#parts.supervisor.control(runId, command);
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'precondition') throw error;
    }
  }

  #runs({ id, seeds }: StoredSweep): SweepRun[] {
    const place = new Map(seeds.map((seed, index) => [seed, index]));
    const order = ({ seed, arm }: SweepRun): number => (place.get(seed) ?? seeds.length) * 1000 + arm;
    return this.#parts.sweeps
      .runs(id)
      .map((run) => {
        const { runId, arm, seed, state, epochsDone, epochsTotal, error } = run;
        return { runId, arm, seed, state, epochsDone, epochsTotal, figures: figuresOf(run), error };
      })
      .sort((first, second) => order(first) - order(second));
  }
}

/** Over before its end, and can go on. */
function isOver(state: SweepRun['state']): boolean {
  return state === 'stopped' || state === 'interrupted' || state === 'failed';
}

function summarise(stored: StoredSweep, runs: readonly SweepRun[]): SweepSummary {
  const { id, sweep, seeds, mode, createdAtMs } = stored;
  const count = (...states: SweepRun['state'][]): number =>
    runs.filter(({ state }) => states.includes(state)).length;
  const counts = {
    waiting: count('queued'),
    underWay: count('preparing', 'running', 'paused'),
    finished: count('finished'),
    ended: count('stopped', 'interrupted'),
    failed: count('failed'),
  };
  const armNames = sweep.arms.map(({ name }) => name);
  return { id, name: sweep.name, createdAtMs, armNames, seeds: [...seeds], mode, counts };
}
