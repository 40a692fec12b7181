/**
 * Opens the lab's one SQLite file: pragmas, a look at whether it is whole, numbered migrations, and clear errors for files
 * that cannot be used. Who may write, and the backup before a migration, are settled before, in `lab.ts`.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import Sqlite from 'better-sqlite3';
import { AppError } from '../contract/errors';
import { newName, settle, sizeOf } from './database-files';
import { migrations as allMigrations } from './migrations';
import { DatabaseTrouble, damagedText, explainOpening } from './trouble';

export type Database = Sqlite.Database;

/** "Simp", so that somebody else's SQLite file is never migrated. */
const APPLICATION_ID = 0x53696d70;

/** Up to here every page is looked at when a file is opened, within a second; of larger ones when they are backed up. */
const CHECKED_BYTES = 256 * 1024 * 1024;

/** Of a file that was never written to. */
const NEW = 0;

const IN_MEMORY = ':memory:';

export interface OpenOptions {
  /** Opens without writing a byte, for a look while another process holds the folder, or into a newer version's file. */
  readonly readOnly?: boolean;
  /** SQL of each schema version; another list is given by tests only. */
  readonly migrations?: readonly string[];
}

/** @throws DatabaseTrouble, which says what is wrong with the file and what can be done */
export function openDatabase(file: string, options: OpenOptions = {}): Database {
  const { readOnly = false, migrations = allMigrations } = options;
  let database: Database | undefined;
  try {
    if (!readOnly && file !== IN_MEMORY) makeReady(file, migrations);
    database = new Sqlite(file, readOnly ? { readonly: true, fileMustExist: true } : {});
    prepare(database, file, readOnly, migrations);
    return database;
  } catch (error) {
    database?.close();
    throw explainOpening(error, file);
  }
}

/**
 * Whether opening the file to write would migrate it.
 * @throws DatabaseTrouble, as opening it would
 */
export function needsMigration(file: string): boolean {
  if (!existsSync(file)) return false;
  let database: Database | undefined;
  try {
    assertNotEmpty(file);
    database = new Sqlite(file, { readonly: true, fileMustExist: true });
    const version = assertOurs(database, file, allMigrations.length);
    return version !== NEW && version < allMigrations.length;
  } catch (error) {
    throw explainOpening(error, file);
  } finally {
    database?.close();
  }
}

/**
 * What is inside a backup, without a word on whether all of its pages are whole.
 * @returns null where the file cannot be read or is of a newer version
 */
export function contentOf(file: string): { readonly runs: number; readonly schema: number } | null {
  let database: Database | undefined;
  try {
    database = new Sqlite(file, { readonly: true, fileMustExist: true });
    const schema = assertOurs(database, file, allMigrations.length);
    return { schema, runs: Number(database.prepare('SELECT count(*) FROM runs').pluck().get()) };
  } catch {
    // Whatever it is, it is no backup to go back to.
    return null;
  } finally {
    database?.close();
  }
}

/** A file that is there, and not empty: a new one grows under another name. */
function makeReady(file: string, migrations: readonly string[]): void {
  settle(file, Date.now());
  if (existsSync(file)) {
    assertNotEmpty(file);
    return;
  }
  const growing = newName(file);
  for (const ending of ['', '-wal', '-shm']) rmSync(growing + ending, { force: true });
  const database = new Sqlite(growing);
  try {
    // Before the first table: space can then be given back in steps.
    database.pragma('auto_vacuum = INCREMENTAL');
    database.pragma('journal_mode = WAL');
    migrate(database, file, NEW, migrations);
  } finally {
    database.close();
  }
  renameSync(growing, file);
}

function prepare(database: Database, file: string, readOnly: boolean, migrations: readonly string[]): void {
  database.pragma('busy_timeout = 5000');
  const version = assertOurs(database, file, readOnly ? Infinity : migrations.length);
  if (readOnly) assertNotOlder(file, version, migrations.length);
  if (sizeOf(file) <= CHECKED_BYTES) assertWhole(database, file);
  if (!readOnly) {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    migrate(database, file, version, migrations);
  }
  // Migrations run without it: a rebuilt table must not cascade its deletion.
  database.pragma('foreign_keys = ON');
}

function assertNotEmpty(file: string): void {
  if (sizeOf(file) > 0 || sizeOf(`${file}-wal`) > 0) return;
  throw new DatabaseTrouble('damaged', damagedText(file, 'it is empty'));
}

/** @returns its schema version, at most `known` */
function assertOurs(database: Database, file: string, known: number): number {
  const version = Number(database.pragma('user_version', { simple: true }));
  const applicationId = Number(database.pragma('application_id', { simple: true }));
  const tables = Number(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  if (tables > 0 && applicationId !== APPLICATION_ID) {
    throw new DatabaseTrouble(
      'foreign',
      `${file} is an SQLite database, but not one of Simplecell. Move it away, or choose another data folder with --data.`,
    );
  }
  if (version > known) {
    throw new DatabaseTrouble(
      'newer',
      `${file} was written by a newer version of Simplecell (its schema is ${version}, this version knows ${known}). ` +
        'Install the newer version, or choose another data folder with --data.',
    );
  }
  return version;
}

/** Only a writer can bring a file up to date. */
function assertNotOlder(file: string, version: number, known: number): void {
  if (version >= known) return;
  throw new DatabaseTrouble(
    'inUse',
    `${file} is in use by an older version of Simplecell (its schema is ${version}, this version reads ${known}). ` +
      'Close the older one first.',
  );
}

/** Looks at every page, so that damage is found now and not in the middle of a run. */
export function assertWhole(database: Database, file: string): void {
  const [first] = database.pragma('quick_check(1)') as { quick_check: string }[];
  const finding = first?.quick_check ?? 'no answer';
  if (finding !== 'ok')
    throw new DatabaseTrouble('damaged', damagedText(file, finding.split('\n').at(-1) ?? ''));
}

function migrate(database: Database, file: string, from: number, migrations: readonly string[]): void {
  if (from === migrations.length) return;
  database.pragma('foreign_keys = OFF');
  migrations.slice(from).forEach((sql, index) => {
    const version = from + index + 1;
    database.transaction(() => {
      database.exec(sql);
      const violations = database.pragma('foreign_key_check');
      if (Array.isArray(violations) && violations.length > 0) {
        throw new AppError(
          'internal',
          `Migration ${version} of ${basename(file)} would leave rows without their parents.`,
        );
      }
      database.pragma(`application_id = ${APPLICATION_ID}`);
      database.pragma(`user_version = ${version}`);
    })();
  });
  if (from !== NEW) letShrink(database);
}

/** Files of the first versions could not give space back in steps. */
function letShrink(database: Database): void {
  if (database.pragma('auto_vacuum', { simple: true }) !== 0) return;
  database.pragma('auto_vacuum = INCREMENTAL');
  database.exec('VACUUM');
}
