/**
 * The run supervisor with the real worker: states, control, restarts, and equal bytes after them. Long because each way a
 * run can be cut off is told from its beginning to its end.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseExperiment, type Experiment, type WorkerMessage } from '../../src-engine';
import type { BatchProgress, RunUpdate } from '../../src-main/contract/runs';
import type { Lab } from '../../src-main/lab';
import { workerTrainer, type StartTrainer } from '../../src-main/training/trainer';
import { simdBytes } from '../engine/simd-bytes';
import {
  ensureBuilt,
  openTestLab,
  removeFolders,
  temporaryFolder,
  testTrainer,
  workerEntry,
} from './bench-lab';
import { halves, put } from './odd-pictures';

beforeAll(ensureBuilt, 180_000);
afterAll(removeFolders);

function experimentOf(epochs: number, change: object = {}): Experiment {
  return parseExperiment({
    version: 1,
    name: 'test',
    seed: 3,
    data: { dataset: 'halves', mode: 'patches', patchSize: [4, 4], patchCount: 400 },
    split: { validation: 0.1, test: 0.1 },
    network: {
      layers: [
        { type: 'dense', units: 6, activation: 'sigmoid' },
        { type: 'dense', units: 16, activation: 'sigmoid' },
      ],
    },
    objective: { target: 'input', loss: 'squaredError', sparsity: { rho: 0.1, beta: 1 } },
    optimizer: { type: 'adam', learningRate: 0.01 },
    training: { epochs, batchSize: 20 },
    ...change,
  });
}

/** A data folder with one small set. */
async function folderWithSet(): Promise<string> {
  const pictures = await temporaryFolder();
  for (let i = 0; i < 6; i++)
    await put(
      pictures,
      `${i}.png`,
      await halves(16, 12 + i)
        .png()
        .toBuffer(),
    );
  const dataDir = await temporaryFolder();
  const lab = await openTestLab(dataDir);
  await lab.importer.start(pictures, { size: [16, 16], color: 'grey', fit: 'cover', name: 'halves' }).done;
  await lab.close();
  return dataDir;
}

/** Resolves when the run's messages say what is asked for. */
function until(lab: Lab, runId: number, wanted: (update: RunUpdate) => boolean): Promise<RunUpdate> {
  return new Promise((resolve) => {
    const end = lab.events.on('runUpdate', (update) => {
      if (update.runId !== runId || !wanted(update)) return;
      end();
      resolve(update);
    });
  });
}

const inState = (state: string) => (update: RunUpdate) => update.run.state === state;

/** Starts a run that waits after exactly so many minibatches (an epoch has 16). */
async function trainTo(lab: Lab, batches: number): Promise<number> {
  const runId = lab.supervisor.create(experimentOf(8), 'paused');
  const there = until(lab, runId, ({ batch }) => placeOf(batch) === batches);
  for (let step = 0; step < batches; step++) lab.supervisor.control(runId, 'step');
  await there;
  return runId;
}

/** Minibatches trained since the start of the run. */
function placeOf(batch: BatchProgress | null): number | null {
  return batch === null ? null : (batch.epoch - 1) * batch.batchesPerEpoch + batch.batch;
}

let dataDir: string;
let reference: { sha: string; losses: number[] };
const lossesOf = (lab: Lab, runId: number): number[] =>
  lab.runs.get(runId).epochs.map((row) => row.train.loss);

beforeAll(async () => {
  const lab = await openTestLab(await folderWithSet());
  const runId = lab.supervisor.create(experimentOf(8), 'running');
  await lab.supervisor.ended(runId);
  reference = { sha: lab.runs.summary(runId).weightsSha256 ?? '', losses: lossesOf(lab, runId) };
  await lab.close();
}, 120_000);

beforeEach(async () => {
  dataDir = await folderWithSet();
});

describe('a run', () => {
  it('goes from preparing to finished, with every epoch, filters and weights in the database', async () => {
    const lab = await openTestLab(dataDir);
    const runId = lab.supervisor.create(experimentOf(8), 'running');
    expect(lab.runs.summary(runId).state).toBe('preparing');
    await lab.supervisor.ended(runId);
    const run = lab.runs.get(runId);
    expect(run).toMatchObject({
      state: 'finished',
      epochsDone: 8,
      parameterCount: 6 * 17 + 16 * 7,
      error: null,
    });
    expect(run.epochs.map((row) => row.epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(run.snapshotEpochs).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(run.layers).toHaveLength(2);
    expect(run.test?.loss).toBeGreaterThan(0);
    expect(run.durationMs).toBeGreaterThan(0);
    expect(lab.runs.filters(runId, null)?.filters).toMatchObject({
      units: 6,
      height: 4,
      width: 4,
      channels: 1,
    });
    await lab.close();
  });

  it('that was stopped early shows the filters of its best epoch, whose weights come back', async () => {
    const lab = await openTestLab(dataDir);
    const hasty = experimentOf(60, {
      optimizer: { type: 'sgd', learningRate: 4, momentum: 0.9 },
      training: { epochs: 60, batchSize: 20, earlyStopping: { patience: 4 } },
    });
    const runId = lab.supervisor.create(hasty, 'running');
    await lab.supervisor.ended(runId);
    const { epochs, epochsDone, weightsEpoch } = lab.runs.get(runId);
    const losses = epochs.map(({ validation }) => validation?.loss ?? NaN);
    expect(weightsEpoch).toBe(losses.indexOf(Math.min(...losses)) + 1);
    expect(epochsDone).toBe((weightsEpoch ?? 0) + 4);
    const shown = lab.runs.filters(runId, null);
    expect(shown?.epoch).toBe(weightsEpoch);
    expect(shown?.filters.values).not.toEqual(lab.runs.filters(runId, epochsDone)?.filters.values);
    await lab.close();
  });

  it('gives equal bytes when it is repeated', async () => {
    const lab = await openTestLab(dataDir);
    const runId = lab.supervisor.create(experimentOf(8), 'running');
    await lab.supervisor.ended(runId);
    expect(lab.runs.summary(runId).weightsSha256).toBe(reference.sha);
    expect(reference.sha).toMatch(/^[0-9a-f]{64}$/);
    await lab.close();
  });

  it('trains single minibatches, resumes and ends with the bytes of an undisturbed run', async () => {
    const lab = await openTestLab(dataDir);
    const runId = await trainTo(lab, 20);
    for (let step = 1; step <= 3; step++) {
      const stepped = until(lab, runId, ({ batch }) => placeOf(batch) === 20 + step);
      lab.supervisor.control(runId, 'step');
      await stepped;
      expect(lab.runs.summary(runId).state).toBe('paused');
    }
    lab.supervisor.control(runId, 'resume');
    await lab.supervisor.ended(runId);
    expect(lab.runs.summary(runId)).toMatchObject({ state: 'finished', weightsSha256: reference.sha });
    await lab.close();
  });

  it('pauses in the middle of its work, and waits until it is told to go on or stop', async () => {
    const lab = await openTestLab(dataDir);
    const works = new Promise<void>((resolve) => lab.events.on('epochRecorded', () => resolve()));
    const runId = lab.supervisor.create(experimentOf(100_000), 'running');
    await works;
    const isPaused = until(lab, runId, inState('paused'));
    lab.supervisor.control(runId, 'pause');
    await isPaused;
    const goesOn = until(lab, runId, inState('running'));
    lab.supervisor.control(runId, 'resume');
    await goesOn;
    lab.supervisor.control(runId, 'stop');
    expect(() => lab.supervisor.control(runId, 'resume')).toThrow(/being stopped/);
    await lab.supervisor.ended(runId);
    expect(lab.runs.summary(runId).state).toBe('stopped');
    await lab.close();
  });

  it('begins paused when it is asked to, and waits before the first minibatch', async () => {
    const lab = await openTestLab(dataDir);
    const runId = lab.supervisor.create(experimentOf(2), 'paused');
    await until(lab, runId, inState('paused'));
    expect(lab.runs.summary(runId).epochsDone).toBe(0);
    lab.supervisor.control(runId, 'stop');
    await lab.supervisor.ended(runId);
    expect(lab.runs.summary(runId).state).toBe('stopped');
    await lab.close();
  });

  it('stops in the middle of an epoch, keeps those before it, and resumes to the bytes of an undisturbed run', async () => {
    const lab = await openTestLab(dataDir);
    const runId = await trainTo(lab, 3 * 16 + 5);
    lab.supervisor.control(runId, 'stop');
    await lab.supervisor.ended(runId);
    expect(lab.runs.summary(runId)).toMatchObject({ state: 'stopped', epochsDone: 3 });
    lab.supervisor.control(runId, 'resume');
    await lab.supervisor.ended(runId);
    expect(lossesOf(lab, runId)).toEqual(reference.losses);
    expect(lab.runs.summary(runId).weightsSha256).toBe(reference.sha);
    await lab.close();
  });

  it('is interrupted when the app closes, and resumes in the next one', async () => {
    const first = await openTestLab(dataDir);
    const runId = await trainTo(first, 2 * 16 + 1);
    await first.close();
    const second = await openTestLab(dataDir);
    expect(second.runs.summary(runId)).toMatchObject({ state: 'interrupted', epochsDone: 2 });
    second.supervisor.control(runId, 'resume');
    await second.supervisor.ended(runId);
    expect(lossesOf(second, runId)).toEqual(reference.losses);
    expect(second.runs.summary(runId).weightsSha256).toBe(reference.sha);
    await second.close();
  });

  it('becomes failed but resumable when its worker dies (R10), with the reason', async () => {
    let kill: () => Promise<void> = () => Promise.resolve();
    const startTrainer: StartTrainer = (order, control, events) => {
      const trainer = testTrainer(order, control, events);
      kill = () => trainer.kill();
      return trainer;
    };
    const lab = await openTestLab(dataDir, { startTrainer });
    const runId = await trainTo(lab, 2 * 16 + 9);
    await kill();
    await lab.supervisor.ended(runId);
    const run = lab.runs.summary(runId);
    expect(run).toMatchObject({ state: 'failed', epochsDone: 2, error: { kind: 'engine' } });
    expect(run.error?.message).toMatch(/ended without a result.*resume/);
    lab.supervisor.control(runId, 'resume');
    await lab.supervisor.ended(runId);
    expect(lossesOf(lab, runId)).toEqual(reference.losses);
    expect(lab.runs.summary(runId)).toMatchObject({ weightsSha256: reference.sha, error: null });
    await lab.close();
  });

  it('stops as failed at a number that is none, and keeps what was good (R5)', async () => {
    const lab = await openTestLab(dataDir);
    const wild = experimentOf(50, {
      network: {
        layers: [
          { type: 'dense', units: 6, activation: 'linear' },
          { type: 'dense', units: 16, activation: 'linear' },
        ],
      },
      objective: { target: 'input', loss: 'squaredError' },
      optimizer: { type: 'sgd', learningRate: 1000, momentum: 0.9 },
    });
    const runId = lab.supervisor.create(wild, 'running');
    await lab.supervisor.ended(runId);
    expect(lab.runs.summary(runId)).toMatchObject({ state: 'failed', error: { kind: 'engine' } });
    await lab.close();
  });

  it('trains epochs behind its checkpoint again after a crash, to equal rows in their old places', async () => {
    let kill: () => Promise<void> = () => Promise.resolve();
    const startTrainer: StartTrainer = (order, control, events) => {
      // A worker that dies has sent no checkpoint for its latest epochs.
      const withoutCheckpoints = (message: WorkerMessage): void => {
        if (message.type === 'checkpoint') return;
        events.message(
          message.type === 'epoch' && message.epoch > 1 ? { ...message, checkpoint: null } : message,
        );
      };
      const trainer = testTrainer(order, control, { ...events, message: withoutCheckpoints });
      kill = () => trainer.kill();
      return trainer;
    };
    const first = await openTestLab(dataDir, { startTrainer });
    const runId = await trainTo(first, 3 * 16 + 5);
    await kill();
    await first.supervisor.ended(runId);
    expect(first.runs.summary(runId)).toMatchObject({ state: 'failed', epochsDone: 3 });
    await first.close();
    const second = await openTestLab(dataDir);
    second.supervisor.control(runId, 'resume');
    await second.supervisor.ended(runId);
    expect(second.runs.get(runId).epochs.map((row) => row.epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(second.runs.get(runId).snapshotEpochs).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(lossesOf(second, runId)).toEqual(reference.losses);
    expect(second.runs.summary(runId).weightsSha256).toBe(reference.sha);
    await second.close();
  });

  it('takes another learning rate while it waits, and tells it with the epoch', async () => {
    const lab = await openTestLab(dataDir);
    const runId = await trainTo(lab, 3);
    lab.supervisor.change(runId, { setting: 'learningRate', value: 0.0025 });
    lab.supervisor.control(runId, 'resume');
    await lab.supervisor.ended(runId);
    expect(lab.runs.get(runId).epochs.map((row) => row.learningRate)).toEqual(new Array(8).fill(0.0025));
    expect(lab.runs.summary(runId).weightsSha256).not.toBe(reference.sha);
    expect(() => lab.supervisor.change(runId, { setting: 'learningRate', value: 0.1 })).toThrow(
      /finished.*while it trains/,
    );
    await lab.close();
  });

  it('runs beside another one, each with its own numbered messages', async () => {
    const lab = await openTestLab(dataDir);
    const seqs = new Map<number, number[]>();
    lab.events.on('runUpdate', ({ runId, seq }) => seqs.set(runId, [...(seqs.get(runId) ?? []), seq]));
    const runIds = [1, 2].map(() => lab.supervisor.create(experimentOf(8), 'running'));
    await Promise.all(runIds.map((runId) => lab.supervisor.ended(runId)));
    for (const runId of runIds) {
      expect(lab.runs.summary(runId).weightsSha256).toBe(reference.sha);
      expect(seqs.get(runId)).toEqual(seqs.get(runId)?.map((_, index) => index + 1));
    }
    await lab.close();
  });
});

describe('three runs at once, whose minibatches are cut for several threads', () => {
  it('all come to their end, with the bytes of a run that was alone', async () => {
    const wide = experimentOf(3, {
      data: { dataset: 'halves', mode: 'patches', patchSize: [12, 12], patchCount: 3001 },
      network: {
        layers: [
          { type: 'dense', units: 140, activation: 'sigmoid' },
          { type: 'dense', units: 144, activation: 'sigmoid' },
        ],
      },
      training: { epochs: 3, batchSize: 1200 },
    });
    const lab = await openTestLab(dataDir, { startTrainer: workerTrainer(workerEntry, simdBytes()) });
    const alone = lab.supervisor.create(wide, 'running');
    await lab.supervisor.ended(alone);
    const together = [1, 2, 3].map(() => lab.supervisor.create(wide, 'running'));
    await Promise.all(together.map((runId) => lab.supervisor.ended(runId)));
    const { weightsSha256 } = lab.runs.summary(alone);
    expect(weightsSha256).toMatch(/^[0-9a-f]{64}$/);
    for (const runId of together) {
      expect(lab.runs.summary(runId)).toMatchObject({ state: 'finished', epochsDone: 3, weightsSha256 });
    }
    await lab.close();
  });
});

describe('commands that have no place', () => {
  it('are refused with the reason', async () => {
    const lab = await openTestLab(dataDir);
    expect(() => lab.supervisor.control(99, 'resume')).toThrow(/no run 99/);
    expect(() =>
      lab.supervisor.create(experimentOf(1, { data: { dataset: 'dogs', mode: 'images' } }), 'running'),
    ).toThrow(/no data set "dogs".*halves/);
    const runId = lab.supervisor.create(experimentOf(1), 'running');
    expect(() => lab.supervisor.remove([runId])).toThrow(/under way/);
    const [set] = lab.datasets.list();
    await expect(lab.datasets.remove(set.id)).rejects.toThrow(/run is training/);
    await lab.supervisor.ended(runId);
    for (const command of ['pause', 'resume', 'step', 'stop'] as const) {
      expect(() => lab.supervisor.control(runId, command)).toThrow(/is finished/);
    }
    lab.supervisor.remove([runId]);
    expect(lab.runs.list()).toEqual([]);
    await lab.close();
  });

  it('do not bring a run back onto another set of the same name', async () => {
    const lab = await openTestLab(dataDir);
    const runId = lab.supervisor.create(experimentOf(500), 'running');
    lab.supervisor.control(runId, 'stop');
    await lab.supervisor.ended(runId);
    const [set] = lab.datasets.list();
    await lab.datasets.remove(set.id);
    expect(() => lab.supervisor.control(runId, 'resume')).toThrow(/was removed/);
    await lab.close();
  });
});

describe('a built-in set', () => {
  it('is generated once, however many ask for it, and then is a set like any other', async () => {
    const lab = await openTestLab(dataDir);
    const [name] = lab.samples.names();
    const [first, second] = [lab.samples.ensure(name), lab.samples.ensure(name)];
    expect(second.datasetId).toBe(first.datasetId);
    await Promise.all([first.ready, second.ready]);
    const set = lab.datasets.get(first.datasetId);
    expect(set).toMatchObject({ name, state: 'ready', source: 'sample' });
    const pictures = await lab.datasets.pictures(set.id);
    const { count, height, width, channels } = pictures;
    expect(pictures.pixels).toHaveLength(count * height * width * channels);
    expect(new Set(pictures.pixels).size).toBeGreaterThan(50);
    await lab.close();
  });
});
