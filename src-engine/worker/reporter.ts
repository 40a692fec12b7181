/** What a run's worker tells its host and how often: keeps the clocks and the throttles. */
import type { HelperOrder } from '../train/shard-helper';
import type { EpochResult, TrainingSession } from '../train/session';
import type { ChangedSetting, DoneMessage, FilterSet, HiddenActivity, WorkerMessage } from './protocol';

/** What the run needs of its platform. */
export interface WorkerPort {
  /** @param transfer buffers the message gives away instead of copying them */
  post(message: WorkerMessage, transfer: readonly ArrayBufferLike[]): void;
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** Threads that this machine runs at once. */
  readonly cores: number;
  /** Starts a thread that calls `runHelper`; returns without waiting for it. */
  startHelper(order: HelperOrder): void;
}

/** Finished epochs, and finished minibatches of the next one. */
interface TrainingPlace {
  readonly epoch: number;
  readonly batch: number;
}

const progressIntervalMs = 100;
const filtersIntervalMs = 120;
const activityIntervalMs = 500;
/** Large filter sets are sent less often, so that all runs together copy at most this much. */
const filtersBytesPerMs = 20_000;
const checkpointIntervalMs = 250;
/** The same for checkpoints, which the host writes to disk: it has a window to serve as well. */
const checkpointBytesPerMs = 8000;
/** A checkpoint so small is made at every epoch, in case the next one fails; others only when they are sent. */
const smallCheckpointBytes = 2 ** 20;

export class Reporter {
  readonly #session: TrainingSession;
  readonly #port: WorkerPort;
  readonly #rest: () => void;
  readonly #activeRuns: () => number;
  readonly #startMs: number;
  /** Time spent paused, which counts neither as training nor against its rate. */
  #pausedMs = 0;
  #pausedSince: number | null = null;
  #isPaused = false;
  #epochStartMs: number;
  #epochSamples = 0;
  #progressMs: number;
  #progressSamples = 0;
  #rate = 0;
  #filtersMs = -Infinity;
  /** Of the set that was sent last; before that no set is larger than all parameters together. */
  #filtersBytes: number;
  #activityMs = -Infinity;
  #activity: readonly HiddenActivity[] = [];
  #checkpointMs = -Infinity;
  #checkpointBytes = 0;
  /** Of the last epoch, where it was not sent with it. */
  #pending: { readonly epoch: number; readonly checkpoint: Uint8Array } | null = null;
  /** Something was trained that no checkpoint sent has. */
  #isUnsaved = false;

  /**
   * @param rest called within checkpoints; may wait
   * @param activeRuns how many runs the host serves at this moment, this one included
   */
  constructor(session: TrainingSession, port: WorkerPort, rest: () => void, activeRuns: () => number) {
    this.#session = session;
    this.#port = port;
    this.#rest = rest;
    this.#activeRuns = activeRuns;
    this.#startMs = port.now();
    this.#filtersBytes = Float32Array.BYTES_PER_ELEMENT * session.parameterCount;
    this.#epochStartMs = 0;
    this.#progressMs = 0;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  ready(): void {
    const { parameterCount, layers, sampleCounts, batchesPerEpoch, epoch, kernels } = this.#session;
    const epochsDone = epoch;
    this.#port.post(
      { type: 'ready', parameterCount, layers, sampleCounts, batchesPerEpoch, epochsDone, kernels },
      [],
    );
  }

  /** Filters are being learned before training; sends how far that is, and them, where their time has come. */
  preparing(iterations: number, of: number): void {
    const now = this.#trainingMs();
    if (now - this.#progressMs >= progressIntervalMs) {
      this.#progressMs = now;
      this.#port.post({ type: 'preparing', iterations, of }, []);
    }
    if (this.#areFiltersDue(now)) this.#filters(now);
  }

  /** Training begins: nothing before counts against its rate, and what was learned is kept at once. */
  prepared(): void {
    const now = this.#trainingMs();
    this.#epochStartMs = now;
    this.#progressMs = now;
    this.#filters(now);
    this.#isUnsaved = true;
    this.save();
  }

  /** Counts samples of a minibatch that was just trained, and looks at its activations before anything overwrites them. */
  trained(samples: number): void {
    this.#epochSamples += samples;
    this.#isUnsaved = true;
    this.#progressSamples += samples;
    const now = this.#trainingMs();
    // Whoever steps from minibatch to minibatch looks at each.
    if (!this.#isPaused && now - this.#activityMs < activityIntervalMs) return;
    this.#activityMs = now;
    this.#activity = this.#session.activity();
  }

  /** Sends progress and filters where their time has come. */
  reportIfDue(): void {
    const now = this.#trainingMs();
    if (now - this.#progressMs >= progressIntervalMs) this.#progress(now);
    if (this.#areFiltersDue(now)) this.#filters(now);
  }

  epoch({ train, validation, filters }: EpochResult): void {
    const session = this.#session;
    const now = this.#trainingMs();
    const durationMs = now - this.#epochStartMs;
    const checkpoint = this.#checkpointOfEpoch(now);
    this.#port.post(
      {
        type: 'epoch',
        epoch: session.epoch,
        train,
        validation,
        learningRate: session.learningRate,
        samplesPerSecond: perSecond(this.#epochSamples, durationMs),
        durationMs,
        checkpoint,
        filters,
      },
      [...(checkpoint === null ? [] : [checkpoint.buffer]), ...filterBuffers(filters)],
    );
    this.#epochStartMs = now;
    this.#epochSamples = 0;
  }

  /**
   * Sends a checkpoint of this very moment, where the last one is older.
   * @param isSoon leaves it where the last one is only moments old
   */
  save(isSoon = false): void {
    const now = this.#trainingMs();
    if (!this.#isUnsaved || (isSoon && !this.#isCheckpointDue(now))) return;
    const checkpoint = this.#session.checkpoint(this.#rest);
    this.#noteCheckpoint(now, checkpoint);
    this.#send(this.#session.epoch, checkpoint);
  }

  /** Settings were changed for the minibatch after the given place; sends them with a checkpoint that has them. */
  changed(changes: readonly ChangedSetting[], { epoch, batch }: TrainingPlace): void {
    const { batchesPerEpoch } = this.#session;
    const checkpoint = this.#session.checkpoint(this.#rest);
    this.#noteCheckpoint(this.#trainingMs(), checkpoint);
    this.#port.post({ type: 'changed', changes, epoch, batch, batchesPerEpoch, checkpoint }, [
      checkpoint.buffer,
    ]);
  }

  /** Sends the checkpoint of the last epoch, where it was kept back. */
  savePending(): void {
    if (this.#pending === null) return;
    this.#send(this.#pending.epoch, this.#pending.checkpoint);
    this.#pending = null;
  }

  /** The worker begins to wait, or waits again after a single step. */
  paused(): void {
    // First of all, so that no look within what follows begins to wait a second time.
    this.#isPaused = true;
    const now = this.#trainingMs();
    this.#progress(now);
    this.#beginPause();
    // The word must not wait for pictures, which may take long to make.
    this.#filters(now);
  }

  /** The worker begins to wait, or is about to, where filters are on their way: the end of an epoch brings its own. */
  resting(): void {
    this.#isPaused = true;
    this.#progress(this.#trainingMs());
    this.#beginPause();
  }

  /** The wait is over though the run stays paused: for a single step, or to be stopped. */
  goingOn(): void {
    this.#endPause();
  }

  resumed(): void {
    this.#endPause();
    this.#isPaused = false;
    this.#port.post({ type: 'resumed' }, []);
  }

  /** @param filters where the last epoch's are others */
  done(
    { train, test }: Pick<DoneMessage, 'train' | 'test'>,
    weightsEpoch: number,
    filters: FilterSet | null,
  ): void {
    const weights = this.#session.weights();
    const seconds = this.#trainingMs() / 1000;
    this.#port.post({ type: 'done', train, test, weightsEpoch, filters, seconds, weights }, [
      weights.buffer,
      ...(filters === null ? [] : filterBuffers(filters)),
    ]);
  }

  /** Null between those that are due; the last one of a run always is. */
  #checkpointOfEpoch(now: number): Uint8Array | null {
    const session = this.#session;
    const isDue = session.finished || this.#isCheckpointDue(now);
    if (!isDue && this.#checkpointBytes > smallCheckpointBytes) {
      this.#pending = null;
      return null;
    }
    const checkpoint = session.checkpoint(this.#rest);
    if (isDue) {
      this.#noteCheckpoint(now, checkpoint);
      return checkpoint;
    }
    this.#pending = { epoch: session.epoch, checkpoint };
    return null;
  }

  #isCheckpointDue(now: number): boolean {
    const pauseMs = (this.#checkpointBytes * this.#activeRuns()) / checkpointBytesPerMs;
    return now - this.#checkpointMs >= Math.max(checkpointIntervalMs, pauseMs);
  }

  #noteCheckpoint(now: number, { byteLength }: Uint8Array): void {
    this.#checkpointMs = now;
    this.#checkpointBytes = byteLength;
    this.#pending = null;
    this.#isUnsaved = false;
  }

  #send(epoch: number, checkpoint: Uint8Array): void {
    this.#port.post({ type: 'checkpoint', epoch, checkpoint }, [checkpoint.buffer]);
  }

  #beginPause(): void {
    this.#pausedSince = this.#port.now();
    const { epoch, batch } = this.#place();
    this.#port.post({ type: 'paused', epoch, batch }, []);
  }

  #endPause(): void {
    if (this.#pausedSince === null) return;
    this.#pausedMs += this.#port.now() - this.#pausedSince;
    this.#pausedSince = null;
  }

  #trainingMs(): number {
    return this.#port.now() - this.#startMs - this.#pausedMs;
  }

  /** The epoch under way, from 1; right after an epoch's end that is the one that ended, with all its minibatches. */
  #place(): { epoch: number; batch: number } {
    const { epoch, batch, batchesPerEpoch } = this.#session;
    return batch === 0 && epoch > 0 ? { epoch, batch: batchesPerEpoch } : { epoch: epoch + 1, batch };
  }

  #progress(now: number): void {
    const { batchesPerEpoch, latest: metrics, kernels, threads } = this.#session;
    const dropped = this.#session.dropped();
    const activity = this.#activity;
    if (this.#progressSamples > 0) this.#rate = perSecond(this.#progressSamples, now - this.#progressMs);
    this.#progressMs = now;
    this.#progressSamples = 0;
    const samplesPerSecond = this.#rate;
    const computing = { samplesPerSecond, kernels, threads };
    this.#port.post(
      { type: 'progress', ...this.#place(), batchesPerEpoch, metrics, ...computing, dropped, activity },
      [],
    );
  }

  #areFiltersDue(now: number): boolean {
    const pauseMs = (this.#filtersBytes * this.#activeRuns()) / filtersBytesPerMs;
    return now - this.#filtersMs >= Math.max(filtersIntervalMs, pauseMs);
  }

  #filters(now: number): void {
    const filters = this.#session.filters();
    this.#filtersMs = now;
    this.#filtersBytes = filters.values.byteLength;
    this.#port.post({ type: 'filters', ...this.#place(), filters }, filterBuffers(filters));
  }
}

function filterBuffers({ values, norms, meanActivations }: FilterSet): ArrayBufferLike[] {
  return [values.buffer, norms.buffer, meanActivations.buffer];
}

function perSecond(samples: number, durationMs: number): number {
  return durationMs > 0 ? (samples * 1000) / durationMs : 0;
}
