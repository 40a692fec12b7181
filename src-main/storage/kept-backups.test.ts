/** Which backups stay: seven days, four weeks, three migrations, and everything the user made. */
import { describe, expect, it } from 'vitest';
import type { Backup, BackupReason } from '../contract/storage';
import { backupsToDrop } from './kept-backups';

const DAY_MS = 86_400_000;
/** A Monday, at noon. */
const MONDAY_MS = Date.UTC(2026, 10, 23, 12);

function backup(daysAgo: number, reason: BackupReason = 'daily'): Backup {
  const madeAtMs = MONDAY_MS - daysAgo * DAY_MS;
  return { id: `${reason}-${daysAgo}`, reason, madeAtMs, sizeBytes: 1, content: { runs: 0, schema: 1 } };
}

const keptOf = (backups: readonly Backup[]): string[] => {
  const dropped = backupsToDrop(backups);
  return backups.filter((one) => !dropped.includes(one)).map(({ id }) => id);
};

describe('backupsToDrop', () => {
  it('keeps a week of days and the newest of each of four weeks', () => {
    const daily = Array.from({ length: 60 }, (_, daysAgo) => backup(daysAgo));
    expect(keptOf(daily)).toEqual([0, 1, 2, 3, 4, 5, 6, 8, 15].map((daysAgo) => `daily-${daysAgo}`));
  });

  it('keeps the newest of a day', () => {
    expect(keptOf([backup(0), backup(0.1), backup(0.2)])).toEqual(['daily-0']);
  });

  it('counts days that have a backup, so that after a long pause the last ones are still there', () => {
    expect(keptOf([backup(0), backup(100), backup(200)])).toEqual(['daily-0', 'daily-100', 'daily-200']);
  });

  it('keeps three of those before migrations and all that were asked for', () => {
    const migrations = [1, 2, 3, 4].map((days) => backup(days, 'migration'));
    const manual = [300, 301, 302, 303, 304].map((days) => backup(days, 'manual'));
    expect(keptOf([...migrations, ...manual])).toHaveLength(3 + 5);
    expect(backupsToDrop([...migrations, ...manual]).map(({ id }) => id)).toEqual(['migration-4']);
  });

  it('drops nothing twice: when it was obeyed, nothing is left to drop', () => {
    const daily = Array.from({ length: 60 }, (_, daysAgo) => backup(daysAgo));
    const dropped = backupsToDrop(daily);
    expect(backupsToDrop(daily.filter((one) => !dropped.includes(one)))).toEqual([]);
  });
});
