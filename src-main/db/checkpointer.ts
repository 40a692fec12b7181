/** Lets a thread keep the write-ahead log short, so that main never waits for the disk; the work is in `checkpoint-worker.ts`. */
import { Worker } from 'node:worker_threads';
import type { Database } from './open';

export interface CheckpointOrder {
  readonly file: string;
}

/** Asks the thread to let go of the database. */
export const CLOSE = 'close';

export interface Checkpointer {
  /** Resolves when the thread has let go; then the database may be closed. */
  close(): Promise<void>;
}

/** @param log hears of what could not be copied */
export type StartCheckpointer = (database: Database, log: (line: string) => void) => Checkpointer;

/** What SQLite does by itself: within a write, after so many pages. */
const BY_ITSELF_PAGES = 1000;

/** @param entry the built worker */
export function workerCheckpointer(entry: URL): StartCheckpointer {
  return (database, log) => {
    const workerData: CheckpointOrder = { file: database.name };
    const worker = new Worker(entry, { workerData });
    database.pragma('wal_autocheckpoint = 0');
    worker.on('message', (message) => log(`write-ahead log: ${String(message)}`));
    const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.once('error', (error) => {
      log(`write-ahead log: its thread ended, so main does its work: ${String(error)}`);
      if (database.open) database.pragma(`wal_autocheckpoint = ${BY_ITSELF_PAGES}`);
    });
    worker.unref();
    return {
      close() {
        worker.ref();
        worker.postMessage(CLOSE);
        return gone;
      },
    };
  };
}
