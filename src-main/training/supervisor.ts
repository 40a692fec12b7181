/**
 * The run supervisor: creates runs, begins those whose turn it is, passes commands to those under way, brings ended ones
 * back, and puts right what an earlier process left behind. What happens inside a run is `active-run.ts`, the order of the
 * queue `run-queue.ts`, the states and their record `run-journal.ts`.
 */
import type { Experiment } from '../../src-engine';
import { AppError } from '../contract/errors';
import type { QueueState, RunChange, RunEvent, RunUpdate } from '../contract/runs';
import type { RunOrigin } from '../db/run-repository';
import { ActiveRun, type ActiveRunParts } from './active-run';
import { requireChangeable } from './changeable';
import type { RunBin } from './run-bin';
import { RunJournal } from './run-journal';
import type { RunQueue } from './run-queue';
import { nextState } from './run-states';
import { RunUpdates } from './updates';

export interface SupervisorParts extends Omit<ActiveRunParts, 'journal'> {
  /** The set of an experiment. @throws AppError when there is none or it is not whole */
  readonly resolveDataset: (experiment: Experiment) => {
    readonly datasetId: number;
    readonly ready: Promise<void>;
  };
  readonly queue: RunQueue;
  readonly bin: RunBin;
  readonly update: (update: RunUpdate) => void;
}

export type RunCommand = 'pause' | 'resume' | 'step' | 'stop' | 'queue';
export type RunStart = 'running' | 'paused' | 'queued';

export class Supervisor {
  readonly #parts: SupervisorParts;
  readonly #journal: RunJournal;
  readonly #active = new Map<number, ActiveRun>();
  /** Threads that have not left yet; those of ended runs need a moment. */
  readonly #threads = new Set<Promise<void>>();
  /** Kept after a run has ended or was deleted, so that its messages stay numbered in one row. */
  readonly #updates = new Map<number, RunUpdates>();
  /** Called at the next change of any state. */
  #waiters: (() => void)[] = [];
  #isClosed = false;

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
    const { runs, epochs, clock, log } = parts;
    const recorded = (runId: number, event: RunEvent): void => this.#recorded(runId, event);
    this.#journal = new RunJournal({ runs, epochs, clock, log, recorded });
  }

  /** Marks runs that an earlier process left under way; call once, before anything else. Queued ones stay queued. */
  recover(): void {
    const reason = 'Simplecell ended while it was under way.';
    for (const runId of this.#parts.runs.unfinished()) {
      this.#journal.transition(runId, 'interrupted', { reason });
    }
  }

  /** From now on queued runs begin by themselves. */
  openQueue(): void {
    this.#parts.queue.open();
    this.fillSlots();
  }

  /**
   * Stores the experiment and a run of it; answers before a worker is ready.
   * @throws AppError('notFound' | 'precondition') when its data set is not there or not whole
   */
  create(experiment: Experiment, start: RunStart, origin: RunOrigin = {}): number {
    const { resolveDataset, runs, clock, changed } = this.#parts;
    this.#journal.catchUp();
    const { datasetId, ready } = resolveDataset(experiment);
    const state = start === 'queued' ? 'queued' : 'preparing';
    const runId = runs.create(experiment, datasetId, clock.dateMs(), state, origin);
    if (start !== 'queued') this.#begin(runId, start, ready);
    else {
      // The set is needed only later; whoever fails to make it hears of it then.
      ready.catch(() => undefined);
      changed();
      this.fillSlots();
    }
    return runId;
  }

  /** @throws AppError('notFound' | 'precondition') when there is no such run or the command has no place now */
  control(runId: number, command: RunCommand): void {
    this.#journal.catchUp();
    const active = this.#activeRun(runId);
    if (active === undefined) this.#bringBack(runId, command);
    else if (active.isEnding) throw new AppError('precondition', `Run ${runId} is being stopped already.`);
    else if (command === 'stop') active.end('stopped');
    else if (command === 'pause') active.control.pause();
    else if (command === 'step') active.control.step();
    else if (command === 'resume') active.control.run();
    else
      throw new AppError('precondition', `Run ${runId} is under way, so it cannot be queued. Stop it first.`);
    this.fillSlots();
  }

  /** Pauses every run under way and holds the queue, or lets all of it go on. */
  controlAll(command: 'pause' | 'resume'): void {
    const { queue, changed } = this.#parts;
    const isPause = command === 'pause';
    if (isPause) queue.hold();
    else queue.release();
    for (const active of this.#active.values()) {
      if (active.isOver || active.isEnding) continue;
      if (isPause) active.control.pause();
      else active.control.run();
    }
    this.fillSlots();
    changed();
  }

  /** @throws AppError('precondition') when one of them does not wait in the queue */
  reorder(runId: number, before: number | null): void {
    this.#parts.queue.move(runId, before);
    this.#parts.changed();
  }

  setPriority(runIds: readonly number[], priority: number): void {
    this.#parts.queue.setPriority(runIds, priority);
    this.#parts.changed();
  }

  queue(): QueueState {
    const { queue } = this.#parts;
    return { held: queue.isHeld, slots: queue.slots, busy: this.#busy(), waiting: queue.waiting() };
  }

  /** Begins queued runs while there are free slots; call after whatever may have freed one. */
  fillSlots(): void {
    for (;;) {
      const runId = this.#parts.queue.next(this.#busy());
      if (runId === null) return;
      try {
        this.#restart(runId, 'begun', 'running');
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        this.#journal.transition(runId, 'failed', { error: error.toData() });
        this.#parts.changed();
      }
    }
  }

  /**
   * Changes a setting of a run under way, from its next use on.
   * @throws AppError('notFound' | 'precondition') when there is no such run, it is not under way, or has no such setting
   */
  change(runId: number, change: RunChange): void {
    const { runs } = this.#parts;
    const { state } = runs.get(runId);
    const active = this.#activeRun(runId);
    if (active === undefined || active.isEnding) {
      throw new AppError(
        'precondition',
        `Run ${runId} is ${state}; settings can be changed while it trains or is paused. Resume it first.`,
      );
    }
    requireChangeable(runs.experiment(runId), change);
    active.control.change(change);
  }

  /**
   * Lets a finished run go on until it has so many epochs in all.
   * @throws AppError('notFound' | 'precondition' | 'validation')
   */
  extend(runId: number, epochs: number): void {
    const { runs } = this.#parts;
    const { state, epochsTotal } = runs.get(runId);
    if (state !== 'finished') {
      throw new AppError(
        'precondition',
        `Run ${runId} is ${state}; only a finished run can be given more epochs.`,
      );
    }
    if (epochs <= epochsTotal) {
      throw new AppError('validation', `Run ${runId} had ${epochsTotal} epochs; give it more than that.`, {
        field: 'epochs',
      });
    }
    const experiment = runs.experiment(runId);
    const ready = this.#ownDataset(runId);
    this.#journal.extend(runId, { ...experiment, training: { ...experiment.training, epochs } });
    this.#begin(runId, 'running', ready);
  }

  /**
   * Puts runs into the bin, all or none; queued ones leave the queue.
   * @throws AppError('precondition') while one of them is under way
   */
  remove(runIds: readonly number[]): void {
    const { runs, bin } = this.#parts;
    const present = runIds.filter((runId) => runs.exists(runId));
    for (const runId of present) {
      if (this.#activeRun(runId) === undefined) continue;
      const { name } = runs.get(runId);
      throw new AppError('precondition', `Run ${runId}, "${name}", is under way. Stop it first.`);
    }
    for (const runId of present) {
      if (runs.state(runId) === 'queued')
        this.#journal.transition(runId, 'stopped', { reason: 'It was deleted.' });
      this.#updates.get(runId)?.cancel();
    }
    bin.put(present);
  }

  restore(runIds: readonly number[]): void {
    this.#parts.bin.restore(runIds);
  }

  purge(runIds: readonly number[] | null): Promise<void> {
    return this.#parts.bin.purge(runIds);
  }

  /** Removes for good what has been in the bin for a week. */
  purgeOld(): Promise<void> {
    return this.#parts.bin.purgeOld();
  }

  /** Resolves when the run is neither under way nor queued any more, or the supervisor closes. */
  async ended(runId: number): Promise<void> {
    for (;;) {
      const active = this.#active.get(runId);
      if (active !== undefined) await active.ended;
      else if (this.#parts.runs.state(runId) !== 'queued' || this.#isClosed) return;
      else await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
  }

  /**
   * Ends all workers; their runs become interrupted and keep the last epoch, queued ones stay queued. Waits until every
   * thread has left: a process that ends under a thread may never come to its end.
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#parts.queue.close();
    this.#wake();
    for (const active of this.#active.values()) active.end('interrupted');
    await Promise.all(this.#threads);
    for (const updates of this.#updates.values()) updates.cancel();
    await this.#parts.bin.close();
  }

  /** A command for a run that is not under way: begins it, puts it into the queue, or takes it out. */
  #bringBack(runId: number, command: RunCommand): void {
    const { runs, changed } = this.#parts;
    const { state } = runs.get(runId);
    const isQueued = state === 'queued';
    if (command === 'stop' && isQueued) this.#journal.transition(runId, 'stopped');
    else if (command === 'queue' && nextState(state, 'queued') !== null) {
      this.#ownDataset(runId).catch(() => undefined);
      this.#journal.transition(runId, 'queued');
    } else if (command === 'resume' || command === 'step') {
      const start = command === 'step' ? 'step' : 'running';
      this.#restart(runId, isQueued ? 'begun' : 'restarted', start);
    } else throw new AppError('precondition', `Run ${runId} is ${state}, so it cannot ${command}.`);
    changed();
  }

  /** @throws AppError('precondition') where the event has no place or the data set is gone */
  #restart(runId: number, event: 'begun' | 'restarted', start: 'running' | 'step'): void {
    const { state } = this.#parts.runs.get(runId);
    if (nextState(state, event) === null) {
      throw new AppError('precondition', `Run ${runId} is ${state}, so it cannot go on.`);
    }
    const ready = this.#ownDataset(runId);
    this.#journal.transition(runId, event);
    this.#begin(runId, start, ready);
  }

  /** When the set that the run began with is ready. @throws AppError('precondition') where it is another or none */
  #ownDataset(runId: number): Promise<void> {
    const { runs, resolveDataset } = this.#parts;
    const datasetId = runs.datasetId(runId);
    const set = datasetId === null ? null : resolveDataset(runs.experiment(runId));
    if (set?.datasetId === datasetId) return set.ready;
    throw new AppError(
      'precondition',
      `The data set "${runs.get(runId).datasetName}" that run ${runId} began with was removed, so it cannot go on. Start a new run.`,
    );
  }

  #begin(runId: number, start: 'running' | 'paused' | 'step', datasetReady: Promise<void>): void {
    const updates = this.#updatesOf(runId);
    const troubled = (error: AppError): void => this.#troubled(error);
    const active = new ActiveRun(runId, { ...this.#parts, journal: this.#journal, troubled }, updates);
    if (start === 'paused') active.control.pause();
    else if (start === 'step') active.control.step();
    this.#active.set(runId, active);
    this.#threads.add(active.gone);
    void active.gone.then(() => this.#threads.delete(active.gone));
    void active.ended.then(() => {
      if (this.#active.get(runId) === active) this.#active.delete(runId);
      this.fillSlots();
      this.#parts.changed();
    });
    this.#parts.changed();
    updates.row();
    void active.launch(datasetReady);
  }

  #activeRun(runId: number): ActiveRun | undefined {
    const active = this.#active.get(runId);
    return active?.isOver === true ? undefined : active;
  }

  #busy(): number {
    let busy = 0;
    for (const active of this.#active.values()) if (!active.isOver && !active.isResting) busy++;
    return busy;
  }

  #recorded(runId: number, event: RunEvent): void {
    this.#updatesOf(runId).event(event);
    if (event.kind !== 'state') return;
    this.#wake();
    // Not within the transition: what it frees is given away when it is through.
    if (event.to === 'paused') queueMicrotask(() => this.fillSlots());
  }

  /** What one run could not write, the next could not either: the queue waits until somebody has seen to it. */
  #troubled(error: AppError): void {
    const { queue, log, troubled } = this.#parts;
    try {
      queue.hold();
    } catch (failure) {
      log(`the queue cannot be held: ${String(failure)}`);
    }
    troubled(error);
  }

  #wake(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }

  #updatesOf(runId: number): RunUpdates {
    const { runs, epochs, update, clock } = this.#parts;
    const known = this.#updates.get(runId);
    if (known !== undefined) return known;
    const source = {
      summary: () => runs.get(runId),
      secondsLeft: () => this.#active.get(runId)?.pace.secondsLeft() ?? null,
      savedAtMs: () => epochs.savedAtMs(runId),
      activeRuns: () => this.#active.size,
    };
    const created = new RunUpdates(runId, source, update, clock);
    this.#updates.set(runId, created);
    return created;
  }
}
