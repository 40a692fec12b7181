/** Starts the thread that reads one model and waits for its answer; knows nothing of runs and rows. */
import { Worker } from 'node:worker_threads';
import { AppError } from '../contract/errors';
import type {
  AdoptModelOrder,
  ImportAnswers,
  ImportMessage,
  ImportOrder,
  InspectOrder,
} from './import-protocol';

/** Work under way; `end` gives it up. */
export interface ModelWork<T> {
  /** Rejects with AppError as the thread says, 'cancelled' where it was ended, 'engine' where it died. */
  readonly answer: Promise<T>;
  end(): Promise<void>;
}

export interface ReadModels {
  inspect(order: Omit<InspectOrder, 'type'>): ModelWork<ImportAnswers['inspect']>;
  adopt(order: Omit<AdoptModelOrder, 'type' | 'kernelsWasm'>): ModelWork<ImportAnswers['adopt']>;
}

/** A file that makes more objects than this of itself ends its thread, and the app goes on. */
const resourceLimits = { maxOldGenerationSizeMb: 2048 };

/**
 * @param entry the built worker
 * @param kernelsWasm bytes of the fast kernels, to measure a model with; null for the reference kernels
 */
export function workerModels(entry: URL, kernelsWasm: Uint8Array | null): ReadModels {
  return {
    inspect: (order) => work<ImportAnswers['inspect']>(entry, { type: 'inspect', ...order }),
    adopt: (order) => work<ImportAnswers['adopt']>(entry, { type: 'adopt', kernelsWasm, ...order }),
  };
}

function work<T extends ImportAnswers[ImportOrder['type']]>(entry: URL, order: ImportOrder): ModelWork<T> {
  const worker = new Worker(entry, { workerData: order, resourceLimits });
  let isEnded = false;
  const answer = new Promise<T>((settle, refuse) => {
    let reason: string | null = null;
    worker.on('message', (message: ImportMessage) => {
      if (message.type === 'done') settle(message.answer as T);
      else refuse(new AppError(message.error.kind, message.error.message));
    });
    worker.on('error', (error: unknown) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', (code) => {
      if (isEnded) refuse(new AppError('cancelled', 'The import was cancelled; nothing was imported.'));
      const why = reason ?? `exit code ${code}`;
      refuse(
        new AppError('engine', `Reading the model ended without a result (${why}). Nothing was imported.`),
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
