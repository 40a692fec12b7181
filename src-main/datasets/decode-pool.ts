/**
 * Decodes many files on a few decoder processes and hands them back in the order they were given, so that the same
 * folder always becomes the same set. A file that kills or hangs its process costs itself and nobody else.
 */
import { AppError } from '../contract/errors';
import type { DecodedMessage, FileResult, OriginalSizePx, PictureForm } from './decoder-protocol';
import type { LaunchDecoder } from './decoder-process';
import { DecoderLane, type JobEnd } from './decoder-lane';

export interface DecodePoolOptions {
  readonly launch: LaunchDecoder;
  /** Processes side by side. */
  readonly processes: number;
  /** Silence after which a process counts as hung. */
  readonly silenceMs?: number;
  readonly log?: (line: string) => void;
}

/** A stretch of the files given to `decode`, beginning where the one before it ended. */
export interface DecodedPart {
  readonly results: readonly FileResult[];
  /** uint8 [decoded pictures, heightPx, widthPx, channels]. */
  readonly pixels: Uint8Array;
}

interface Range {
  readonly start: number;
  readonly count: number;
}

const SILENCE_MS = 30_000;
/** Decoded pictures that may wait for the one that is written next. */
const MAX_WAITING_BYTES = 96 * 1024 * 1024;
/** A batch is meant to take so long: long enough to hide the messages, short enough to share the last ones out. */
const BATCH_MS = 200;
const FIRST_BATCH = 8;
const MAX_BATCH = 256;
/** So many files in a row without one survivor: it is not the files. */
const MAX_LOSSES_IN_A_ROW = 20;

export class DecodePool {
  readonly #lanes: readonly DecoderLane[];
  readonly #silenceMs: number;
  readonly #log: (line: string) => void;

  constructor(options: DecodePoolOptions) {
    this.#silenceMs = options.silenceMs ?? SILENCE_MS;
    this.#log = options.log ?? (() => undefined);
    this.#lanes = Array.from(
      { length: options.processes },
      () => new DecoderLane(options.launch, this.#silenceMs),
    );
  }

  /**
   * Parts come in the order of `paths`. Ends early, without an error, when the signal says so.
   * @throws AppError('internal') when the processes do not work at all
   */
  async *decode(
    paths: readonly string[],
    form: PictureForm,
    signal: AbortSignal,
  ): AsyncGenerator<DecodedPart> {
    const job = new DecodeJob(paths, form, this.#lanes.length);
    const work = Promise.all(this.#lanes.map((lane) => this.#workOn(job, lane)));
    work.catch((error: unknown) => job.fail(error instanceof Error ? error : new Error(String(error))));
    const stop = (): void => {
      job.fail(null);
      this.close();
    };
    signal.addEventListener('abort', stop);
    // Cancelled while the folder was scanned or probed: the event has passed.
    if (signal.aborted) stop();
    try {
      for (let part = await job.next(); part !== null; part = await job.next()) yield part;
    } finally {
      signal.removeEventListener('abort', stop);
      job.fail(null);
    }
  }

  /** Sizes of the pictures, null for what is none. */
  async probe(paths: readonly string[]): Promise<(OriginalSizePx | null)[]> {
    const sizes: (OriginalSizePx | null)[] = paths.map(() => null);
    const [lane] = this.#lanes;
    const end = await lane?.run({ type: 'probe', paths }, (message) => {
      if (message.type === 'probed') message.sizes.forEach((size, index) => (sizes[index] = size));
    });
    if (end?.how === 'failed') throw brokenDecoder(end.message);
    return sizes;
  }

  /**
   * Pixels of a built-in set, uint8 [count, heightPx, widthPx, channels].
   * @throws AppError('internal') when it could not be generated
   */
  async sample(name: string): Promise<Uint8Array> {
    let pixels: Uint8Array | undefined;
    const end = await this.#lanes[0]?.run({ type: 'sample', name }, (message) => {
      if (message.type === 'sampled') pixels = message.pixels;
    });
    if (pixels === undefined) {
      throw brokenDecoder(
        end?.how === 'failed' ? end.message : `${name} could not be generated: ${end?.how ?? 'no process'}`,
      );
    }
    return pixels;
  }

  close(): void {
    for (const lane of this.#lanes) lane.close();
  }

  async #workOn(job: DecodeJob, lane: DecoderLane): Promise<void> {
    for (let range = await job.take(); range !== null; range = await job.take()) {
      const startedAt = performance.now();
      let reported = 0;
      const paths = job.paths.slice(range.start, range.start + range.count);
      const start = range.start;
      const end = await lane.run({ type: 'decode', form: job.form, paths }, (message) => {
        if (message.type !== 'decoded') return;
        job.add(start + reported, message);
        reported += message.results.length;
      });
      if (end.how === 'complete') job.learnPace(range.count, performance.now() - startedAt);
      else this.#recover(job, { start: start + reported, count: range.count - reported }, end);
    }
  }

  /** What a lost process left undone is tried again file by file; a file that loses its process alone is to blame. */
  #recover(job: DecodeJob, lost: Range, end: JobEnd): void {
    if (job.ended) return;
    if (end.how === 'failed') throw brokenDecoder(end.message);
    if (lost.count > 1) {
      job.retryOneByOne(lost);
      return;
    }
    const reason =
      end.how === 'hung' ? `took longer than ${this.#silenceMs / 1000} s to decode` : 'crashed the decoder';
    this.#log(
      `decoder: ${job.paths[lost.start] ?? ''} ${reason}${end.how === 'crashed' ? ` (${end.detail})` : ''}`,
    );
    job.blame(lost.start, reason);
  }
}

function brokenDecoder(detail: string): AppError {
  return new AppError(
    'internal',
    `Pictures cannot be decoded on this machine: ${detail}. Reinstall the app; if it stays, report it with the log file.`,
  );
}

/** One call of `decode`: which files are to be done, and which results wait for their turn. */
class DecodeJob {
  readonly paths: readonly string[];
  readonly form: PictureForm;
  readonly #processes: number;
  #nextToTake = 0;
  #nextToGive = 0;
  readonly #again: Range[] = [];
  readonly #waiting = new Map<number, DecodedPart>();
  #waitingBytes = 0;
  #batch = FIRST_BATCH;
  #lossesInARow = 0;
  #error: Error | null = null;
  ended = false;
  readonly #wakers: (() => void)[] = [];

  constructor(paths: readonly string[], form: PictureForm, processes: number) {
    this.paths = paths;
    this.form = form;
    this.#processes = processes;
  }

  /** The next files for a process; null when there are none left. */
  async take(): Promise<Range | null> {
    for (;;) {
      if (this.ended || this.#nextToGive >= this.paths.length) return null;
      const again = this.#again.shift();
      if (again !== undefined) return again;
      const left = this.paths.length - this.#nextToTake;
      if (left > 0 && this.#waitingBytes < MAX_WAITING_BYTES) {
        const count = Math.min(this.#batch, Math.ceil(left / this.#processes));
        const range = { start: this.#nextToTake, count };
        this.#nextToTake += count;
        return range;
      }
      // Nothing now, but a file may come back from a lost process, or room may come.
      await this.#change();
    }
  }

  add(start: number, message: Pick<DecodedMessage, 'results' | 'pixels'>): void {
    if (message.results.length === 0) return;
    this.#lossesInARow = 0;
    this.#put(start, { results: message.results, pixels: message.pixels });
  }

  blame(index: number, reason: string): void {
    this.#lossesInARow++;
    if (this.#lossesInARow >= MAX_LOSSES_IN_A_ROW)
      throw brokenDecoder(`${this.#lossesInARow} files in a row ${reason}`);
    this.#put(index, { results: [{ reason, original: null }], pixels: new Uint8Array(0) });
  }

  retryOneByOne({ start, count }: Range): void {
    for (let index = 0; index < count; index++) this.#again.push({ start: start + index, count: 1 });
    this.#wake();
  }

  learnPace(files: number, elapsedMs: number): void {
    if (files < FIRST_BATCH / 2) return;
    const wanted = Math.round((files / Math.max(elapsedMs, 1)) * BATCH_MS);
    this.#batch = Math.max(2, Math.min(MAX_BATCH, wanted));
  }

  /** The next part in order; null at the end. */
  async next(): Promise<DecodedPart | null> {
    for (;;) {
      if (this.#error !== null) throw this.#error;
      if (this.ended || this.#nextToGive >= this.paths.length) return null;
      const part = this.#waiting.get(this.#nextToGive);
      if (part !== undefined) {
        this.#waiting.delete(this.#nextToGive);
        this.#waitingBytes -= part.pixels.length;
        this.#nextToGive += part.results.length;
        this.#wake();
        return part;
      }
      await this.#change();
    }
  }

  /** Ends the job; with an error that is for the caller of `next`, or quietly with null. */
  fail(error: Error | null): void {
    this.ended = true;
    this.#error ??= error;
    this.#wake();
  }

  #put(start: number, part: DecodedPart): void {
    this.#waiting.set(start, part);
    this.#waitingBytes += part.pixels.length;
    this.#wake();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wakers.push(resolve));
  }

  #wake(): void {
    for (const wake of this.#wakers.splice(0)) wake();
  }
}
