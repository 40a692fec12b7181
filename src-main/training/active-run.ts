/**
 * One run under way in this process: its worker, its control word, and what its messages do to the database. It ends once,
 * by the worker's last word, the worker's death, or a command; what comes later is not heard.
 */
import { createHash } from 'node:crypto';
import type {
  DoneMessage,
  EngineErrorData,
  EpochMessage,
  PackedPictures,
  ProgressMessage,
  WorkerMessage,
} from '../../src-engine';
import { AppError, type AppErrorData } from '../contract/errors';
import type { EpochRow } from '../contract/runs';
import type { EpochRepository } from '../db/epoch-repository';
import type { RunRepository } from '../db/run-repository';
import { explainWriting } from '../db/trouble';
import { RunPace } from './run-pace';
import type { Place, RunJournal } from './run-journal';
import type { RunEvent } from './run-states';
import type { Clock } from './throttle';
import { RunControl, type StartTrainer, type Trainer } from './trainer';
import type { RunUpdates } from './updates';

export interface ActiveRunParts {
  readonly runs: RunRepository;
  readonly epochs: EpochRepository;
  readonly journal: RunJournal;
  readonly startTrainer: StartTrainer;
  readonly loadPictures: (datasetId: number) => Promise<PackedPictures>;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  /** Called when a run changes its state. */
  readonly changed: () => void;
  /** Called when the database could not be written: the run has failed or will be said to. */
  readonly troubled: (error: AppError) => void;
  /** Called for each epoch once it is on disk. */
  readonly epochRecorded: (runId: number, epoch: EpochRow) => void;
}

/** A worker that has not left for so long after its stop or its last word is ended by force. */
const PATIENCE_MS = 2000;

export class ActiveRun {
  readonly runId: number;
  readonly control: RunControl;
  readonly pace: RunPace;
  /** Resolves when the run is not under way any more. */
  readonly ended: Promise<void>;
  /** Resolves when its thread, if it had one, has left as well. */
  readonly gone: Promise<void>;
  readonly #parts: ActiveRunParts;
  readonly #updates: RunUpdates;
  #trainer: Trainer | null = null;
  /** Set when the run is ended from outside; decides what the worker's leaving means. */
  #ending: 'stopped' | 'interrupted' | null = null;
  #isOver = false;
  /** Null until the worker has said where it is. */
  #place: Place | null = null;
  #resolveEnded: () => void = () => undefined;
  #resolveGone: () => void = () => undefined;

  constructor(runId: number, parts: ActiveRunParts, updates: RunUpdates) {
    const { network, training } = parts.runs.experiment(runId);
    this.runId = runId;
    this.#parts = parts;
    this.#updates = updates;
    this.control = new RunControl(network.layers.length);
    this.pace = new RunPace(parts.clock, training.epochs, training.batchSize);
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve));
    this.gone = new Promise((resolve) => (this.#resolveGone = resolve));
  }

  /** It is not under way any more, and its state says so. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** It waits and is not about to go on, so that others may have its cores. */
  get isResting(): boolean {
    return !this.control.isRunning && this.#parts.runs.state(this.runId) === 'paused';
  }

  #wasEnded(): boolean {
    return this.#isOver;
  }

  get isEnding(): boolean {
    return this.#ending !== null;
  }

  /** Waits for the data set, reads it, starts the worker. Never rejects: errors end the run as failed. */
  async launch(datasetReady: Promise<void>): Promise<void> {
    const { runs, epochs, loadPictures, startTrainer } = this.#parts;
    try {
      await datasetReady;
      if (this.#wasEnded()) return;
      const pictures = await loadPictures(runs.datasetId(this.runId) ?? 0);
      if (this.#wasEnded()) return;
      const experiment = runs.experiment(this.runId);
      const checkpoint = epochs.checkpoint(this.runId)?.data ?? null;
      this.#trainer = startTrainer({ experiment, pictures, checkpoint }, this.control, {
        message: (message) => this.#receive(message),
        exit: (reason) => this.#exited(reason),
      });
    } catch (error) {
      this.#settle('failed', toErrorData(explainWriting(error) ?? error));
    }
  }

  /** Asks the worker to end; the run becomes stopped or interrupted and keeps its last epoch. */
  end(ending: 'stopped' | 'interrupted'): void {
    this.#ending = ending;
    if (this.#trainer === null) {
      this.#settle(ending);
      return;
    }
    this.control.stop();
    this.#killAfterPatience();
  }

  #receive(message: WorkerMessage): void {
    if (this.#isOver) return;
    try {
      this.#handle(message);
    } catch (error) {
      const known = explainWriting(error);
      this.#settle('failed', toErrorData(known ?? error));
      void this.#trainer?.kill();
      if (known !== null) this.#parts.troubled(known);
    }
  }

  #handle(message: WorkerMessage): void {
    switch (message.type) {
      case 'ready':
        this.#parts.runs.setPlan(this.runId, message.parameterCount, message.layers);
        this.#parts.log(
          `run ${this.runId}: ${message.kernels} kernels, ${message.parameterCount} parameters`,
        );
        this.pace.skipTo(message.epochsDone);
        // A run that begins paused says so itself.
        if (this.control.isRunning) this.#goOn('started');
        break;
      case 'preparing':
        this.#updates.preparing(message);
        break;
      case 'progress':
        this.#place = placeOf(message);
        this.pace.batch(message);
        this.#updates.batch(message);
        break;
      case 'filters':
        this.#updates.filters(message.filters);
        break;
      case 'epoch':
        this.#record(message);
        break;
      case 'checkpoint':
        this.#parts.epochs.saveCheckpoint(this.runId, message, this.#parts.clock.dateMs());
        this.#updates.row();
        break;
      case 'changed':
        this.#parts.journal.change(this.runId, message);
        this.#updates.row();
        break;
      case 'paused':
        this.#addDuration();
        this.pace.rest();
        this.#transition('paused');
        break;
      case 'resumed':
        this.#goOn('resumed');
        break;
      case 'stopped':
        this.#settle(this.#ending ?? 'stopped');
        break;
      case 'done':
        this.#finish(message);
        break;
      case 'failed':
        this.#settle('failed', engineErrorData(message.error));
        break;
    }
  }

  #goOn(event: RunEvent): void {
    this.pace.work();
    this.#transition(event);
  }

  #record(message: EpochMessage): void {
    const { epochs, clock, epochRecorded } = this.#parts;
    epochs.record(this.runId, message, clock.dateMs());
    this.#addDuration();
    this.pace.epoch(message);
    this.#place = { epoch: message.epoch, batch: 0, x: message.epoch };
    const { epoch, train, validation, learningRate, samplesPerSecond, durationMs } = message;
    const row = { epoch, train, validation, learningRate, samplesPerSecond, durationMs };
    this.#updates.epoch(row, message.filters);
    epochRecorded(this.runId, row);
  }

  #finish({ train, test, weights, weightsEpoch, filters }: DoneMessage): void {
    const { runs, epochs } = this.#parts;
    const weightsSha256 = createHash('sha256').update(weights).digest('hex');
    if (filters !== null) {
      epochs.saveFilters(this.runId, weightsEpoch, filters);
      this.#updates.filters(filters);
    }
    runs.setResult(this.runId, { train, test, weightsSha256, weightsEpoch });
    this.#settle('done');
  }

  #exited(reason: string | null): void {
    this.#trainer = null;
    if (this.#ending !== null) this.#settle(this.#ending);
    else
      this.#settle('failed', {
        kind: 'engine',
        message:
          `The worker of this run ended without a result (${reason ?? 'it left'}). Everything up to the last epoch is kept: ` +
          'resume goes on from there. If it happens again, use fewer units or a smaller data set.',
      });
    this.#resolveGone();
  }

  #settle(event: RunEvent, error: AppErrorData | null = null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (error !== null) this.#parts.log(`run ${this.runId} ${event}: ${error.message}`);
    try {
      this.#addDuration();
    } catch (failure) {
      this.#parts.log(`run ${this.runId}: its duration cannot be written: ${String(failure)}`);
    }
    try {
      const { journal, changed } = this.#parts;
      journal.end(this.runId, event, { error, ...(this.#place === null ? {} : { place: this.#place }) });
      this.#updates.row();
      changed();
    } finally {
      this.#resolveEnded();
      if (this.#trainer === null) this.#resolveGone();
      else this.#killAfterPatience();
    }
  }

  #killAfterPatience(): void {
    const callOff = this.#parts.clock.after(PATIENCE_MS, () => void this.#trainer?.kill());
    void this.gone.then(callOff);
  }

  #addDuration(): void {
    const durationMs = this.pace.takeWorkedMs();
    if (durationMs > 0) this.#parts.runs.addDuration(this.runId, durationMs);
  }

  #transition(event: RunEvent): void {
    const { journal, changed } = this.#parts;
    journal.transition(this.runId, event, { ...(this.#place === null ? {} : { place: this.#place }) });
    this.#updates.row();
    changed();
  }
}

function placeOf({ epoch, batch, batchesPerEpoch }: ProgressMessage): Place {
  const x = epoch - 1 + batch / batchesPerEpoch;
  return batch === batchesPerEpoch ? { epoch, batch: 0, x } : { epoch: epoch - 1, batch, x };
}

function engineErrorData(error: EngineErrorData): AppErrorData {
  const kind = error.kind === 'internal' ? 'internal' : 'engine';
  const data: AppErrorData = { kind, message: error.message };
  return error.field === undefined ? data : { ...data, field: error.field };
}

function toErrorData(error: unknown): AppErrorData {
  if (error instanceof AppError) return error.toData();
  return { kind: 'internal', message: error instanceof Error ? error.message : String(error) };
}
