/** What the lab keeps on disk is counted, and goes by rule and no further. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pruneRuleSchema, type PruneRule, type UsageKind } from '../../src-main/contract/storage';
import { runQuerySchema } from '../../src-main/contract/run-history';
import { databaseOf, stampOf } from '../../src-main/db/database-files';
import { openDatabase } from '../../src-main/db/open';
import type { Lab } from '../../src-main/lab';
import { ensureBuilt, openTestLab, removeFolders } from './bench-lab';
import { folderWithSmallSet, importSmallSet, smallExperiment } from './small-run';

beforeAll(ensureBuilt, 180_000);
afterAll(removeFolders);

let dataDir: string;
beforeEach(async () => {
  dataDir = await folderWithSmallSet();
});

const rule = (parts: Partial<PruneRule>): PruneRule => pruneRuleSchema.parse(parts);

async function bytesOf(lab: Lab, kind: UsageKind): Promise<number> {
  return (await lab.storage.usage()).kinds.find((one) => one.kind === kind)?.bytes ?? NaN;
}

async function train(lab: Lab, epochs: number): Promise<number> {
  const runId = lab.supervisor.create(smallExperiment(epochs), 'running');
  await lab.supervisor.ended(runId);
  return runId;
}

describe('usage', () => {
  it('counts what lies there, and finds the largest runs', async () => {
    const lab = await openTestLab(dataDir);
    const [small, large] = [await train(lab, 1), await train(lab, 10)];
    await lab.backups.make('manual');
    const usage = await lab.storage.usage();
    expect(usage.largestRuns.map(({ runId }) => runId)).toEqual([large, small]);
    // 6 pictures of 16×16, one byte each.
    expect(await bytesOf(lab, 'sets')).toBe(6 * 16 * 16);
    // Of each epoch 6 filters of 4×4, a byte a weight; their extreme, norm and mean activation, four bytes each.
    expect(await bytesOf(lab, 'filters')).toBe(11 * 6 * (16 + 3 * 4));
    expect(await bytesOf(lab, 'leftovers')).toBe(0);
    const [backup] = await lab.backups.folder.list();
    expect(await bytesOf(lab, 'backups')).toBe(backup.sizeBytes);
    expect(usage.freeDiskBytes).toBeGreaterThan(0);
    await lab.close();
  });
});

describe('the bin', () => {
  it('loses at the next start what has been in it for a week, and nothing of what is younger or outside', async () => {
    const lab = await openTestLab(dataDir);
    const [old, young, kept] = [await train(lab, 1), await train(lab, 1), await train(lab, 1)];
    lab.supervisor.remove([old, young]);
    await lab.close();
    const dayMs = 86_400_000;
    const database = openDatabase(databaseOf(dataDir));
    database.prepare('UPDATE runs SET deleted_at_ms = ? WHERE id = ?').run(Date.now() - 8 * dayMs, old);
    database.prepare('UPDATE runs SET deleted_at_ms = ? WHERE id = ?').run(Date.now() - 6 * dayMs, young);
    database.close();
    const looking = await openTestLab(dataDir, { runsQueue: false });
    expect(looking.history.facets()).toMatchObject({ total: 1, inBin: 2 });
    await looking.close();
    const again = await openTestLab(dataDir);
    const binned = () => again.history.queryIds(runQuerySchema.parse({ bin: true, archived: 'with' }));
    await expect.poll(binned).toEqual([young]);
    expect(again.runs.list().map(({ id }) => id)).toEqual([kept]);
    await again.close();
  });
});

describe('pruning', () => {
  it('says before what it frees, frees that, and gives the room back to the disk', async () => {
    const lab = await openTestLab(dataDir);
    const runIds = [await train(lab, 60), await train(lab, 60)];
    const wanted = rule({ checkpointsAfterDays: 0, filtersPerRun: 4 });
    const preview = await lab.storage.previewPrune(wanted);
    expect(preview.items.filter(({ count }) => count > 0).map(({ part, count }) => [part, count])).toEqual([
      ['checkpointsAfterDays', 2],
      ['filtersPerRun', 2 * 56],
    ]);
    expect(await bytesOf(lab, 'checkpoints')).toBeGreaterThan(0);
    expect(await lab.storage.prune(wanted)).toEqual(preview);
    expect(await bytesOf(lab, 'checkpoints')).toBe(0);
    expect(await bytesOf(lab, 'free')).toBe(0);
    for (const runId of runIds) {
      const { snapshotEpochs, epochs, weightsSha256 } = lab.runs.get(runId);
      expect(snapshotEpochs).toEqual([1, 21, 40, 60]);
      expect(epochs).toHaveLength(60);
      expect(weightsSha256).not.toBeNull();
    }
    expect((await lab.storage.previewPrune(wanted)).bytes).toBe(0);
    await lab.close();
    const shrunk = statSync(databaseOf(dataDir)).size;
    const again = await openTestLab(dataDir);
    await train(again, 60);
    await again.close();
    expect(statSync(databaseOf(dataDir)).size).toBeGreaterThan(shrunk);
  });

  it('leaves runs under way, and those that are not finished, what they need to go on', async () => {
    const lab = await openTestLab(dataDir);
    const runId = lab.supervisor.create(smallExperiment(100_000), 'running');
    await new Promise<void>((resolve) => lab.events.on('epochRecorded', () => resolve()));
    const wanted = rule({ checkpointsAfterDays: 0, filtersPerRun: 1 });
    expect((await lab.storage.prune(wanted)).bytes).toBe(0);
    lab.supervisor.control(runId, 'stop');
    await lab.supervisor.ended(runId);
    const pruned = await lab.storage.prune(wanted);
    expect(pruned.items.find(({ part }) => part === 'checkpointsAfterDays')?.count).toBe(0);
    expect(lab.runs.get(runId).snapshotEpochs).toEqual([lab.runs.summary(runId).epochsDone]);
    lab.supervisor.control(runId, 'resume');
    lab.supervisor.control(runId, 'stop');
    await lab.supervisor.ended(runId);
    await lab.close();
  });

  it('empties the bin, and removes sets without runs, pixels without a set and old files in quarantine', async () => {
    const lab = await openTestLab(dataDir);
    const runId = await train(lab, 2);
    lab.supervisor.remove([runId]);
    await importSmallSet(lab, 'unused', 3);
    writeFileSync(join(dataDir, 'sets', '77.pixels'), new Uint8Array(1000));
    const day = 86_400_000;
    for (const daysAgo of [1, 50]) {
      const folder = join(dataDir, 'quarantine', stampOf(Date.now() - daysAgo * day));
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'lab.sqlite'), new Uint8Array(500));
    }
    const wanted = rule({ bin: true, unusedSets: true, leftovers: true, quarantineAfterDays: 30 });
    const { items } = await lab.storage.prune(wanted);
    expect(Object.fromEntries(items.map(({ part, count }) => [part, count]))).toEqual({
      checkpointsAfterDays: 0,
      filtersPerRun: 0,
      bin: 1,
      unusedSets: 1,
      leftovers: 1,
      quarantineAfterDays: 1,
    });
    expect(items.find(({ part }) => part === 'leftovers')?.bytes).toBe(1000);
    expect(await bytesOf(lab, 'bin')).toBe(0);
    expect(await bytesOf(lab, 'leftovers')).toBe(0);
    expect(await bytesOf(lab, 'quarantine')).toBe(500);
    expect(lab.datasets.list().map(({ name }) => name)).toEqual(['halves']);
    await lab.close();
  });
});
