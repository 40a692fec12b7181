/** Starts the thread that copies a database and says how it went; the copying is in `copy-worker.ts`. */
import { Worker } from 'node:worker_threads';
import type { TroubleKind } from '../contract/recovery';
import { DatabaseTrouble } from './trouble';

export interface CopyOrder {
  readonly from: string;
  /** Must not be there yet. */
  readonly to: string;
}

export interface CopyResult {
  /** Null when the copy is there. */
  readonly trouble: TroubleKind | null;
  readonly message: string;
}

/**
 * Copies a database that may be written to meanwhile. The copy is there whole, or not at all.
 * @returns rejects with DatabaseTrouble when the source is damaged or the disk is full
 */
export type CopyDatabase = (order: CopyOrder) => Promise<void>;

/** @param entry the built worker */
export function workerCopy(entry: URL): CopyDatabase {
  return (order) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(entry, { workerData: order });
      worker.once('message', ({ trouble, message }: CopyResult) => {
        if (trouble === null) resolve();
        else reject(new DatabaseTrouble(trouble, message));
      });
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`The copying thread ended early (exit code ${code}).`)));
    });
}
