/**
 * The files of a database as files: the three that belong together, moving them aside, putting another in their place.
 * Each step leaves something that the next start can bring to its end, whenever the process is killed.
 */
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The write-ahead log first: a database without its log lacks its latest rows, a log with another database destroys it. */
const COMPANIONS = ['-wal', '-shm'] as const;

/** The lab's database in a data folder. */
export function databaseOf(dataDir: string): string {
  return join(dataDir, 'lab.sqlite');
}

/** A new database grows under this name, so that one without a byte is always damage. */
export function newName(file: string): string {
  return `${file}.new`;
}

/** A backup on its way into the place of the database. */
function restoringName(file: string): string {
  return `${file}.restoring`;
}

/** The size in bytes; 0 where there is no file. */
export function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** `2026-11-24T23-53-00-123Z`: sorts by time, and is a name everywhere. */
export function stampOf(dateMs: number): string {
  return new Date(dateMs).toISOString().replace(/[:.]/g, '-');
}

/** What `stampOf` made of a date; null where a text holds none. */
export function dateOfStamp(text: string): number | null {
  const match = /(\d{4}-\d{2}-\d{2}T\d{2})-(\d{2})-(\d{2})-(\d{3})Z/.exec(text);
  if (match === null) return null;
  const [, hour, minute, second, ms] = match;
  return Date.parse(`${hour}:${minute}:${second}.${ms}Z`);
}

/**
 * Moves a database with its companions into a new folder in `quarantine/` beside it. Nothing is deleted.
 * @returns the folder
 */
export function moveAside(file: string, dateMs: number): string {
  const folder = join(dirname(file), 'quarantine', stampOf(dateMs));
  mkdirSync(folder, { recursive: true });
  for (const path of [file, ...COMPANIONS.map((ending) => file + ending)]) {
    if (existsSync(path)) renameSync(path, join(folder, basename(path)));
  }
  return folder;
}

/** Puts a copy of `backup` in the place of a database, which is moved aside. Nobody may have it open. */
export function putInPlace(backup: string, file: string, dateMs: number): void {
  const part = `${restoringName(file)}.part`;
  copyFileSync(backup, part, constants.COPYFILE_FICLONE);
  syncFile(part);
  renameSync(part, restoringName(file));
  moveAside(file, dateMs);
  renameSync(restoringName(file), file);
}

/**
 * Before a database is opened to be written: brings a restore to its end that was cut off, and moves a log aside that has
 * lost its database.
 */
export function settle(file: string, dateMs: number): void {
  rmSync(`${restoringName(file)}.part`, { force: true });
  const restoring = existsSync(restoringName(file));
  if (restoring || (!existsSync(file) && sizeOf(`${file}-wal`) > 0)) moveAside(file, dateMs);
  if (restoring) renameSync(restoringName(file), file);
}

/** On disk for good. */
export function syncFile(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
