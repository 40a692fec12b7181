/** A disk that is full or fails in the middle of a run: the run has failed and can go on, and so can the app (R3). */
import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseOf } from '../../src-main/db/database-files';
import type { Lab } from '../../src-main/lab';
import { ensureBuilt, openTestLab, removeFolders, temporaryFolder } from './bench-lab';
import { folderWithSmallSet, smallExperiment, smallPictures } from './small-run';

beforeAll(ensureBuilt, 180_000);
afterAll(removeFolders);

/** Only root may make a disk, and only outside of some containers. */
const canMount = ((): boolean => {
  try {
    execFileSync(
      'sh',
      ['-c', 'd=$(mktemp -d) && mount -t tmpfs -o size=64k tmpfs $d && umount $d && rmdir $d'],
      {
        stdio: 'ignore',
      },
    );
    return true;
  } catch {
    return false;
  }
})();

/** Work on a small disk of its own. */
async function onDisk(megabytes: number, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(megabytes)}m`, 'tmpfs', folder]);
  try {
    await work(folder);
  } finally {
    execFileSync('umount', ['-l', folder]);
  }
}

/** Fills it to the last byte but so many. */
function fill(folder: string, leftBytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(join(folder, 'ballast'), new Uint8Array(Math.max(0, bavail * bsize - leftBytes)));
}

function recorded(lab: Lab, count: number): Promise<void> {
  let epochs = 0;
  return new Promise((resolve) => {
    lab.events.on('epochRecorded', () => {
      epochs += 1;
      if (epochs === count) resolve();
    });
  });
}

let undisturbed: string | null;
beforeAll(async () => {
  const lab = await openTestLab(await folderWithSmallSet());
  const runId = lab.supervisor.create(smallExperiment(300), 'running');
  await lab.supervisor.ended(runId);
  undisturbed = lab.runs.summary(runId).weightsSha256;
  await lab.close();
}, 120_000);

describe('a database that is damaged in the middle of a run', () => {
  it('ends the run as failed with what to do, and the app goes on', async () => {
    const dataDir = await folderWithSmallSet();
    const lab = await openTestLab(dataDir);
    const told: string[] = [];
    lab.events.on('trouble', ({ message }) => told.push(message));
    const runId = lab.supervisor.create(smallExperiment(100_000), 'running');
    await recorded(lab, 2);
    // Another connection spoils the tree that filters are written into, through the same log, as a bad disk would.
    const other = new Sqlite(databaseOf(dataDir));
    other.unsafeMode(true);
    other.pragma('writable_schema = ON');
    other.exec(
      "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'epochs') WHERE name = 'snapshots'",
    );
    other.pragma(`schema_version = ${String(Number(other.pragma('schema_version', { simple: true })) + 1)}`);
    other.close();
    await lab.supervisor.ended(runId);
    expect(lab.runs.summary(runId)).toMatchObject({ state: 'failed', error: { kind: 'io' } });
    expect(lab.runs.summary(runId).error?.message).toMatch(/damaged.*Settings → Storage/);
    expect(told).toHaveLength(1);
    expect(lab.datasets.list()).toHaveLength(1);
    await lab.close();
  });
});

describe.skipIf(!canMount)('a disk that is full', () => {
  it('ends the run as failed, says so, and lets it go on to equal bytes when there is space', async () => {
    await onDisk(12, async (disk) => {
      await cp(await folderWithSmallSet(), disk, { recursive: true });
      const lab = await openTestLab(disk);
      const told: string[] = [];
      lab.events.on('trouble', ({ message }) => told.push(message));
      const runId = lab.supervisor.create(smallExperiment(300), 'running');
      await recorded(lab, 3);
      fill(disk, 0);
      await lab.supervisor.ended(runId);
      expect(told.join()).toMatch(/disk is full/);
      rmSync(join(disk, 'ballast'));
      // Whether the end of the run could be written is the disk's affair; the next command makes up for it.
      lab.supervisor.control(runId, 'resume');
      await lab.supervisor.ended(runId);
      expect(lab.runs.get(runId).epochs.map(({ epoch }) => epoch)).toEqual(
        Array.from({ length: 300 }, (_, index) => index + 1),
      );
      expect(lab.runs.summary(runId).weightsSha256).toBe(undisturbed);
      await lab.close();
    });
  });

  it('ends an import as failed, and the next one works', async () => {
    await onDisk(12, async (disk) => {
      const lab = await openTestLab(disk);
      const pictures = await smallPictures(30);
      fill(disk, 0);
      const options = { color: 'rgb', fit: 'fill' } as const;
      const size: [number, number] = [512, 512];
      const states: string[] = [];
      lab.events.on('importProgress', ({ state }) => states.push(state));
      expect(() => lab.importer.start(pictures, { ...options, size, name: 'none' })).toThrow(/full/);
      rmSync(join(disk, 'ballast'));
      await lab.importer.start(pictures, { ...options, size, name: 'large' }).done;
      expect(lab.datasets.list()[0]).toMatchObject({ name: 'large', state: 'failed' });
      expect(lab.datasets.error(1)).toMatch(/disk is full/);
      await lab.datasets.remove(1);
      await lab.importer.start(pictures, { ...options, size: [16, 16], name: 'small' }).done;
      expect(lab.datasets.list()).toMatchObject([{ name: 'small', state: 'ready', pictureCount: 30 }]);
      await lab.close();
    });
  });
});
