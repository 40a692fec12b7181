/** What SQLite and the disk say when a database cannot be used, told apart by what can be done about it (R3). */
import { statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { TroubleKind } from '../contract/recovery';
import { AppError, type AppErrorKind } from '../contract/errors';

/** Below it a disk counts as full, whatever the error was: SQLite says the same of a full disk and a broken one. */
const FULL_BYTES = 256 * 1024;

const errorKinds: Readonly<Record<TroubleKind, AppErrorKind>> = {
  damaged: 'io',
  foreign: 'io',
  newer: 'precondition',
  unwritable: 'io',
  full: 'io',
  inUse: 'conflict',
  unexpected: 'internal',
};

/** Why a lab cannot be opened or its database not be used. */
export class DatabaseTrouble extends AppError {
  readonly trouble: TroubleKind;

  constructor(trouble: TroubleKind, message: string, cause?: unknown) {
    super(errorKinds[trouble], message, { cause });
    this.name = 'DatabaseTrouble';
    this.trouble = trouble;
  }
}

/** The trouble behind an error of SQLite or the file system; null when it is of another sort. */
export function troubleOf(error: unknown): Exclude<TroubleKind, 'foreign' | 'newer' | 'unexpected'> | null {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) return 'damaged';
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') return 'full';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'inUse';
  if (/^SQLITE_(READONLY|CANTOPEN|PERM|IOERR|AUTH|NOLFS)/.test(code)) return 'unwritable';
  if (['EACCES', 'EPERM', 'EROFS', 'EIO', 'ENOTDIR', 'EISDIR'].includes(code)) return 'unwritable';
  return null;
}

/**
 * An error at opening, in words and with a way out.
 * @returns the error itself where it says so already or is of another sort
 */
export function explainOpening(error: unknown, file: string): unknown {
  if (error instanceof AppError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  // A table that ought to be there and is not: pages are missing.
  const isTorn = error instanceof Sqlite.SqliteError && error.code === 'SQLITE_ERROR';
  const trouble = isTorn ? 'damaged' : troubleOf(error);
  switch (trouble) {
    case null:
      return error;
    case 'damaged':
      return new DatabaseTrouble('damaged', damagedText(file, reason), error);
    case 'inUse':
      return new DatabaseTrouble(
        'inUse',
        `The database ${file} is in use by another program. Close that one, then try again.`,
        error,
      );
    case 'full':
      return new DatabaseTrouble('full', fullText(file, reason), error);
    case 'unwritable':
      if (isFull(dirname(file))) return new DatabaseTrouble('full', fullText(file, reason), error);
      return new DatabaseTrouble(
        'unwritable',
        `The database ${file} cannot be opened (${reason}). Check that the folder exists, can be written to and has space left.`,
        error,
      );
  }
}

export function damagedText(file: string, reason: string): string {
  return (
    `The database ${file} is damaged (${reason}). Move it and the files beside it that end in -wal and -shm ` +
    `to another place; then start again with an empty lab, or put a copy from ${join(dirname(file), 'backups')} in its place.`
  );
}

function fullText(file: string, reason: string): string {
  return `There is no space left for the database ${file} (${reason}). Free some space on that disk, then try again.`;
}

/** An error in the middle of the work, in words; null where it has nothing to do with the disk. */
export function explainWriting(error: unknown): AppError | null {
  if (error instanceof AppError) return null;
  const trouble = troubleOf(error);
  if (trouble === null) return null;
  const reason = error instanceof Error ? error.message : String(error);
  switch (trouble) {
    case 'damaged':
      return new DatabaseTrouble(
        'damaged',
        `The database is damaged (${reason}). What is whole can still be read; Settings → Storage puts a backup in its place.`,
        error,
      );
    case 'full':
      return new DatabaseTrouble(
        'full',
        `The disk is full, or the database may not grow (${reason}). Free some space, or remove old runs and backups in Settings → Storage, then go on.`,
        error,
      );
    case 'inUse':
      return new DatabaseTrouble(
        'inUse',
        `The database is in use by another program (${reason}). Close that one, then try again.`,
        error,
      );
    case 'unwritable':
      return new DatabaseTrouble(
        'unwritable',
        isReadOnly(error)
          ? 'This lab is open for reading alone, so nothing was changed.'
          : `The data folder cannot be written to (${reason}). Nothing was changed.`,
        error,
      );
  }
}

/** The connection itself may not write. */
function isReadOnly(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && error.code === 'SQLITE_READONLY';
}

/** Whether the disk of a folder has no space left. */
export function isFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < FULL_BYTES;
  } catch {
    // A folder that is not there has no disk, full or not.
    return false;
  }
}
