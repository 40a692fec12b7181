/** Opening, migrating and refusing database files. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../contract/errors';
import { lockDataFolder } from './lock';
import { migrations } from './migrations';
import { openDatabase } from './open';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simplecell-db-'));
  file = join(folder, 'lab.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function errorOf(action: () => unknown): AppError {
  try {
    action();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('openDatabase (R1)', () => {
  it('makes a new file with all tables, write-ahead log and foreign keys', () => {
    const database = openDatabase(file);
    expect(database.pragma('user_version', { simple: true })).toBe(migrations.length);
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
    const loose = database
      .prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
      )
      .all();
    expect(loose).toEqual([]);
    database.close();
  });

  it('keeps the rows when the file is opened again', () => {
    let database = openDatabase(file);
    database.prepare("INSERT INTO settings VALUES ('a', '1')").run();
    database.close();
    database = openDatabase(file);
    expect(database.prepare('SELECT * FROM settings').all()).toEqual([{ key: 'a', value: '1' }]);
    database.close();
    expect(readdirSync(folder)).not.toContain('backups');
  });

  it('migrates an older file and keeps a copy of it as it was', () => {
    const database = openDatabase(file);
    database.prepare("INSERT INTO settings VALUES ('a', '1')").run();
    database.close();
    const next = [
      ...migrations,
      "CREATE TABLE later (x INTEGER) STRICT; INSERT INTO settings VALUES ('b', '2');",
    ];
    const migrated = openDatabase(file, { migrations: next });
    expect(migrated.pragma('user_version', { simple: true })).toBe(next.length);
    expect(migrated.prepare('SELECT key FROM settings').pluck().all()).toEqual(['a', 'b']);
    migrated.close();
    const [copy] = readdirSync(join(folder, 'backups'));
    const backup = new Sqlite(join(folder, 'backups', copy));
    expect(backup.pragma('user_version', { simple: true })).toBe(migrations.length);
    expect(backup.prepare('SELECT key FROM settings').pluck().all()).toEqual(['a']);
    backup.close();
  });

  it('does not read an older file that it may not bring up to date', () => {
    openDatabase(file).close();
    const next = [...migrations, 'CREATE TABLE later (x INTEGER) STRICT;'];
    const error = errorOf(() => openDatabase(file, { migrations: next, readOnly: true }));
    expect(error.kind).toBe('precondition');
    expect(error.message).toMatch(/older version/);
    expect(existsSync(join(folder, 'backups'))).toBe(false);
  });

  it('leaves the file as it was when a migration fails', () => {
    openDatabase(file).close();
    const broken = [...migrations, 'CREATE TABLE later (x INTEGER) STRICT; THIS IS NOT SQL;'];
    expect(() => openDatabase(file, { migrations: broken })).toThrow();
    const database = openDatabase(file);
    expect(database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'later'").pluck().get()).toBe(0);
    database.close();
  });

  it('refuses a migration that leaves rows without their parents', () => {
    openDatabase(file).close();
    const orphaning = [
      ...migrations,
      "INSERT INTO classes (dataset_id, class_index, name) VALUES (99, 0, 'nobody');",
    ];
    expect(errorOf(() => openDatabase(file, { migrations: orphaning })).message).toMatch(
      /without their parents/,
    );
  });

  it('refuses a file of a newer version, saying which, and does not touch it', () => {
    openDatabase(file).close();
    const newer = new Sqlite(file);
    newer.pragma('user_version = 99');
    newer.close();
    const before = readFileSync(file);
    const error = errorOf(() => openDatabase(file));
    expect(error.kind).toBe('precondition');
    expect(error.message).toMatch(/schema is 99.*Install the newer version/);
    expect(readFileSync(file)).toEqual(before);
  });

  it('refuses a file that is no database, saying what can be done', () => {
    writeFileSync(
      file,
      'This is certainly not a database, but it is long enough to be looked at.'.repeat(20),
    );
    const error = errorOf(() => openDatabase(file));
    expect(error.kind).toBe('io');
    expect(error.message).toMatch(/damaged.*-wal and -shm/);
  });

  it('refuses a file whose pages are damaged', () => {
    const database = openDatabase(file);
    database.pragma('journal_mode = DELETE');
    database.close();
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 100, 4096);
    writeFileSync(file, bytes);
    expect(errorOf(() => openDatabase(file)).message).toMatch(/damaged/);
  });

  it('refuses the SQLite file of another program', () => {
    const other = new Sqlite(file);
    other.exec('CREATE TABLE cookies (name TEXT)');
    other.close();
    expect(errorOf(() => openDatabase(file)).message).toMatch(/not one of Simplecell/);
  });

  it('opens for reading beside a writer', () => {
    const writer = openDatabase(file);
    const reader = openDatabase(file, { readOnly: true });
    writer.prepare("INSERT INTO settings VALUES ('a', '1')").run();
    expect(reader.prepare('SELECT count(*) FROM settings').pluck().get()).toBe(1);
    expect(() => reader.prepare("INSERT INTO settings VALUES ('b', '1')").run()).toThrow(/readonly/);
    reader.close();
    writer.close();
  });
});

describe('lockDataFolder', () => {
  it('lets one in and tells the next why not', () => {
    const first = lockDataFolder(folder);
    const error = errorOf(() => lockDataFolder(folder));
    expect(error.kind).toBe('conflict');
    expect(error.message).toMatch(/in use by another Simplecell/);
    first.release();
    lockDataFolder(folder).release();
  });
});
