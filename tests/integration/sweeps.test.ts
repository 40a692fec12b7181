/** Sweeps with the real worker: pairs in order, arms together, commands, more seeds, and what is left after a crash. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseSweep, type Sweep } from '../../src-engine';
import { changeSettings } from '../../src-main/app/settings';
import type { RunState } from '../../src-main/contract/runs';
import type { SweepDetail } from '../../src-main/contract/sweeps';
import type { Lab } from '../../src-main/lab';
import { ensureBuilt, openTestLab, removeFolders, temporaryFolder } from './bench-lab';
import { halves, put } from './odd-pictures';

beforeAll(ensureBuilt, 180_000);
afterAll(removeFolders);

function sweepOf(epochs: number, arms: readonly object[] = dropoutArms): Sweep {
  return parseSweep({
    version: 1,
    name: 'Dropout',
    base: {
      version: 1,
      name: 'halves',
      seed: 3,
      data: { dataset: 'halves', mode: 'images' },
      split: { validation: 0.2, test: 0.2 },
      network: {
        layers: [
          { type: 'dense', units: 6, activation: 'relu' },
          { type: 'dropout', rate: 0 },
          { type: 'dense', units: 2, activation: 'softmax' },
        ],
      },
      objective: { target: 'labels', loss: 'crossEntropy' },
      optimizer: { type: 'adam', learningRate: 0.01 },
      training: { epochs, batchSize: 4 },
    },
    arms,
  });
}

const dropoutArms = [
  { name: 'standard', set: {} },
  { name: 'the same', set: { 'network.layers.1.rate': 0 } },
  { name: 'dropout', set: { 'network.layers.1.rate': 0.5 } },
];

/** A data folder with one small set of two classes. */
async function folderWithSet(): Promise<string> {
  const pictures = await temporaryFolder();
  for (let i = 0; i < 20; i++) {
    const picture = halves(8, 8).rotate(i % 2 === 0 ? 0 : 90);
    await put(pictures, `${i % 2 === 0 ? 'across' : 'upright'}/${i}.png`, await picture.png().toBuffer());
  }
  const dataDir = await temporaryFolder();
  const lab = await openTestLab(dataDir);
  await lab.importer.start(pictures, { size: [8, 8], color: 'grey', fit: 'cover', name: 'halves' }).done;
  await lab.close();
  return dataDir;
}

/** Resolves as soon as the sweep is as wanted. */
function until(lab: Lab, sweepId: number, wanted: (sweep: SweepDetail) => boolean): Promise<SweepDetail> {
  return new Promise((resolve) => {
    const look = (): boolean => {
      const sweep = lab.sweeps.get(sweepId);
      if (wanted(sweep)) resolve(sweep);
      return wanted(sweep);
    };
    if (look()) return;
    const end = lab.events.on('runsChanged', () => {
      if (look()) end();
    });
  });
}

const allFinished = ({ runs }: SweepDetail): boolean => runs.every(({ state }) => state === 'finished');
const statesOf = ({ runs }: SweepDetail): string[] => runs.map(({ state }) => state);

let dataDir: string;
let lab: Lab;
beforeAll(async () => {
  dataDir = await folderWithSet();
});
beforeEach(async () => {
  lab = await openTestLab(dataDir);
  changeSettings(lab.settings, { parallelRuns: 1 });
  return () => lab.close();
});

/** When the run left the queue, and when it finished. */
function timesOf(runId: number): { begunMs: number; endedMs: number } {
  const states = lab.runs.get(runId).events.filter((event) => event.kind === 'state');
  const atMs = (to: RunState): number => states.find((event) => event.to === to)?.atMs ?? NaN;
  return { begunMs: atMs('preparing'), endedMs: atMs('finished') };
}

describe('a sweep', () => {
  it('trains all arms of a seed before the next seed, and equal arms to equal figures', async () => {
    const sweepId = lab.sweeps.create(sweepOf(2), [4, 2], 'queued');
    const sweep = await until(lab, sweepId, allFinished);
    expect(sweep.runs.map(({ seed, arm }) => [seed, arm])).toEqual([
      [4, 0],
      [4, 1],
      [4, 2],
      [2, 0],
      [2, 1],
      [2, 2],
    ]);
    const finished = sweep.runs.map(({ runId }) => lab.runs.summary(runId));
    const times = finished.map(({ id }) => timesOf(id));
    for (const [place, { begunMs }] of times.slice(1).entries()) {
      expect(begunMs).toBeGreaterThanOrEqual(times[place].endedMs);
    }
    expect(finished.map(({ name, seed }) => [name, seed])[2]).toEqual(['Dropout · dropout', 4]);
    expect(finished[2]?.sweep).toEqual({ id: sweepId, name: 'Dropout', arm: 2, armName: 'dropout' });

    for (const first of [0, 3]) {
      const [standard, same, dropped] = finished
        .slice(first, first + 3)
        .map(({ weightsSha256 }) => weightsSha256);
      expect(same).toBe(standard);
      expect(dropped).not.toBe(standard);
      const [own, equal] = finished.slice(first).map(({ id }) => lab.runs.get(id).epochs[0]?.train);
      expect(equal).toEqual(own);
    }
    expect(finished[0]?.weightsSha256).not.toBe(finished[3]?.weightsSha256);

    const { arms, differences } = lab.sweeps.compare(sweepId);
    expect(arms.map(({ name, runs, finished: done }) => [name, runs, done])).toEqual([
      ['standard', 2, 2],
      ['the same', 2, 2],
      ['dropout', 2, 2],
    ]);
    const losses = finished.map(({ test }) => test?.loss ?? NaN);
    const [standardLoss, , droppedLoss] = arms.map(({ metric }) => metric['test.loss']?.mean);
    expect(standardLoss).toBeCloseTo((losses[0] + losses[3]) / 2, 10);
    const none = differences.find(({ b, metric }) => b === 1 && metric === 'test.loss');
    expect(none).toMatchObject({ a: 0, mean: 0, ci95: [0, 0], n: 2, seeds: [2, 4], verdict: 'unshown' });
    expect(none?.words).toMatch(/^No difference shown at 2 seeds/);
    const other = differences.find(({ b, metric }) => b === 2 && metric === 'test.loss');
    expect(other?.mean).toBeCloseTo(droppedLoss! - standardLoss!, 10);
    const { figures } = sweep.runs[2];
    const { trainAtEnd, test } = finished[2];
    expect(figures.gap).toBe(trainAtEnd!.accuracy! - test!.accuracy!);

    expect(lab.sweeps.compare(sweepId, 2).differences.map(({ a, b }) => `${a}${b}`)).toContain('20');
    expect(() => lab.sweeps.compare(sweepId, 3)).toThrow(/3 arms, counted from 0, so there is no arm 3/);
  });

  it('begins all arms of a seed at once where they are to stay together', async () => {
    const sweepId = lab.sweeps.create(sweepOf(100_000), [1, 2], 'together');
    const awake = await until(
      lab,
      sweepId,
      ({ runs }) => runs.filter(({ state }) => state === 'running').length === 3,
    );
    expect(awake.runs.map(({ seed, state }) => `${seed} ${state}`)).toEqual([
      '1 running',
      '1 running',
      '1 running',
      '2 queued',
      '2 queued',
      '2 queued',
    ]);
    lab.sweeps.control(sweepId, 'stop');
    const ended = await until(lab, sweepId, ({ runs }) => runs.every(({ state }) => state === 'stopped'));
    expect(ended.counts).toEqual({ waiting: 0, underWay: 0, finished: 0, ended: 6, failed: 0 });
  });

  it('pauses as a whole, outlives the app, and goes on as a whole', async () => {
    const sweepId = lab.sweeps.create(sweepOf(100_000), [7], 'queued');
    await until(lab, sweepId, ({ runs }) => runs.some(({ state }) => state === 'running'));
    lab.sweeps.control(sweepId, 'pause');
    const paused = await until(lab, sweepId, ({ runs }) => runs.some(({ state }) => state === 'paused'));
    expect(statesOf(paused)).toEqual(['paused', 'stopped', 'stopped']);
    await lab.close();
    lab = await openTestLab(dataDir);
    expect(statesOf(lab.sweeps.get(sweepId))).toEqual(['interrupted', 'stopped', 'stopped']);
    lab.sweeps.control(sweepId, 'resume');
    const again = await until(lab, sweepId, ({ runs }) => runs.some(({ state }) => state === 'running'));
    expect(statesOf(again)).toEqual(['running', 'queued', 'queued']);
    lab.sweeps.control(sweepId, 'stop');
    await until(lab, sweepId, ({ counts }) => counts.ended === 3);
  });

  it('gets more seeds, and only those that it lacks', async () => {
    const sweepId = lab.sweeps.create(sweepOf(1), [1], 'queued');
    lab.sweeps.addSeeds(sweepId, [1, 2]);
    expect(lab.sweeps.get(sweepId).runs.map(({ seed, arm }) => [seed, arm])).toEqual([
      [1, 0],
      [1, 1],
      [1, 2],
      [2, 0],
      [2, 1],
      [2, 2],
    ]);
    const { counts, seeds } = await until(lab, sweepId, allFinished);
    expect([counts.finished, seeds]).toEqual([6, [1, 2]]);
    const many = Array.from({ length: 100 }, (_, index) => index + 10);
    expect(() => lab.sweeps.addSeeds(sweepId, many)).toThrow(/at most 100 seeds; this would make 102/);
  });

  it('leaves nothing behind where a data set is missing', () => {
    const before = lab.sweeps.list().length;
    const runs = lab.runs.list().length;
    const elsewhere = sweepOf(1, [dropoutArms[0], { name: 'else', set: { 'data.dataset': 'nowhere' } }]);
    expect(() => lab.sweeps.create(elsewhere, [1], 'queued')).toThrow(/nowhere/);
    expect([lab.sweeps.list().length, lab.runs.list().length]).toEqual([before, runs]);
  });

  it('goes into the bin with its runs and comes back with them, or leaves its runs alone', async () => {
    const sweepId = lab.sweeps.create(sweepOf(1, dropoutArms.slice(0, 2)), [1], 'queued');
    const { runs } = await until(lab, sweepId, allFinished);
    const runIds = runs.map(({ runId }) => runId);
    lab.sweeps.remove(sweepId, false);
    expect(lab.sweeps.list().map(({ id }) => id)).not.toContain(sweepId);
    lab.supervisor.restore(runIds);
    expect(lab.sweeps.get(sweepId).runs).toHaveLength(2);
    lab.sweeps.remove(sweepId, true);
    expect(() => lab.sweeps.get(sweepId)).toThrow(/no sweep/);
    expect(lab.runs.summary(runIds[0]).sweep).toBeNull();
    await lab.supervisor.purge(null);
    expect(lab.runs.summary(runIds[0]).state).toBe('finished');
  });

  it('refuses to go into the bin while it trains', async () => {
    const sweepId = lab.sweeps.create(sweepOf(100_000), [1], 'queued');
    await until(lab, sweepId, ({ runs }) => runs.some(({ state }) => state === 'running'));
    expect(() => lab.sweeps.remove(sweepId, false)).toThrow(/under way\. Stop it first/);
    expect(lab.sweeps.get(sweepId).runs).toHaveLength(3);
    lab.sweeps.control(sweepId, 'stop');
  });

  it('says of a run that failed that it failed, and compares the others', async () => {
    const wild = {
      name: 'wild',
      set: { 'objective.weightDecay': 1000, optimizer: { type: 'sgd', learningRate: 1000 } },
    };
    const sweepId = lab.sweeps.create(sweepOf(20, [dropoutArms[0], wild]), [1, 2], 'queued');
    const over = await until(lab, sweepId, ({ counts }) => counts.finished + counts.failed === 4);
    expect(over.counts).toMatchObject({ finished: 2, failed: 2 });
    expect(over.runs[1]?.error?.kind).toBe('engine');
    const { arms, differences } = lab.sweeps.compare(sweepId);
    expect(arms[1]).toMatchObject({ runs: 2, finished: 0, failed: 2, metric: {} });
    expect(differences).toEqual([]);
  });
});

describe('the presets', () => {
  it('are all there, each with a sentence', async () => {
    const presets = await lab.sweeps.presets();
    expect(presets.map(({ id }) => id)).toContain('dropout');
    for (const { sweep, seeds } of presets) {
      expect(sweep.description).toMatch(/^[A-Z].{60,}\.$/);
      expect(seeds.length).toBeGreaterThan(1);
    }
  });
});
