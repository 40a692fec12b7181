/** Starts a thread that does one thing, and waits for its one answer, whatever becomes of the thread. */
import { Worker } from 'node:worker_threads';
import { AppError, type AppErrorData } from '../contract/errors';

/** What a thread says last. */
export type LastMessage<T> =
  { readonly type: 'done'; readonly answer: T } | { readonly type: 'failed'; readonly error: AppErrorData };

interface ThreadPlan<Meanwhile> {
  /** The built worker. */
  readonly entry: URL;
  readonly workerData: unknown;
  /** A thread that makes more objects than fit ends with a reason, and the app goes on. */
  readonly mostMegabytes: number;
  /** Hears what the thread says before its last message; what it throws refuses the answer and ends the thread. */
  readonly meanwhile?: (message: Meanwhile) => void;
  /** Called when the thread has left, for whatever reason. */
  readonly left?: () => void;
  /** For a thread that died: why is what is known of it. */
  readonly died: (why: string) => string;
  /** For one that was ended. */
  readonly ended: string;
}

export interface OneAnswer<T> {
  /** Rejects with AppError as the thread says, 'cancelled' where it was ended, 'engine' with its cause where it died. */
  readonly answer: Promise<T>;
  /** Ends the thread; what it had not answered is lost. */
  end(): Promise<void>;
}

export function askThread<T, Meanwhile extends { readonly type: string } = never>(
  plan: ThreadPlan<Meanwhile>,
): OneAnswer<T> {
  const { entry, workerData, mostMegabytes, meanwhile, left, died, ended } = plan;
  const worker = new Worker(entry, { workerData, resourceLimits: { maxOldGenerationSizeMb: mostMegabytes } });
  let isEnded = false;
  const answer = new Promise<T>((settle, refuse) => {
    let cause: unknown;
    worker.on('message', (message: LastMessage<T> | Meanwhile) => {
      if (isLast(message)) {
        if (message.type === 'done') settle(message.answer);
        else refuse(asThrown(message.error));
        return;
      }
      try {
        meanwhile?.(message);
      } catch (error) {
        refuse(error instanceof Error ? error : new Error(String(error)));
        void worker.terminate();
      }
    });
    worker.on('error', (error: unknown) => (cause = error));
    worker.on('exit', (code) => {
      try {
        left?.();
      } catch (error) {
        cause ??= error;
      }
      if (isEnded) refuse(new AppError('cancelled', ended));
      refuse(
        new AppError('engine', died(cause === undefined ? `exit code ${code}` : wordsOf(cause)), { cause }),
      );
    });
  });
  return {
    answer,
    async end() {
      isEnded = true;
      await worker.terminate();
    },
  };
}

function isLast<T>(message: LastMessage<T> | { readonly type: string }): message is LastMessage<T> {
  return message.type === 'done' || message.type === 'failed';
}

function asThrown({ kind, message, field }: AppErrorData): AppError {
  return new AppError(kind, message, field === undefined ? {} : { field });
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
