/** Starts the thread of one export and waits for its answer; knows nothing of runs and rows. */
import { Worker } from 'node:worker_threads';
import { AppError } from '../contract/errors';
import type { ExportProgress, ExportResult } from '../contract/exports';
import type { ExportMessage, ExportOrder, ExportWork } from './export-protocol';
import { discardStaged } from './stage-files';

export interface Exporter {
  /** Rejects with AppError as the thread says, or 'engine' where it died. */
  readonly result: Promise<Omit<ExportResult, 'id'>>;
  /** The result is refused as cancelled, and no file is left. */
  cancel(): Promise<void>;
}

export type StartExporter = (
  order: ExportOrder,
  progress: (progress: Omit<ExportProgress, 'token'>) => void,
) => Exporter;

/** A network that is too large ends the thread with a reason, and the app goes on. */
const resourceLimits = { maxOldGenerationSizeMb: 4096 };

/**
 * @param entry the built worker
 * @param kernelsWasm bytes of the built kernels; null computes maps with the reference
 */
export function workerExporter(entry: URL, kernelsWasm: Uint8Array | null): StartExporter {
  return (order, progress) => {
    const workerData: ExportWork = { order, kernelsWasm };
    const worker = new Worker(entry, { workerData, resourceLimits });
    let isCancelled = false;
    const result = new Promise<Omit<ExportResult, 'id'>>((settle, refuse) => {
      let reason: string | null = null;
      worker.on('message', (message: ExportMessage) => {
        if (message.type === 'progress') progress({ stage: message.stage, progress: message.progress });
        else if (message.type === 'done') settle(message.result);
        else refuse(new AppError(message.error.kind, message.error.message));
      });
      worker.on('error', (error: unknown) => {
        reason = error instanceof Error ? error.message : String(error);
      });
      worker.on('exit', (code) => {
        try {
          discardStaged(order.folder, order.token);
        } catch (error) {
          reason ??= error instanceof Error ? error.message : String(error);
        }
        if (isCancelled) refuse(new AppError('cancelled', 'The export was cancelled; no file was left.'));
        const why = reason ?? `exit code ${code}`;
        refuse(new AppError('engine', `The export ended without a result (${why}). No file was left.`));
      });
    });
    return {
      result,
      async cancel() {
        isCancelled = true;
        await worker.terminate();
      },
    };
  };
}
