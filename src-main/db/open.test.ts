/** Opening, migrating and refusing database files. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../contract/errors';
import { lockDataFolder } from './lock';
import { migrations } from './migrations';
import { needsMigration, openDatabase } from './open';
import { DatabaseTrouble } from './trouble';

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

  it('migrates an older file, which can give space back in steps from then on', () => {
    const older = new Sqlite(file);
    older.exec(migrations[0]);
    older.pragma('application_id = 0x53696d70');
    older.pragma('user_version = 1');
    older.prepare("INSERT INTO settings VALUES ('a', '1')").run();
    expect(older.pragma('auto_vacuum', { simple: true })).toBe(0);
    older.close();
    expect(needsMigration(file)).toBe(true);
    const migrated = openDatabase(file);
    expect(migrated.pragma('user_version', { simple: true })).toBe(migrations.length);
    expect(migrated.prepare('SELECT key FROM settings').pluck().all()).toEqual(['a']);
    expect(migrated.pragma('auto_vacuum', { simple: true })).toBe(2);
    migrated.close();
    expect(needsMigration(file)).toBe(false);
  });

  it('does not read an older file that it may not bring up to date', () => {
    openDatabase(file).close();
    const next = [...migrations, 'CREATE TABLE later (x INTEGER) STRICT;'];
    const error = errorOf(() => openDatabase(file, { migrations: next, readOnly: true }));
    expect(error.kind).toBe('conflict');
    expect(error.message).toMatch(/older version/);
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

  it('reads a file of a newer version when it is asked to change nothing', () => {
    openDatabase(file).close();
    const newer = new Sqlite(file);
    newer.pragma('user_version = 99');
    newer.exec("INSERT INTO settings VALUES ('a', '1')");
    newer.close();
    const database = openDatabase(file, { readOnly: true });
    expect(database.prepare('SELECT key FROM settings').pluck().all()).toEqual(['a']);
    expect(() => database.prepare("INSERT INTO settings VALUES ('b', '1')").run()).toThrow(/readonly/);
    database.close();
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['no database', () => Buffer.from('This is certainly not a database, but it is long.'.repeat(20))],
    ['a few bytes', (bytes) => bytes.subarray(0, 50)],
    ['cut off in the first page', (bytes) => bytes.subarray(0, 2000)],
    ['cut off in the middle', (bytes) => bytes.subarray(0, bytes.length / 2)],
    ['without a byte', () => Buffer.alloc(0)],
    ['all zeros', (bytes) => Buffer.alloc(bytes.length)],
    ['overwritten in the first page', (bytes) => bytes.fill(0x5a, 100, 4096)],
    ['overwritten in the middle', (bytes) => bytes.fill(0x5a, 8192, 16384)],
    ['overwritten at its end', (bytes) => bytes.fill(0x5a, bytes.length - 4096)],
  ])('says of a file that is %s that it is damaged, and what can be done', (_name, spoil) => {
    openDatabase(file).close();
    writeFileSync(file, spoil(readFileSync(file)));
    const error = errorOf(() => openDatabase(file));
    expect(error).toBeInstanceOf(DatabaseTrouble);
    expect(error).toMatchObject({ trouble: 'damaged', kind: 'io' });
    expect(error.message).toMatch(/damaged.*-wal and -shm.*empty lab.*backups/);
    expect(errorOf(() => needsMigration(file) || openDatabase(file))).toMatchObject({ trouble: 'damaged' });
  });

  it('says of something in its place that is no file that it cannot be opened', () => {
    mkdirSync(file);
    expect(errorOf(() => openDatabase(file))).toMatchObject({ trouble: 'unwritable' });
  });

  it('grows under another name, so that a process killed on the way leaves no file without a byte', () => {
    writeFileSync(`${file}.new`, 'what a process that was killed left behind');
    openDatabase(file).close();
    expect(readdirSync(folder)).toEqual(['lab.sqlite']);
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
