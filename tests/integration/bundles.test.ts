/** A run that leaves one data folder and comes into another is the same run: its curves, filters and weights, and how it goes on. */
import { createHash } from 'node:crypto';
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src-main/contract/errors';
import type { ExportResult } from '../../src-main/contract/exports';
import type { Lab } from '../../src-main/lab';
import { ensureBuilt, openTestLab, removeFolders, temporaryFolder } from './bench-lab';
import { folderWithSmallSet, importSmallSet, smallExperiment } from './small-run';

let home: Lab;
let homeDir: string;
let finished: number;
let stopped: number;
let files: string;

beforeAll(async () => {
  await ensureBuilt();
  files = await temporaryFolder();
  homeDir = await folderWithSmallSet();
  home = await openTestLab(homeDir);
  finished = await trained(home, 3);
  stopped = home.supervisor.create(smallExperiment(5000), 'running');
  await new Promise<void>((stop) => {
    home.events.on('epochRecorded', ({ runId, epoch }) => {
      if (runId === stopped && epoch.epoch === 2) stop();
    });
  });
  home.supervisor.control(stopped, 'stop');
  await home.supervisor.ended(stopped);
  home.history.annotate([finished], { note: 'Looks like edges.', addTags: ['edges', 'naïve "tags"'] });
  await write(finished, 'finished', true);
  await write(finished, 'bare', false);
  await write(stopped, 'stopped', true);
}, 180_000);
afterAll(async () => {
  await home.close();
  await removeFolders();
});

async function trained(lab: Lab, epochs: number): Promise<number> {
  const runId = lab.supervisor.create(smallExperiment(epochs), 'running');
  await lab.supervisor.ended(runId);
  return runId;
}

function fileOf(name: string): string {
  return join(files, `${name}.simplecell`);
}

function write(runId: number, name: string, withDataset: boolean): Promise<ExportResult> {
  return home.exports.write(
    { runId, format: 'bundle', options: { withDataset }, token: name },
    join(files, name),
  );
}

/** Every row of a run as the database holds it, without the numbers that it only has there. */
function rowsOf(dataDir: string, runId: number): Record<string, unknown> {
  const database = new Sqlite(join(dataDir, 'lab.sqlite'), { readonly: true });
  try {
    const all = (sql: string): unknown[] => database.prepare(sql).all(runId);
    const [run] = all('SELECT * FROM runs WHERE id = ?') as Record<string, unknown>[];
    const { id: _id, experiment_id: _experiment, dataset_id: _dataset, ...own } = run;
    return {
      run: own,
      experiment: all(
        'SELECT document FROM experiments x JOIN runs r ON r.experiment_id = x.id WHERE r.id = ?',
      ),
      plan: all('SELECT layers FROM plans WHERE run_id = ?'),
      tags: all('SELECT tag FROM run_tags WHERE run_id = ? ORDER BY tag'),
      epochs: all('SELECT * FROM epochs WHERE run_id = ? ORDER BY epoch').map(withoutRun),
      events: all('SELECT * FROM run_events WHERE run_id = ? ORDER BY id').map(withoutRun),
      snapshots: all('SELECT * FROM snapshots WHERE run_id = ? ORDER BY epoch').map(withoutRun),
      checkpoint: all('SELECT * FROM checkpoints WHERE run_id = ?').map(withoutRun),
    };
  } finally {
    database.close();
  }
}

function withoutRun(row: unknown): unknown {
  const { id: _id, run_id: _run, ...rest } = row as Record<string, unknown>;
  return rest;
}

async function withLab<T>(dataDir: string, work: (lab: Lab) => Promise<T>): Promise<T> {
  const lab = await openTestLab(dataDir);
  try {
    return await work(lab);
  } finally {
    await lab.close();
  }
}

describe('writing a bundle', () => {
  it('reads it back whole, says so, and leaves nothing beside it', async () => {
    const folder = await temporaryFolder();
    const result = await home.exports.write(
      { runId: finished, format: 'bundle', token: 'a' },
      join(folder, 'x'),
    );
    expect(result).toMatchObject({ format: 'bundle', files: ['x.simplecell'], verification: null, epoch: 3 });
    expect(result.check).toMatch(/7 parts, each with the SHA-256/);
    expect(result.bytes).toBe((await readFile(join(folder, 'x.simplecell'))).length);
    expect(await readdir(folder)).toEqual(['x.simplecell']);
  });

  it('refuses a run that has nothing yet', async () => {
    const runId = home.supervisor.create(smallExperiment(2), 'paused');
    await expect(write(runId, 'nothing', false)).rejects.toMatchObject({ kind: 'precondition' });
    expect(home.exports.offer(runId).formats.find(({ format }) => format === 'bundle')?.refusal).toMatch(
      'nothing to put',
    );
    home.supervisor.control(runId, 'stop');
    await home.supervisor.ended(runId);
    expect(await readdir(files)).not.toContain('nothing.simplecell');
  });

  it('tells what is in it before it is opened, and that it is here already', async () => {
    const found = await home.bundles.inspect(fileOf('finished'));
    expect(found).toMatchObject({
      name: 'small',
      input: { height: 4, width: 4, channels: 1 },
      classNames: ['0', '1'],
      epochsDone: 3,
      withPictures: true,
      runId: finished,
    });
    expect(found.datasetId).toBe(home.datasets.list().find(({ name }) => name === 'halves')?.id);
    expect(found.layers.map(({ description }) => description)).toEqual(
      home.runs.get(finished).layers.map(({ title }) => title),
    );
  });
});

describe('opening a bundle', () => {
  it('gives the same run in an empty lab, row for row and bit for bit, with its pictures', async () => {
    const dataDir = await temporaryFolder();
    await withLab(dataDir, async (lab) => {
      const { runId, datasetId, wasThere } = await lab.bundles.open(fileOf('finished'));
      expect(wasThere).toBe(false);
      expect(rowsOf(dataDir, runId)).toEqual(rowsOf(homeDir, finished));
      const homeSet = home.datasets.list().find(({ name }) => name === 'halves')!;
      const [theirs, ours] = await Promise.all([
        lab.datasets.pictures(datasetId ?? 0),
        home.datasets.pictures(homeSet.id),
      ]);
      expect(theirs).toEqual(ours);
      const page = { state: 'ready', classIndex: null, offset: 0, limit: 100 } as const;
      const named = (from: Lab, id: number) =>
        from.datasets.items({ datasetId: id, ...page }).items.map(({ id: _id, ...item }) => item);
      expect(named(lab, datasetId ?? 0)).toEqual(named(home, homeSet.id));
      expect(lab.datasets.get(datasetId ?? 0)).toMatchObject({
        state: 'ready',
        pictureCount: 6,
        classCount: 2,
      });
      const [there, here] = await Promise.all(
        [lab, home].map((one, i) =>
          one.inspect.askSamples({ runId: [runId, finished][i] ?? 0, token: 't' }, 'reconstructions', {
            split: 'test',
            offset: 0,
            limit: 3,
          }),
        ),
      );
      expect(there.errors).toEqual(here.errors);
    });
  });

  it('lets a run go on to the very weights it would have had at home', async () => {
    home.supervisor.extend(finished, 5);
    await home.supervisor.ended(finished);
    const atHome = home.runs.summary(finished).weightsSha256;
    await withLab(await temporaryFolder(), async (lab) => {
      const { runId } = await lab.bundles.open(fileOf('finished'));
      lab.supervisor.extend(runId, 5);
      await lab.supervisor.ended(runId);
      expect(lab.runs.summary(runId)).toMatchObject({ state: 'finished', weightsSha256: atHome });
      const { runId: second } = await lab.bundles.open(fileOf('stopped'));
      expect(lab.runs.summary(second)).toMatchObject({ state: 'stopped', epochsTotal: 5000 });
      lab.supervisor.control(second, 'resume');
      await new Promise<void>((stop) => {
        lab.events.on('epochRecorded', ({ runId: trainedId }) => {
          if (trainedId === second) stop();
        });
      });
      lab.supervisor.control(second, 'stop');
      await lab.supervisor.ended(second);
      expect(lab.runs.summary(second).epochsDone).toBeGreaterThan(home.runs.summary(stopped).epochsDone);
    });
  });

  it('finds the run that is there already, and does not add it twice', async () => {
    await withLab(await temporaryFolder(), async (lab) => {
      const opened = await Promise.all([1, 2].map(() => lab.bundles.open(fileOf('finished'))));
      const [first, second] = opened;
      expect(second).toEqual({ ...first, wasThere: true });
      expect(lab.runs.list()).toHaveLength(1);
      expect(lab.datasets.list().filter(({ source }) => source === 'folder')).toHaveLength(1);
    });
  });

  it('of a run under way is one that was interrupted, and goes on', async () => {
    const runId = home.supervisor.create(smallExperiment(5000), 'running');
    await new Promise<void>((stop) => {
      home.events.on('epochRecorded', ({ runId: trainedId, epoch }) => {
        if (trainedId === runId && epoch.epoch === 1) stop();
      });
    });
    await write(runId, 'running', true);
    home.supervisor.control(runId, 'stop');
    await home.supervisor.ended(runId);
    await withLab(await temporaryFolder(), async (lab) => {
      const opened = await lab.bundles.open(fileOf('running'));
      const { state, events, epochsDone } = lab.runs.get(opened.runId);
      expect(state).toBe('interrupted');
      expect(events.at(-1)).toMatchObject({ from: 'running', to: 'interrupted', epoch: epochsDone });
      expect((await lab.bundles.open(fileOf('running'))).wasThere).toBe(true);
      lab.supervisor.control(opened.runId, 'resume');
      await new Promise<void>((stop) => {
        lab.events.on('epochRecorded', ({ epoch }) => {
          if (epoch.epoch > epochsDone) stop();
        });
      });
      lab.supervisor.control(opened.runId, 'stop');
      await lab.supervisor.ended(opened.runId);
    });
  });

  it('keeps a run without its pictures to look at, and links the same pictures by their content', async () => {
    await withLab(await temporaryFolder(), async (lab) => {
      const alone = await lab.bundles.open(fileOf('bare'));
      expect(alone.datasetId).toBeNull();
      expect(lab.runs.get(alone.runId)).toMatchObject({ datasetName: 'halves', epochsDone: 3 });
      expect(lab.runs.filters(alone.runId, null)).toEqual(home.runs.filters(finished, 3));
      expect(() => lab.supervisor.extend(alone.runId, 5)).toThrow('was removed');
    });
    await withLab(await temporaryFolder(), async (lab) => {
      const datasetId = await importSmallSet(lab, 'other name', 6);
      const opened = await lab.bundles.open(fileOf('bare'));
      expect(opened.datasetId).toBe(datasetId);
      const run = lab.runs.get(opened.runId);
      expect(run).toMatchObject({
        datasetName: 'other name',
        experiment: { data: { dataset: 'other name' } },
      });
      lab.supervisor.extend(opened.runId, 4);
      await lab.supervisor.ended(opened.runId);
      expect(lab.runs.summary(opened.runId).state).toBe('finished');
    });
  });

  it('gives pictures another name where theirs is taken by others', async () => {
    await withLab(await temporaryFolder(), async (lab) => {
      await importSmallSet(lab, 'halves', 4);
      const { runId } = await lab.bundles.open(fileOf('finished'));
      expect(lab.runs.get(runId).experiment.data.dataset).toBe('halves 2');
      lab.supervisor.extend(runId, 4);
      await lab.supervisor.ended(runId);
      expect(lab.runs.summary(runId).state).toBe('finished');
    });
  });

  it('adds nothing where the file is damaged, and leaves no pixels', async () => {
    const bytes = await readFile(fileOf('finished'));
    const file = join(await temporaryFolder(), 'damaged.simplecell');
    const at = bytes.indexOf('pixels/00000.bin', 0, 'latin1') + 'pixels/00000.bin'.length + 4;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(file, bytes);
    const dataDir = await temporaryFolder();
    await withLab(dataDir, async (lab) => {
      await expect(lab.bundles.open(file)).rejects.toBeInstanceOf(AppError);
      expect(lab.runs.list()).toEqual([]);
      expect(lab.datasets.list()).toEqual([]);
    });
    expect(await readdir(join(dataDir, 'sets'))).toEqual([]);
  });

  it('does not depend on the name of the file, and leaves the file as it is', async () => {
    const file = join(await temporaryFolder(), 'anything');
    await copyFile(fileOf('bare'), file);
    const before = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    await withLab(await temporaryFolder(), async (lab) => {
      expect((await lab.bundles.open(file)).wasThere).toBe(false);
    });
    expect(
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    ).toBe(before);
  });
});
