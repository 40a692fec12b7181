/**
 * Worker thread that copies a database while others write to it, whole and as it was at one moment. A thread of its own,
 * since reading every page and waiting for the disk would hold main up.
 */
import { renameSync, rmSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import type { CopyOrder, CopyResult } from './copy';
import { syncFile } from './database-files';
import { assertWhole } from './open';
import { explainOpening } from './trouble';

/** All pages in one step: in smaller ones every write of another connection would make it begin again. */
const ALL_PAGES = 0x7fffffff;

async function copy({ from, to }: CopyOrder): Promise<void> {
  const part = `${to}.part`;
  rmSync(part, { force: true });
  try {
    const source = new Sqlite(from, { readonly: true, fileMustExist: true });
    try {
      await source.backup(part, { progress: () => ALL_PAGES });
    } finally {
      source.close();
    }
    const target = new Sqlite(part);
    try {
      // A backup is one file, and stays one when it is looked into.
      target.pragma('journal_mode = DELETE');
      assertWhole(target, from);
    } finally {
      target.close();
    }
    syncFile(part);
    renameSync(part, to);
  } catch (error) {
    rmSync(part, { force: true });
    throw explainOpening(error, from);
  }
}

function answer(result: CopyResult): void {
  parentPort?.postMessage(result);
}

copy(workerData as CopyOrder).then(
  () => answer({ trouble: null, message: '' }),
  (error: unknown) => {
    const trouble = error instanceof Error && 'trouble' in error ? error.trouble : 'unexpected';
    const message = error instanceof Error ? error.message : String(error);
    answer({ trouble: trouble as CopyResult['trouble'], message });
  },
);
