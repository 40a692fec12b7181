/** Settings changed under a run with its real worker: the record, the checkpoint, and kills right after them; numbers that break (R5). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseExperiment, type Experiment } from '../../src-engine';
import type { RunEvent, RunUpdate } from '../../src-main/contract/runs';
import type { Lab } from '../../src-main/lab';
import type { StartTrainer } from '../../src-main/training/trainer';
import { ensureBuilt, openTestLab, removeFolders, temporaryFolder, testTrainer } from './bench-lab';
import { halves, put } from './odd-pictures';

/** An epoch has 5 minibatches. */
function classifier(change: object = {}): Experiment {
  return parseExperiment({
    version: 1,
    name: 'changed',
    seed: 3,
    data: { dataset: 'halves', mode: 'patches', patchSize: [4, 4], patchCount: 100 },
    split: { validation: 0, test: 0 },
    network: {
      layers: [
        { type: 'dense', units: 8, activation: 'sigmoid' },
        { type: 'dropout', rate: 0.5 },
        { type: 'dense', units: 16, activation: 'sigmoid' },
      ],
    },
    objective: { target: 'input', loss: 'squaredError' },
    optimizer: { type: 'sgd', learningRate: 0.05, momentum: 0.5 },
    training: { epochs: 4, batchSize: 20 },
    ...change,
  });
}

let lab: Lab;
let kill: () => Promise<void>;
beforeAll(async () => {
  await ensureBuilt();
  const pictures = await temporaryFolder();
  await put(pictures, '1.png', await halves(16, 12).png().toBuffer());
  const startTrainer: StartTrainer = (order, control, events) => {
    const trainer = testTrainer(order, control, events);
    kill = () => trainer.kill();
    return trainer;
  };
  lab = await openTestLab(await temporaryFolder(), { startTrainer });
  await lab.importer.start(pictures, { size: [16, 16], color: 'grey', fit: 'cover', name: 'halves' }).done;
}, 180_000);
afterAll(async () => {
  await lab.close();
  await removeFolders();
});

function until(runId: number, wanted: (update: RunUpdate) => boolean): Promise<RunUpdate> {
  return new Promise((resolve) => {
    const end = lab.events.on('runUpdate', (update) => {
      if (update.runId !== runId || !wanted(update)) return;
      end();
      resolve(update);
    });
  });
}

const hasChanges = (count: number) => (update: RunUpdate) => update.run.changes === count;

/** Begins a run, waits after so many minibatches and makes the changes there. */
async function changedAt(batches: number): Promise<number> {
  const runId = lab.supervisor.create(classifier(), 'paused');
  const there = until(
    runId,
    ({ batch }) => batch !== null && (batch.epoch - 1) * batch.batchesPerEpoch + batch.batch === batches,
  );
  for (let step = 0; step < batches; step++) lab.supervisor.control(runId, 'step');
  await there;
  const done = until(runId, hasChanges(2));
  lab.supervisor.change(runId, { setting: 'momentum', value: 0 });
  lab.supervisor.change(runId, { setting: 'dropout', layer: 1, value: 0.1 });
  await done;
  return runId;
}

async function toEnd(runId: number): Promise<string | null> {
  lab.supervisor.control(runId, 'resume');
  await lab.supervisor.ended(runId);
  return lab.runs.summary(runId).weightsSha256;
}

const changes = (runId: number): RunEvent[] =>
  lab.runs.get(runId).events.filter(({ kind }) => kind === 'change');

describe('settings changed while a run waits', () => {
  it('are in its record with their place, and a worker killed right after them loses nothing', async () => {
    const undisturbed = await changedAt(7);
    const place = { epoch: 1, batch: 2, x: 1.4, kind: 'change' };
    expect(changes(undisturbed)).toMatchObject([
      { ...place, setting: 'momentum', layer: null, from: 0.5, to: 0 },
      { ...place, setting: 'dropout', layer: 1, from: 0.5, to: 0.1 },
    ]);
    const weights = await toEnd(undisturbed);

    const killed = await changedAt(7);
    await kill();
    await lab.supervisor.ended(killed);
    expect(lab.runs.summary(killed)).toMatchObject({ state: 'failed', changes: 2 });
    expect(await toEnd(killed)).toBe(weights);
    expect(changes(killed)).toHaveLength(2);

    const unchanged = lab.supervisor.create(classifier(), 'running');
    await lab.supervisor.ended(unchanged);
    expect(lab.runs.summary(unchanged).weightsSha256).not.toBe(weights);
  });

  it('are refused where the run has no such setting or is not under way', async () => {
    const adam = classifier({ optimizer: { type: 'adam', learningRate: 0.01 } });
    const runId = lab.supervisor.create(adam, 'paused');
    expect(() => lab.supervisor.change(runId, { setting: 'momentum', value: 0.5 })).toThrow(
      /adam has no momentum/,
    );
    expect(() => lab.supervisor.change(runId, { setting: 'dropout', layer: 0, value: 0.5 })).toThrow(
      /Layer 1 is dense; only a dropout layer/,
    );
    expect(() => lab.supervisor.change(runId, { setting: 'dropout', layer: 7, value: 0.5 })).toThrow(
      /has 3 layers, so there is no layer 8/,
    );
    await toEnd(runId);
    expect(() => lab.supervisor.change(runId, { setting: 'learningRate', value: 1 })).toThrow(/is finished/);
    expect(changes(runId)).toEqual([]);
  });
});

describe('a finished run that is given more epochs', () => {
  it('ends with the bytes of one that had them from the start', async () => {
    const long = classifier({ training: { epochs: 7, batchSize: 20 } });
    const whole = lab.supervisor.create(long, 'running');
    const short = lab.supervisor.create(classifier(), 'running');
    await Promise.all([whole, short].map((runId) => lab.supervisor.ended(runId)));
    lab.supervisor.extend(short, 7);
    await lab.supervisor.ended(short);
    const { weightsSha256, epochsDone } = lab.runs.summary(whole);
    expect(lab.runs.summary(short)).toMatchObject({
      state: 'finished',
      epochsTotal: 7,
      epochsDone,
      weightsSha256,
    });
    expect(lab.runs.get(short).experiment).toEqual(long);
  });
});

describe('a number that is none (R5)', () => {
  it('stops the run at its step, names the layer, and the last good checkpoint leads back to before it', async () => {
    const layers = [8, 16].map((units) => ({ type: 'dense', units, activation: 'linear' }));
    const wild = classifier({
      network: { layers },
      optimizer: { type: 'sgd', learningRate: 30, momentum: 0.9 },
      training: { epochs: 1000, batchSize: 20 },
    });
    const runId = lab.supervisor.create(wild, 'running');
    await lab.supervisor.ended(runId);
    const { state, error, epochsDone } = lab.runs.summary(runId);
    expect(state).toBe('failed');
    expect(error?.message).toMatch(/[Ll]ayer \d.*step \d+|step \d+.*[Ll]ayer \d/s);
    expect(lab.runs.get(runId).events.at(-1)).toMatchObject({ to: 'failed', reason: error?.message });
    expect(lab.runs.get(runId).epochs.every(({ train }) => Number.isFinite(train.loss))).toBe(true);
    // It goes on from there to the same number at the same step.
    lab.supervisor.control(runId, 'resume');
    await lab.supervisor.ended(runId);
    expect(lab.runs.summary(runId)).toMatchObject({ state: 'failed', error, epochsDone });
  });
});
