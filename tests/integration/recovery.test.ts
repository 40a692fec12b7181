/** Backups, restores and beginning anew on a real data folder: nothing is lost that was there before (R1, R3). */
import { existsSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LabHost } from '../../src-main/app/lab-host';
import { databaseOf } from '../../src-main/db/database-files';
import { lockDataFolder } from '../../src-main/db/lock';
import type { Lab } from '../../src-main/lab';
import { ensureBuilt, openTestLab, removeFolders } from './bench-lab';
import { folderWithSmallSet, smallExperiment } from './small-run';

beforeAll(ensureBuilt, 180_000);
afterAll(removeFolders);

let dataDir: string;
beforeEach(async () => {
  dataDir = await folderWithSmallSet();
});

function hostOn(folder: string): LabHost {
  return new LabHost({
    dataDir: folder,
    openLab: (readOnly) => openTestLab(folder, { readOnly }),
    log: () => undefined,
    changed: () => undefined,
    closing: () => undefined,
  });
}

function labOf(host: LabHost): Lab {
  if (host.lab === null) throw new Error(host.trouble?.message ?? 'nothing is open');
  return host.lab;
}

/** Trains a short run to its end. */
async function train(lab: Lab): Promise<number> {
  const runId = lab.supervisor.create(smallExperiment(2), 'running');
  await lab.supervisor.ended(runId);
  return runId;
}

describe('a backup', () => {
  it('is the lab as it was at one moment, whole, while runs are trained on', async () => {
    const lab = await openTestLab(dataDir);
    const runId = lab.supervisor.create(smallExperiment(100_000), 'running');
    await new Promise<void>((resolve) => lab.events.on('epochRecorded', () => resolve()));
    const backups = await Promise.all([1, 2, 3].map(() => lab.backups.make('manual')));
    lab.supervisor.control(runId, 'stop');
    await lab.supervisor.ended(runId);
    await lab.close();
    for (const { id, content } of backups) {
      expect(content?.runs).toBe(1);
      const copy = new Sqlite(join(dataDir, 'backups', id), { readonly: true });
      expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
      const epochs = Number(copy.prepare('SELECT count(*) FROM epochs').pluck().get());
      const last = Number(copy.prepare('SELECT max(epoch) FROM epochs').pluck().get());
      const checkpoint = Number(copy.prepare('SELECT epoch FROM checkpoints').pluck().get());
      expect(epochs).toBe(last);
      expect(checkpoint).toBeLessThanOrEqual(last);
      copy.close();
    }
    expect(readdirSync(join(dataDir, 'backups')).filter((name) => !name.endsWith('.sqlite'))).toEqual([]);
  });

  it('is made at start when there is none of the last day, and not again', async () => {
    const lab = await openTestLab(dataDir);
    lab.backups.keepDaily();
    await expect.poll(async () => (await lab.backups.folder.list()).length).toBe(1);
    await lab.close();
    const again = await openTestLab(dataDir);
    again.backups.keepDaily();
    await again.backups.make('manual');
    const reasons = (await again.backups.folder.list()).map(({ reason }) => reason);
    expect(reasons).toEqual(['manual', 'daily']);
    await again.close();
  });

  it('is listed with others though one of them has gone meanwhile', async () => {
    const lab = await openTestLab(dataDir);
    const { id } = await lab.backups.make('manual');
    const { path } = lab.backups.folder;
    symlinkSync(join(path, 'gone'), join(path, 'lab-2026-01-02T03-04-05-006Z-daily.sqlite'));
    expect((await lab.backups.folder.list()).map((backup) => backup.id)).toEqual([id]);
    await lab.close();
  });

  it('of a damaged database is refused, so that it drives no good one out', async () => {
    const lab = await openTestLab(dataDir);
    await lab.backups.make('daily');
    await lab.close();
    const again = await openTestLab(dataDir);
    await train(again);
    // The file under an open database: as a failing disk would.
    const file = databaseOf(dataDir);
    const spoilt = readFileSync(file);
    spoilt.fill(0x5a, Math.floor(spoilt.length / 2));
    writeFileSync(file, spoilt);
    await expect(again.backups.make('daily')).rejects.toMatchObject({ trouble: 'damaged' });
    expect(await again.backups.folder.list()).toHaveLength(1);
    await again.close();
  });

  it('comes back while the lab is open: runs of before are there, the present is kept, and training goes on', async () => {
    const host = hostOn(dataDir);
    await host.open();
    const kept = await train(labOf(host));
    const sha = labOf(host).runs.summary(kept).weightsSha256;
    const { id } = await labOf(host).backups.make('manual');
    await train(labOf(host));
    await host.restore(id);
    expect(
      labOf(host)
        .runs.list()
        .map((run) => run.id),
    ).toEqual([kept]);
    const repeated = await train(labOf(host));
    expect(labOf(host).runs.summary(repeated).weightsSha256).toBe(sha);
    await host.close();
    const [moved] = readdirSync(join(dataDir, 'quarantine'));
    const present = new Sqlite(join(dataDir, 'quarantine', moved, 'lab.sqlite'), { readonly: true });
    expect(present.prepare('SELECT count(*) FROM runs').pluck().get()).toBe(2);
    present.close();
  });

  it('that is not there leaves the lab open', async () => {
    const host = hostOn(dataDir);
    await host.open();
    await expect(host.restore('lab-gone.sqlite')).rejects.toMatchObject({ kind: 'notFound' });
    expect(labOf(host).datasets.list()).toHaveLength(1);
    await host.close();
  });

  it('that knows a set whose pixels were removed says so at the set', async () => {
    const host = hostOn(dataDir);
    await host.open();
    const { id } = await labOf(host).backups.make('manual');
    const [set] = labOf(host).datasets.list();
    await labOf(host).datasets.remove(set.id);
    await host.restore(id);
    expect(labOf(host).datasets.list()[0].state).toBe('failed');
    expect(labOf(host).datasets.error(set.id)).toMatch(/not there any more/);
    await host.close();
  });
});

describe('an empty lab in the place of a damaged one', () => {
  it('keeps the pixels of the sets of before, which a backup that comes back finds again', async () => {
    const host = hostOn(dataDir);
    await host.open();
    const { id } = await labOf(host).backups.make('manual');
    const [{ id: setId }] = labOf(host).datasets.list();
    const before = await labOf(host).datasets.pictures(setId);
    await host.close();
    truncateSync(databaseOf(dataDir), 5000);

    await host.open();
    expect(host.trouble).toMatchObject({ kind: 'damaged', canStartEmpty: true, canLook: false });
    expect(host.trouble?.backups.map((backup) => backup.id)).toEqual([id]);
    await host.startEmpty();
    expect(labOf(host).datasets.list()).toEqual([]);
    const sample = labOf(host).samples.ensure('sample:shapes');
    await sample.ready;
    expect(sample.datasetId).toBeGreaterThan(setId);

    await host.restore(id);
    expect(await labOf(host).datasets.pictures(setId)).toEqual(before);
    await host.close();
  });

  it('is not made while the one that is there can be opened', async () => {
    const host = hostOn(dataDir);
    await host.open();
    await expect(host.startEmpty()).rejects.toMatchObject({ kind: 'precondition' });
    await host.close();
    expect(existsSync(join(dataDir, 'quarantine'))).toBe(false);
  });
});

describe('a lab that another process uses', () => {
  it('can be looked at, and opened when the other one is gone', async () => {
    const other = lockDataFolder(dataDir);
    const host = hostOn(dataDir);
    await host.open();
    expect(host.trouble).toMatchObject({ kind: 'inUse', canLook: true, canStartEmpty: false });
    await host.look();
    expect(labOf(host).readOnly).toBe(true);
    expect(() => labOf(host).supervisor.create(smallExperiment(1), 'running')).toThrow(/readonly/);
    await host.close();
    other.release();
    await host.open();
    expect(labOf(host).readOnly).toBe(false);
    await host.close();
  });
});
