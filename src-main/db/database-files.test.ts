/** A database is replaced whole or not at all, whenever the process is killed on the way. */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dateOfStamp, moveAside, putInPlace, settle, stampOf } from './database-files';

let folder: string;
let file: string;
let backup: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simplecell-files-'));
  file = join(folder, 'lab.sqlite');
  backup = join(folder, 'backup.sqlite');
  writeFileSync(file, 'present');
  writeFileSync(`${file}-wal`, 'log of the present');
  writeFileSync(backup, 'past');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = (path: string): string => readFileSync(path, 'utf8');
const quarantined = (): string[] => readdirSync(join(folder, 'quarantine', stampOf(1000))).sort();

describe('moveAside', () => {
  it('takes the log with the database', () => {
    moveAside(file, 1000);
    expect(readdirSync(folder).sort()).toEqual(['backup.sqlite', 'quarantine']);
    expect(quarantined()).toEqual(['lab.sqlite', 'lab.sqlite-wal']);
  });
});

describe('putInPlace', () => {
  it('puts a copy of the backup in the place of the database, which is kept', () => {
    putInPlace(backup, file, 1000);
    expect([text(file), text(backup)]).toEqual(['past', 'past']);
    expect(existsSync(`${file}-wal`)).toBe(false);
    expect(quarantined()).toEqual(['lab.sqlite', 'lab.sqlite-wal']);
  });

  it('leaves everything as it was when the backup cannot be copied', () => {
    expect(() => putInPlace(join(folder, 'gone.sqlite'), file, 1000)).toThrow(/ENOENT/);
    settle(file, 1000);
    expect([text(file), text(`${file}-wal`)]).toEqual(['present', 'log of the present']);
  });
});

describe('settle', () => {
  it('forgets a copy that was cut off', () => {
    writeFileSync(`${file}.restoring.part`, 'pa');
    settle(file, 1000);
    expect(text(file)).toBe('present');
    expect(readdirSync(folder)).not.toContain('lab.sqlite.restoring.part');
  });

  it('brings a restore to its end that was cut off before the present was moved', () => {
    renameSync(backup, `${file}.restoring`);
    settle(file, 1000);
    expect(text(file)).toBe('past');
    expect(quarantined()).toEqual(['lab.sqlite', 'lab.sqlite-wal']);
  });

  it('brings a restore to its end that was cut off between the present and its log', () => {
    renameSync(backup, `${file}.restoring`);
    rmSync(file);
    settle(file, 1000);
    expect(text(file)).toBe('past');
    expect(quarantined()).toEqual(['lab.sqlite-wal']);
  });

  it('moves a log aside that has lost its database, so that a new one does not swallow it', () => {
    rmSync(file);
    settle(file, 1000);
    expect(readdirSync(folder).sort()).toEqual(['backup.sqlite', 'quarantine']);
  });

  it('does nothing to a database with its log', () => {
    settle(file, 1000);
    expect([text(file), text(`${file}-wal`)]).toEqual(['present', 'log of the present']);
  });
});

describe('stampOf', () => {
  it('can be read back', () => {
    const now = Date.UTC(2026, 10, 24, 23, 53, 0, 123);
    expect(dateOfStamp(`lab-${stampOf(now)}-daily.sqlite`)).toBe(now);
    expect(dateOfStamp('lab.sqlite')).toBeNull();
  });
});
