/**
 * The run supervisor: creates runs, passes commands to those under way, brings ended ones back, and puts
 * right what an earlier process left behind. What happens inside a run is `active-run.ts`.
 */
import type { Experiment } from '../../src-engine';
import { AppError } from '../contract/errors';
import type { RunUpdate } from '../contract/runs';
import { ActiveRun, type ActiveRunParts } from './active-run';
import { nextState } from './run-states';
import { RunUpdates } from './updates';

export interface SupervisorParts extends ActiveRunParts {
  /** The set of an experiment. @throws AppError when there is none or it is not whole */
  readonly resolveDataset: (experiment: Experiment) => {
    readonly datasetId: number;
    readonly ready: Promise<void>;
  };
  readonly update: (update: RunUpdate) => void;
}

export type RunCommand = 'pause' | 'resume' | 'step' | 'stop';

export class Supervisor {
  readonly #parts: SupervisorParts;
  readonly #active = new Map<number, ActiveRun>();
  /** Threads that have not left yet; those of ended runs need a moment. */
  readonly #threads = new Set<Promise<void>>();
  /** Kept after a run has ended, so that its messages stay numbered in one row. */
  readonly #updates = new Map<number, RunUpdates>();

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
  }

  /** Marks runs that an earlier process left under way; call once, before anything else. */
  recover(): void {
    for (const runId of this.#parts.runs.unfinished()) this.#parts.runs.setState(runId, 'interrupted');
  }

  /**
   * Stores the experiment and starts a run of it; answers before the worker is ready.
   * @throws AppError('notFound' | 'precondition') when its data set is not there or not whole
   */
  create(experiment: Experiment, start: 'running' | 'paused'): number {
    const { datasetId, ready } = this.#parts.resolveDataset(experiment);
    const runId = this.#parts.runs.create(experiment, datasetId, this.#parts.clock.dateMs());
    this.#begin(runId, start, ready);
    return runId;
  }

  /** @throws AppError('notFound' | 'precondition') when there is no such run or the command has no place now */
  control(runId: number, command: RunCommand): void {
    const active = this.#active.get(runId);
    if (active === undefined) this.#restart(runId, command);
    else if (active.isEnding) throw new AppError('precondition', `Run ${runId} is being stopped already.`);
    else if (command === 'stop') active.end('stopped');
    else if (command === 'pause') active.control.pause();
    else if (command === 'step') active.control.step();
    else active.control.run();
  }

  /**
   * Changes the optimiser's learning rate of a run under way, from its next minibatch on.
   * @throws AppError('notFound' | 'precondition') when there is no such run or it is not under way
   */
  changeLearningRate(runId: number, learningRate: number): void {
    const active = this.#active.get(runId);
    if (active !== undefined && !active.isEnding) {
      active.control.changeLearningRate(learningRate);
      return;
    }
    const { state } = this.#parts.runs.get(runId);
    throw new AppError(
      'precondition',
      `Run ${runId} is ${state}; the learning rate can be changed while it trains or is paused. Resume it first.`,
    );
  }

  /** @throws AppError('precondition') while the run is under way */
  remove(runId: number): void {
    const { runs, changed } = this.#parts;
    const { name } = runs.get(runId);
    if (this.#active.has(runId)) {
      throw new AppError('precondition', `Run ${runId}, "${name}", is under way. Stop it first.`);
    }
    this.#updates.get(runId)?.cancel();
    this.#updates.delete(runId);
    runs.remove(runId);
    changed();
  }

  /** Resolves when the run is not under way any more. */
  async ended(runId: number): Promise<void> {
    await this.#active.get(runId)?.ended;
  }

  /**
   * Ends all workers; their runs become interrupted and keep the last epoch. Waits until every thread has left:
   * a process that ends under a thread may never come to its end.
   */
  async close(): Promise<void> {
    for (const active of this.#active.values()) active.end('interrupted');
    await Promise.all(this.#threads);
    for (const updates of this.#updates.values()) updates.cancel();
  }

  /** Resume and step bring a run back that is not under way. */
  #restart(runId: number, command: RunCommand): void {
    const { runs } = this.#parts;
    const run = runs.get(runId);
    const next = nextState(run.state, 'restarted');
    if (command === 'pause' || command === 'stop' || next === null) {
      throw new AppError('precondition', `Run ${runId} is ${run.state}, so it cannot ${command}.`);
    }
    const datasetId = runs.datasetId(runId);
    const set = datasetId === null ? null : this.#parts.resolveDataset(runs.experiment(runId));
    if (set?.datasetId !== datasetId) {
      throw new AppError(
        'precondition',
        `The data set "${run.datasetName}" that run ${runId} began with was removed, so it cannot go on. Start a new run.`,
      );
    }
    runs.setState(runId, next);
    this.#begin(runId, command === 'step' ? 'step' : 'running', set.ready);
  }

  #begin(runId: number, start: 'running' | 'paused' | 'step', datasetReady: Promise<void>): void {
    const updates = this.#updatesOf(runId);
    const active = new ActiveRun(runId, this.#parts, updates);
    if (start === 'paused') active.control.pause();
    else if (start === 'step') active.control.step();
    this.#active.set(runId, active);
    this.#threads.add(active.gone);
    void active.gone.then(() => this.#threads.delete(active.gone));
    void active.ended.then(() => {
      if (this.#active.get(runId) === active) this.#active.delete(runId);
      this.#parts.changed();
    });
    this.#parts.changed();
    updates.row();
    void active.launch(datasetReady);
  }

  #updatesOf(runId: number): RunUpdates {
    const { runs, epochs, update, clock } = this.#parts;
    const known = this.#updates.get(runId);
    if (known !== undefined) return known;
    const source = {
      summary: () => runs.get(runId),
      secondsLeft: () => this.#active.get(runId)?.pace.secondsLeft() ?? null,
      savedAtMs: () => epochs.savedAtMs(runId),
    };
    const created = new RunUpdates(runId, source, update, clock);
    this.#updates.set(runId, created);
    return created;
  }
}
