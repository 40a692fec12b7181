/** A run's worker thread, started for real: messages, pause, step, resume, stop, failure and continuing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Experiment } from '../../src-engine/spec/experiment';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import type { EpochMessage, PackedPictures, RunOrder } from '../../src-engine/worker/protocol';
import { createRandom } from '../../src-engine/random';
import { buildWorker, RunningWorker } from './run-worker';
import type { BuiltWorker } from './run-worker';
import { simdBytes } from './simd-bytes';

const experiment = parseExperiment({
  version: 1,
  name: 'Edges',
  seed: 5,
  data: { dataset: 'noise', mode: 'patches', patchSize: [6, 6], patchCount: 600 },
  network: {
    layers: [
      { type: 'dense', units: 12, activation: 'sigmoid' },
      { type: 'dense', units: 36, activation: 'sigmoid' },
    ],
  },
  objective: { target: 'input', loss: 'squaredError', weightDecay: 0.0001, sparsity: { rho: 0.05, beta: 1 } },
  optimizer: { type: 'adam', learningRate: 0.003 },
  training: { epochs: 4, batchSize: 50 },
});

/** Batches of 50 from the 480 patches that remain to train on. */
const batchesPerEpoch = 10;

function pictures(): PackedPictures {
  const random = createRandom(2, 'sample');
  const pixels = Uint8Array.from({ length: 3 * 32 * 32 }, () => random.integer(256));
  return {
    count: 3,
    height: 32,
    width: 32,
    channels: 1,
    pixels,
    labels: Int32Array.of(-1, -1, -1),
    classNames: [],
  };
}

let worker: BuiltWorker;
beforeAll(async () => {
  worker = await buildWorker();
});
afterAll(() => worker.remove());

function start(changes: Partial<Omit<RunOrder, 'control'>> = {}, startPaused = false): RunningWorker {
  const order = { experiment, pictures: pictures(), kernelsWasm: simdBytes(), checkpoint: null, ...changes };
  return new RunningWorker(worker.file, order, startPaused);
}

function epochs(count: number): Experiment {
  return { ...experiment, training: { ...experiment.training, epochs: count } };
}

/** The one that a host would have stored last. */
function latestCheckpoint({ messages }: RunningWorker): { epoch: number; checkpoint: Uint8Array } {
  const latest = messages.findLast(
    (message) => message.type === 'checkpoint' || (message.type === 'epoch' && message.checkpoint !== null),
  );
  if ((latest?.type !== 'epoch' && latest?.type !== 'checkpoint') || latest.checkpoint === null) {
    throw new Error('no checkpoint was sent');
  }
  return { epoch: latest.epoch, checkpoint: latest.checkpoint };
}

function metricsOf({ epoch, train, validation }: EpochMessage): object {
  return { epoch, train, validation };
}

describe('a run worker', () => {
  test('reports ready, each epoch and done, and ends', async () => {
    const run = start();
    const ready = await run.next('ready');
    expect(ready).toMatchObject({
      parameterCount: 36 * 12 + 12 + 12 * 36 + 36,
      sampleCounts: { train: 480, validation: 60, test: 60 },
      batchesPerEpoch,
      epochsDone: 0,
      kernels: expect.stringMatching(/^SIMD, /) as string,
    });
    const losses: number[] = [];
    for (let epoch = 1; epoch <= 4; epoch += 1) {
      const message = await run.next('epoch');
      expect(message.epoch).toBe(epoch);
      expect(message.filters).toMatchObject({ layer: 0, units: 12, height: 6, width: 6, channels: 1 });
      expect(message.learningRate).toBe(0.003);
      expect(message.samplesPerSecond).toBeGreaterThan(0);
      losses.push(message.validation?.loss ?? NaN);
    }
    expect(losses[3]).toBeLessThan(losses[0]);
    const done = await run.next('done');
    expect(done.weights.byteLength).toBe(4 * ready.parameterCount);
    expect(done.test?.loss).toBeGreaterThan(0);
    // The mean over the last epoch is from before its last updates, the other from after.
    expect(done.train?.loss).toBeLessThan(
      run.messages.findLast((message) => message.type === 'epoch')!.train.loss,
    );
    expect(await run.exited).toBe(0);
  });

  test('pauses, trains single minibatches on request, resumes, and gets the same weights', async () => {
    const straight = await start().next('done');
    const run = start({}, true);
    expect(await run.next('paused')).toMatchObject({ epoch: 1, batch: 0 });
    for (let batch = 1; batch <= 3; batch += 1) {
      run.step();
      const progress = await run.next('progress');
      expect(progress).toMatchObject({ epoch: 1, batch, batchesPerEpoch });
      expect(progress.metrics.loss).toBeGreaterThan(0);
      expect(await run.next('paused')).toMatchObject({ epoch: 1, batch });
      const { filters } = await run.next('filters');
      expect(Math.max(...filters.meanActivations)).toBeGreaterThan(0);
    }
    run.command('run');
    await run.next('resumed');
    const done = await run.next('done');
    expect(done.weights).toEqual(straight.weights);
    expect(done.test).toEqual(straight.test);
  });

  test('tells at every single step what dropout left out and what the hidden layer answered', async () => {
    const [hidden, output] = experiment.network.layers;
    const layers = [hidden, { type: 'dropout', rate: 0.5 } as const, output];
    const run = start({ experiment: { ...experiment, network: { layers } } }, true);
    await run.next('paused');
    const told = [];
    for (let batch = 0; batch < 3; batch += 1) {
      run.step();
      const { dropped, activity } = await run.next('progress');
      expect(dropped).toMatchObject([{ layer: 1, rate: 0.5, count: 12 }]);
      expect(activity).toMatchObject([{ layer: 0, from: 0, to: 1 }]);
      told.push({ dropped, activity });
    }
    expect(new Set(told.map(({ dropped }) => String(dropped[0].bits))).size).toBeGreaterThan(1);
    expect(new Set(told.map(({ activity }) => activity[0].mean)).size).toBe(3);
    run.command('stop');
    await run.next('stopped');
  });

  test('a step that completes an epoch reports the epoch and stays paused behind it', async () => {
    const run = start({ experiment: epochs(2) }, true);
    await run.next('paused');
    for (let batch = 0; batch < batchesPerEpoch; batch += 1) run.step();
    await run.next('epoch');
    expect(await run.next('paused')).toMatchObject({ epoch: 1, batch: batchesPerEpoch });
    run.step();
    expect(await run.next('paused')).toMatchObject({ epoch: 2, batch: 1 });
    run.command('stop');
    await run.next('stopped');
    expect(await run.exited).toBe(0);
  });

  test('stops in the middle and continues from its last epoch bit for bit', async () => {
    const longer = epochs(12);
    const straight = start({ experiment: longer });
    const whole = await straight.next('done');
    const rows = straight.messages.filter((message) => message.type === 'epoch');

    const stopped = start({ experiment: longer }, true);
    await stopped.next('paused');
    for (let batch = 0; batch < 2 * batchesPerEpoch + 3; batch += 1) stopped.step();
    await stopped.next('epoch');
    await stopped.next('epoch');
    stopped.command('stop');
    await stopped.next('stopped');
    const { epoch, checkpoint } = latestCheckpoint(stopped);

    const resumed = start({ experiment: longer, checkpoint });
    expect((await resumed.next('ready')).epochsDone).toBe(epoch);
    expect((await resumed.next('done')).weights).toEqual(whole.weights);
    const again = resumed.messages.filter((message) => message.type === 'epoch');
    expect(again.map(metricsOf)).toEqual(rows.slice(epoch).map(metricsOf));
    expect(latestCheckpoint(resumed).checkpoint).toEqual(latestCheckpoint(straight).checkpoint);
  });

  test('a checkpoint of a finished run is done at once', async () => {
    const run = start();
    const { weights, weightsEpoch, filters } = await run.next('done');
    expect([weightsEpoch, filters]).toEqual([4, null]);
    const { checkpoint } = latestCheckpoint(run);
    const again = start({ checkpoint });
    expect((await again.next('done')).weights).toEqual(weights);
    expect(again.messages.some(({ type }) => type === 'epoch')).toBe(false);
  });

  test('after early stopping hands on the filters of the best weights, not of the last ones', async () => {
    const hasty = parseExperiment({
      ...epochs(200),
      optimizer: { type: 'sgd', learningRate: 3, momentum: 0.9 },
      training: { epochs: 200, batchSize: 50, earlyStopping: { patience: 3 } },
    });
    const run = start({ experiment: hasty });
    const { weightsEpoch, filters, weights } = await run.next('done');
    const rows = run.messages.filter((message) => message.type === 'epoch');
    expect(weightsEpoch).toBe(rows.length - 3);
    const [best, last] = [rows[weightsEpoch - 1].filters, rows[rows.length - 1].filters];
    expect(filters?.values).toEqual(best.values);
    expect(filters?.norms).toEqual(best.norms);
    expect(filters?.values).not.toEqual(last.values);
    expect(Math.max(...(filters?.meanActivations ?? []))).toBeGreaterThan(0);

    const again = await start({ experiment: hasty, ...latestCheckpoint(run) }).next('done');
    expect(again.weights).toEqual(weights);
    expect(again.filters).toEqual(filters);
  });

  test('says with its progress what computes it', async () => {
    const run = start({}, true);
    const { kernels } = await run.next('ready');
    run.step();
    expect(await run.next('progress')).toMatchObject({ kernels, threads: 1 });
    run.command('stop');
    await run.next('stopped');
  });

  test('with relaxed kernels continues from its own checkpoint and refuses an exact one', async () => {
    const relaxed = parseExperiment({
      ...experiment,
      training: { ...experiment.training, relaxed: true },
    });
    const run = start({ experiment: relaxed });
    await run.next('done');
    const { checkpoint } = latestCheckpoint(run);
    expect(await start({ experiment: relaxed, checkpoint }).next('done')).toMatchObject({ weightsEpoch: 4 });
    await expect(start({ checkpoint }).next('done')).rejects.toThrow(/belongs to another experiment/);
  });

  test('sends every epoch but few checkpoints, among them the last one', async () => {
    const run = start({ experiment: epochs(60) });
    await run.next('done');
    const sent = run.messages.filter((message) => message.type === 'epoch');
    expect(sent.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    const kept = sent.filter(({ checkpoint }) => checkpoint !== null);
    expect(kept[0].epoch).toBe(1);
    expect(kept.at(-1)?.epoch).toBe(60);
    const trainedMs = sent.reduce((sum, { durationMs }) => sum + durationMs, 0);
    expect(kept.length).toBeLessThanOrEqual(2 + trainedMs / 250);
  });

  test('trains on with another learning rate from the next minibatch, which the epoch tells', async () => {
    const run = start({ experiment: epochs(2) }, true);
    await run.next('paused');
    run.step();
    await run.next('paused');
    run.change({ setting: 'learningRate', value: 0.0125 });
    // While it waits: with its place, and a checkpoint that has it.
    const changed = await run.next('changed');
    expect(changed).toMatchObject({ epoch: 0, batch: 1, batchesPerEpoch });
    expect(changed.changes).toEqual([{ setting: 'learningRate', layer: null, from: 0.003, to: 0.0125 }]);
    run.command('run');
    expect((await run.next('epoch')).learningRate).toBe(0.0125);
    expect((await run.next('epoch')).learningRate).toBe(0.0125);
    const { weights } = await run.next('done');
    expect(weights).not.toEqual((await start({ experiment: epochs(2) }).next('done')).weights);

    const again = start({ experiment: epochs(2), checkpoint: changed.checkpoint });
    expect((await again.next('done')).weights).toEqual(weights);
    const resumed = start({ experiment: epochs(3), checkpoint: latestCheckpoint(run).checkpoint });
    expect((await resumed.next('epoch')).learningRate).toBe(0.0125);
    await resumed.next('done');
  });

  test('keeps the last good epoch where numbers break', async () => {
    const wild: Experiment = {
      ...experiment,
      objective: { ...experiment.objective, weightDecay: 1000, sparsity: null },
      optimizer: { type: 'sgd', learningRate: 1, momentum: 0.99 },
    };
    const run = start({ experiment: { ...wild, training: { epochs: 1000, batchSize: 200 } } });
    await run.exited;
    const last = run.messages.at(-1);
    expect(last?.type === 'failed' && last.error).toMatchObject({ kind: 'numeric' });
    const rows = run.messages.filter((message) => message.type === 'epoch');
    expect(rows.length).toBeGreaterThan(0);
    expect(latestCheckpoint(run).epoch).toBe(rows.at(-1)?.epoch);
  });

  test('trains with the reference kernels where there are no others', async () => {
    const run = start({ kernelsWasm: null, experiment: epochs(1) });
    expect((await run.next('ready')).kernels).toBe('reference');
    await run.next('done');
  });

  test.each([
    ['a damaged checkpoint', { checkpoint: new Uint8Array(500) }, 'config', /damaged/],
    [
      'pictures that are missing',
      { pictures: { ...pictures(), count: 0, pixels: new Uint8Array() } },
      'shape',
      /.+/,
    ],
    [
      'kernels that are no WebAssembly',
      { kernelsWasm: new Uint8Array(8) },
      'internal',
      /engine made a mistake/,
    ],
  ] as const)('fails on %s with a message', async (_what, changes, kind, message) => {
    const run = start(changes);
    await run.exited;
    const last = run.messages.at(-1);
    expect(last?.type).toBe('failed');
    if (last?.type !== 'failed') return;
    expect(last.error.kind).toBe(kind);
    expect(last.error.message).toMatch(message);
  });
});
