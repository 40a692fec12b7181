/**
 * Filters through time as a file: reads the kept snapshots frame by frame, has them drawn and encoded by a decoder process
 * of its own, and writes the file whole or not at all.
 */
import type { Animation, AnimationFile } from '../contract/animations';
import { AppError } from '../contract/errors';
import { DecoderLane, type JobEnd, type LaneJob } from '../datasets/decoder-lane';
import type { LaunchDecoder } from '../datasets/decoder-process';
import type { DecoderMessage } from '../datasets/decoder-protocol';
import type { EpochRepository } from '../db/epoch-repository';
import type { RunRepository } from '../db/run-repository';
import { frameEpochs, type Frame } from './animation-frames';
import type { EncodedAnimation } from './encode-animation';
import { writeWhole } from './write-whole';

export interface AnimationParts {
  readonly runs: Pick<RunRepository, 'get'>;
  readonly epochs: Pick<EpochRepository, 'snapshotEpochs' | 'filters'>;
  readonly launchDecoder: LaunchDecoder;
}

export interface AnimationWork {
  /** In [0, 1]. */
  readonly progress: (share: number) => void;
  readonly signal: AbortSignal;
}

/** Encoding says nothing while it works; a large GIF takes most of a minute where sharp is WebAssembly. */
const SILENCE_MS = 300_000;
/** Share of the work that reading and sending the snapshots is. */
const READING = 0.2;

export class AnimationService {
  readonly #parts: AnimationParts;
  readonly #lanes = new Set<DecoderLane>();

  constructor(parts: AnimationParts) {
    this.#parts = parts;
  }

  /**
   * @throws AppError('notFound') without such a run, AppError('precondition') where none of them keeps filters,
   * AppError('cancelled'), and AppError('io') when the file cannot be made or written
   */
  async write(
    animation: Animation,
    file: string,
    { progress, signal }: AnimationWork,
  ): Promise<AnimationFile> {
    const { moments, titles } = this.#plan(animation.runIds);
    const lane = new DecoderLane(this.#parts.launchDecoder, SILENCE_MS);
    const stop = (): void => lane.close();
    this.#lanes.add(lane);
    signal.addEventListener('abort', stop);
    try {
      for (const [index, moment] of moments.entries()) {
        await this.#run(lane, { type: 'frame', frame: this.#frame(titles, moment) }, signal);
        progress(((index + 1) / moments.length) * READING);
      }
      const encoded = await this.#encode(lane, animation, { progress, signal });
      const saved = await writeWhole(file, encoded.bytes);
      const { widthPx, heightPx } = encoded;
      return { ...saved, frames: moments.length, widthPx, heightPx };
    } finally {
      signal.removeEventListener('abort', stop);
      this.#lanes.delete(lane);
      lane.close();
    }
  }

  /** Ends all work under way. */
  close(): void {
    for (const lane of this.#lanes) lane.close();
  }

  /** The epochs of the frames, and the heading of each run. */
  #plan(runIds: readonly number[]): { moments: readonly number[]; titles: ReadonlyMap<number, string> } {
    const titles = new Map(runIds.map((runId) => [runId, `${runId} ${this.#parts.runs.get(runId).name}`]));
    const moments = frameEpochs(runIds.map((runId) => this.#parts.epochs.snapshotEpochs(runId)));
    if (moments.length > 0) return { moments, titles };
    throw new AppError(
      'precondition',
      `${runIds.length === 1 ? `Run ${runIds[0]} keeps` : 'These runs keep'} no filters yet; the first ones are kept after epoch 1.`,
    );
  }

  #frame(titles: ReadonlyMap<number, string>, epoch: number): Frame {
    const panels = [...titles].map(([runId, title]) => {
      const kept = this.#parts.epochs.filters(runId, epoch);
      return { title, epoch: kept?.epoch ?? null, filters: kept?.filters ?? null };
    });
    return { epoch, panels };
  }

  async #encode(lane: DecoderLane, animation: Animation, work: AnimationWork): Promise<EncodedAnimation> {
    const { format, framesPerSecond, scale } = animation;
    const settings = { format, scale, delayMs: Math.round(1000 / framesPerSecond) };
    const encoded: EncodedAnimation[] = [];
    await this.#run(lane, { type: 'encode', settings }, work.signal, (message) => {
      if (message.type === 'encoding') work.progress(READING + message.progress * (1 - READING));
      if (message.type === 'encoded') encoded.push(message.animation);
    });
    const made = encoded.at(-1);
    if (made === undefined) {
      throw new AppError('internal', 'The animation came back empty. Report it with the log file.');
    }
    return made;
  }

  async #run(
    lane: DecoderLane,
    job: LaneJob,
    signal: AbortSignal,
    listen: (message: DecoderMessage) => void = () => undefined,
  ): Promise<void> {
    assertWanted(signal);
    const end = await lane.run(job, listen);
    // Whoever cancels ends the process in the middle of its work.
    assertWanted(signal);
    if (end.how !== 'complete') throw failed(end);
  }
}

function assertWanted(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('cancelled', 'The animation was cancelled; no file was written.');
}

function failed(end: Exclude<JobEnd, { how: 'complete' }>): AppError {
  const why =
    end.how === 'failed'
      ? end.message
      : end.how === 'hung'
        ? 'it took too long'
        : `its process ended, ${end.detail}`;
  return new AppError(
    'io',
    `The animation could not be made (${why}). Choose fewer runs, or another format.`,
  );
}
