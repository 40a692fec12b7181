/**
 * Makes sure that one process at a time writes to a data folder: an exclusive transaction on a second,
 * empty SQLite file, which the operating system ends even when the process is killed.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { DatabaseTrouble, isFull } from './trouble';

export interface DataFolderLock {
  release(): void;
}

/** @throws DatabaseTrouble when another process has it, or it cannot be written */
export function lockDataFolder(dataDir: string): DataFolderLock {
  let lock: Sqlite.Database | undefined;
  try {
    mkdirSync(dataDir, { recursive: true });
    lock = new Sqlite(join(dataDir, 'lock.sqlite'), { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock?.close();
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new DatabaseTrouble(
        'inUse',
        `The data folder ${dataDir} is in use by another Simplecell. Close that one (a window or a command), or choose another folder with --data.`,
        error,
      );
    }
    const reason = error instanceof Error ? error.message : String(error);
    if (isFull(dataDir)) {
      throw new DatabaseTrouble(
        'full',
        `There is no space left in the data folder ${dataDir} (${reason}). Free some space on that disk, then try again.`,
        error,
      );
    }
    throw new DatabaseTrouble(
      'unwritable',
      `The data folder ${dataDir} cannot be used (${reason}). Make it writable, or choose another folder with --data.`,
      error,
    );
  }
  const held = lock;
  return {
    release() {
      held.close();
    },
  };
}
