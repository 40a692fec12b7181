/**
 * One decoder process and its watchdog: gives it a job at a time, notices when it dies or falls silent, and
 * starts another in its place for the next job.
 */
import type { DecoderMessage, DecoderRequest } from './decoder-protocol';
import type { DecoderProcess, LaunchDecoder } from './decoder-process';

/** How a job ended. After `crashed` and `hung` what was not reported by then is lost. */
export type JobEnd =
  | { readonly how: 'complete' }
  | { readonly how: 'crashed'; readonly detail: string }
  | { readonly how: 'hung' }
  | { readonly how: 'failed'; readonly message: string };

/** A request without its number, which the lane gives. */
export type LaneJob = DecoderRequest extends infer T
  ? T extends DecoderRequest
    ? Omit<T, 'job'>
    : never
  : never;

interface CurrentJob {
  readonly number: number;
  readonly listen: (message: DecoderMessage) => void;
  readonly end: (end: JobEnd) => void;
}

export class DecoderLane {
  readonly #launch: LaunchDecoder;
  readonly #silenceMs: number;
  #process: DecoderProcess | null = null;
  #current: CurrentJob | null = null;
  #watchdog: NodeJS.Timeout | undefined;
  #jobs = 0;

  /** @param silenceMs a process that says nothing for so long in the middle of a job is ended */
  constructor(launch: LaunchDecoder, silenceMs: number) {
    this.#launch = launch;
    this.#silenceMs = silenceMs;
  }

  /** Runs one job; `listen` gets every message of it but `failed`. Never rejects. */
  run(job: LaneJob, listen: (message: DecoderMessage) => void): Promise<JobEnd> {
    return new Promise((resolve) => {
      this.#jobs++;
      this.#current = { number: this.#jobs, listen, end: resolve };
      this.#process ??= this.#start();
      this.#feedWatchdog();
      this.#process.send({ ...job, job: this.#jobs });
    });
  }

  /** Ends the process; a job under way ends as crashed. */
  close(): void {
    this.#process?.kill();
  }

  #start(): DecoderProcess {
    const started: DecoderProcess = this.#launch({
      message: (message) => {
        if (this.#process === started) this.#receive(message);
      },
      exit: (how) => {
        if (this.#process !== started) return;
        this.#process = null;
        this.#finish({ how: 'crashed', detail: how });
      },
    });
    return started;
  }

  #receive(message: DecoderMessage): void {
    if (this.#current?.number !== message.job) return;
    this.#feedWatchdog();
    if (message.type === 'failed') {
      this.#finish({ how: 'failed', message: message.message });
      return;
    }
    this.#current.listen(message);
    const isLast = message.type === 'decoded' ? message.complete : message.type !== 'encoding';
    if (isLast) this.#finish({ how: 'complete' });
  }

  #feedWatchdog(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => {
      const silent = this.#process;
      this.#process = null;
      silent?.kill();
      this.#finish({ how: 'hung' });
    }, this.#silenceMs);
  }

  #finish(end: JobEnd): void {
    clearTimeout(this.#watchdog);
    const current = this.#current;
    this.#current = null;
    current?.end(end);
  }
}
