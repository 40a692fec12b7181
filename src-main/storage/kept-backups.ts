/** Decides which backups are kept: of those made by themselves a few of the last days and weeks, of others more. */
import type { Backup } from '../contract/storage';

const DAY_MS = 86_400_000;
const DAYS = 7;
const WEEKS = 4;
/** Of those made before a migration; whoever goes back further has other troubles. */
const MIGRATIONS = 3;

/**
 * Backups to delete: of the daily ones all but the newest of each of the last 7 days that have one and of each of the last
 * 4 weeks that have one; of those before migrations all but the newest 3. Those the user made stay.
 * @param backups the newest first
 */
export function backupsToDrop(backups: readonly Backup[]): Backup[] {
  const daily = backups.filter(({ reason }) => reason === 'daily');
  const kept = new Set([
    ...newestOfEach(daily, (ms) => Math.floor(ms / DAY_MS), DAYS),
    // Days since 1970 began on a Thursday; weeks begin on a Monday.
    ...newestOfEach(daily, (ms) => Math.floor((Math.floor(ms / DAY_MS) + 3) / 7), WEEKS),
    ...backups.filter(({ reason }) => reason === 'migration').slice(0, MIGRATIONS),
    ...backups.filter(({ reason }) => reason === 'manual'),
  ]);
  return backups.filter((backup) => !kept.has(backup));
}

function newestOfEach(backups: readonly Backup[], period: (ms: number) => number, periods: number): Backup[] {
  const newest = new Map<number, Backup>();
  for (const backup of backups) {
    const key = period(backup.madeAtMs);
    if (!newest.has(key)) newest.set(key, backup);
  }
  return [...newest.values()].slice(0, periods);
}
