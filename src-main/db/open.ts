/**
 * Opens the lab's one SQLite file: pragmas, numbered migrations with a backup before them, and clear
 * errors for files that cannot be used. Who may write is settled before, in `lock.ts`.
 */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { AppError } from '../contract/errors';
import { migrations as allMigrations } from './migrations';

export type Database = Sqlite.Database;

/** "Simp", so that somebody else's SQLite file is never migrated. */
const APPLICATION_ID = 0x53696d70;

export interface OpenOptions {
  /** Opens without writing a byte, for a look while another process holds the folder. */
  readonly readOnly?: boolean;
  /** SQL of each schema version; another list is given by tests only. */
  readonly migrations?: readonly string[];
}

/**
 * @throws AppError('precondition') when the file was written by a newer version
 * @throws AppError('io') when it is damaged, is not ours, or cannot be read or written
 */
export function openDatabase(file: string, options: OpenOptions = {}): Database {
  const existed = existsSync(file) && statSync(file).size > 0;
  let database: Database | undefined;
  try {
    database = new Sqlite(file, options.readOnly ? { readonly: true, fileMustExist: true } : {});
    prepare(database, file, existed, options);
    return database;
  } catch (error) {
    database?.close();
    throw explain(error, file);
  }
}

function prepare(database: Database, file: string, existed: boolean, options: OpenOptions): void {
  const migrations = options.migrations ?? allMigrations;
  database.pragma('busy_timeout = 5000');
  const version = Number(database.pragma('user_version', { simple: true }));
  if (existed) assertOurs(database, file, version, migrations.length);
  if (options.readOnly) {
    assertCurrent(file, version, migrations.length);
  } else {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    migrate(database, file, version, migrations);
  }
  // Migrations run without it: a rebuilt table must not cascade its deletion.
  database.pragma('foreign_keys = ON');
  touchEveryTable(database);
}

function assertOurs(database: Database, file: string, version: number, known: number): void {
  if (version > known) {
    throw new AppError(
      'precondition',
      `${file} was written by a newer version of Simplecell (its schema is ${version}, this version knows ${known}). ` +
        'Install the newer version, or choose another data folder with --data.',
    );
  }
  const applicationId = Number(database.pragma('application_id', { simple: true }));
  const tables = Number(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  if (tables > 0 && applicationId !== APPLICATION_ID) {
    throw new AppError(
      'io',
      `${file} is an SQLite database, but not one of Simplecell. Move it away, or choose another data folder with --data.`,
    );
  }
}

/** Only a writer can bring a file up to date. */
function assertCurrent(file: string, version: number, known: number): void {
  if (version === known) return;
  throw new AppError(
    'precondition',
    `${file} is in use by an older version of Simplecell (its schema is ${version}, this version reads ${known}). ` +
      'Close the older one first.',
  );
}

function migrate(database: Database, file: string, from: number, migrations: readonly string[]): void {
  if (from === migrations.length) return;
  if (from > 0) backUp(database, file, from);
  database.pragma('foreign_keys = OFF');
  migrations.slice(from).forEach((sql, index) => {
    const version = from + index + 1;
    database.transaction(() => {
      database.exec(sql);
      const violations = database.pragma('foreign_key_check');
      if (Array.isArray(violations) && violations.length > 0) {
        throw new AppError(
          'internal',
          `Migration ${version} of ${file} would leave rows without their parents.`,
        );
      }
      database.pragma(`application_id = ${APPLICATION_ID}`);
      database.pragma(`user_version = ${version}`);
    })();
  });
}

/** Keeps the file as it was before migrations, beside it in `backups/`. */
function backUp(database: Database, file: string, version: number): void {
  const folder = join(dirname(file), 'backups');
  mkdirSync(folder, { recursive: true });
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const target = join(folder, `${basename(file, '.sqlite')}-schema-${version}-${stamp}.sqlite`);
  database.prepare('VACUUM INTO ?').run(target);
}

/** Reads one row of each table, so that a damaged file is found now and not in the middle of a run. */
function touchEveryTable(database: Database): void {
  const tables = database
    .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all();
  for (const { name } of tables) database.prepare(`SELECT * FROM "${name}" LIMIT 1`).get();
}

function explain(error: unknown, file: string): unknown {
  if (!(error instanceof Sqlite.SqliteError)) return error;
  if (error.code === 'SQLITE_NOTADB' || error.code.startsWith('SQLITE_CORRUPT')) {
    return new AppError(
      'io',
      `The database ${file} is damaged (${error.message}). Move it and the files beside it that end in -wal and -shm ` +
        `to another place; then start again with an empty lab, or put a copy from ${join(dirname(file), 'backups')} in its place.`,
      { cause: error },
    );
  }
  if (error.code.startsWith('SQLITE_')) {
    return new AppError(
      'io',
      `The database ${file} cannot be opened (${error.message}). Check that the folder exists, can be written to and has space left.`,
      { cause: error },
    );
  }
  return error;
}
