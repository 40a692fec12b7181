/**
 * The only door through which a run changes its state: by an event that the table knows, written in one transaction with
 * its entry in the record, before anybody hears of it.
 */
import type { ChangedMessage, Experiment } from '../../src-engine';
import type { AppErrorData } from '../contract/errors';
import type { RunEvent as RecordedEvent, RunState } from '../contract/runs';
import type { EpochRepository } from '../db/epoch-repository';
import type { RunRepository } from '../db/run-repository';
import { explainWriting } from '../db/trouble';
import { nextState, type RunEvent } from './run-states';
import type { Clock } from './throttle';

/** Where in its training a run stands. */
export interface Place {
  /** Finished epochs. */
  readonly epoch: number;
  /** Finished minibatches of the next one; null where that is not known. */
  readonly batch: number | null;
  /** On the epoch axis. */
  readonly x: number;
}

export interface RunJournalParts {
  readonly runs: RunRepository;
  readonly epochs: EpochRepository;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  /** Called after each entry. */
  readonly recorded: (runId: number, event: RecordedEvent) => void;
}

export interface TransitionDetail {
  /** For people, where the event alone does not tell. */
  readonly reason?: string;
  readonly error?: AppErrorData | null;
  /** Its last finished epoch where none is given. */
  readonly place?: Place;
}

export class RunJournal {
  readonly #parts: RunJournalParts;

  /** Ends of runs that could not be written. */
  readonly #owed = new Map<number, () => void>();

  constructor(parts: RunJournalParts) {
    this.#parts = parts;
  }

  /** The end of a run. Where the database cannot be written, it is written with the next command, or told by the next start. */
  end(runId: number, event: RunEvent, detail: TransitionDetail): void {
    try {
      this.transition(runId, event, detail);
    } catch (error) {
      this.#parts.log(`run ${runId}: its end (${event}) cannot be written yet: ${String(error)}`);
      this.#owed.set(runId, () => void this.transition(runId, event, detail));
    }
  }

  /** Writes what is owed. @throws DatabaseTrouble while that is still not possible */
  catchUp(): void {
    for (const [runId, write] of this.#owed) {
      try {
        write();
      } catch (error) {
        throw explainWriting(error) ?? error;
      }
      this.#owed.delete(runId);
    }
  }

  /**
   * The new state; null, and nothing happens, where the event has no place in the present one.
   * @throws AppError('notFound')
   */
  transition(runId: number, event: RunEvent, detail: TransitionDetail = {}): RunState | null {
    const { runs, clock, log, recorded } = this.#parts;
    const { error = null, reason = error?.message ?? null } = detail;
    const { state: from, epochsDone } = runs.get(runId);
    const to = nextState(from, event);
    if (to === null) {
      log(`run ${runId}: ${event} has no place in state ${from}`);
      return null;
    }
    // A paused run that made a single step is paused as before.
    if (to === from) return to;
    const place = detail.place ?? { epoch: epochsDone, batch: null, x: epochsDone };
    const entry = { ...place, atMs: clock.dateMs(), kind: 'state', from, to, reason } as const;
    runs.transition(runId, entry, error);
    recorded(runId, entry);
    return to;
  }

  /** Settings that were changed on the way, with the checkpoint that has them. */
  change(runId: number, message: ChangedMessage): void {
    const { runs, epochs, clock, recorded } = this.#parts;
    const { changes, epoch, batch, batchesPerEpoch } = message;
    const atMs = clock.dateMs();
    const moment = { atMs, epoch, batch, x: epoch + batch / batchesPerEpoch };
    const entries = changes.map((change) => ({ ...moment, kind: 'change', ...change }) as const);
    runs.change(runId, entries, () => epochs.saveCheckpoint(runId, message, atMs));
    for (const entry of entries) recorded(runId, entry);
  }

  /**
   * A finished run that is to go on: its experiment with more epochs, its way back to preparing, and both in the record.
   * What it ended with is no longer its result.
   * @returns false, and nothing happens, where it is not finished
   */
  extend(runId: number, experiment: Experiment): boolean {
    const { runs, clock, recorded } = this.#parts;
    const { state: from, epochsDone, epochsTotal } = runs.get(runId);
    const to = nextState(from, 'extended');
    if (to === null) return false;
    const moment = { atMs: clock.dateMs(), epoch: epochsDone, batch: null, x: epochsDone };
    const longer = {
      ...moment,
      kind: 'extended',
      from: epochsTotal,
      to: experiment.training.epochs,
    } as const;
    const entry = { ...moment, kind: 'state', from, to, reason: null } as const;
    runs.extend(runId, experiment, longer, entry);
    recorded(runId, longer);
    recorded(runId, entry);
    return true;
  }
}
