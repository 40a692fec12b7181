/**
 * Worker thread that keeps the write-ahead log of a database short. Copying its pages into the database ends with waiting for
 * the disk, which SQLite would do within some write of main.
 */
import { statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { CLOSE, type CheckpointOrder } from './checkpointer';

const LOOK_EVERY_MS = 500;
const LONG_BYTES = 4 * 1024 * 1024;
/** From here on writers have to wait, since they write faster than pages can be copied. */
const TOO_LONG_BYTES = 512 * 1024 * 1024;

const { file } = workerData as CheckpointOrder;
const database = new Sqlite(file, { fileMustExist: true });
database.pragma('synchronous = NORMAL');

function shorten(): void {
  const bytes = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes < LONG_BYTES) return;
  try {
    database.pragma(`wal_checkpoint(${bytes < TOO_LONG_BYTES ? 'PASSIVE' : 'RESTART'})`);
  } catch (error) {
    // Full or damaged: whoever writes hears of it; the log is still whole.
    parentPort?.postMessage(String(error));
  }
}

const timer = setInterval(shorten, LOOK_EVERY_MS);
parentPort?.on('message', (message) => {
  if (message !== CLOSE) return;
  clearInterval(timer);
  database.close();
  parentPort?.close();
});
