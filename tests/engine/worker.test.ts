/** A run's worker thread, started for real: messages, pause, step, resume, stop, failure and continuing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Experiment } from '../../src-engine/spec/experiment';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import type { PackedPictures, RunOrder } from '../../src-engine/worker/protocol';
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

describe('a run worker', () => {
  test('reports ready, each epoch and done, and ends', async () => {
    const run = start();
    const ready = await run.next('ready');
    expect(ready).toMatchObject({
      parameterCount: 36 * 12 + 12 + 12 * 36 + 36,
      sampleCounts: { train: 480, validation: 60, test: 60 },
      batchesPerEpoch,
      epochsDone: 0,
      kernels: expect.stringMatching(/^SIMD, /),
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
    expect(await run.exited).toBe(0);
  });

  test('pauses, trains single minibatches on request, resumes, and gets the same weights', async () => {
    const straight = await start().next('done');
    const run = start({}, true);
    expect(await run.next('paused')).toMatchObject({ epoch: 1, batch: 0 });
    for (let batch = 1; batch <= 3; batch += 1) {
      run.step();
      const progress = await run.next('progress');
      const { filters } = await run.next('filters');
      expect(progress).toMatchObject({ epoch: 1, batch, batchesPerEpoch });
      expect(progress.metrics.loss).toBeGreaterThan(0);
      expect(Math.max(...filters.meanActivations)).toBeGreaterThan(0);
      expect(await run.next('paused')).toMatchObject({ epoch: 1, batch });
    }
    run.command('run');
    await run.next('resumed');
    const done = await run.next('done');
    expect(done.weights).toEqual(straight.weights);
    expect(done.test).toEqual(straight.test);
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
    const straight = start();
    const second = (await straight.next('epoch'), await straight.next('epoch'));
    const third = await straight.next('epoch');
    const whole = await straight.next('done');

    const stopped = start({ experiment: epochs(100_000) });
    await stopped.next('epoch');
    const { checkpoint } = await stopped.next('epoch');
    stopped.command('stop');
    await stopped.next('stopped');
    expect(checkpoint).toEqual(second.checkpoint);

    const resumed = start({ checkpoint });
    expect((await resumed.next('ready')).epochsDone).toBe(2);
    const again = await resumed.next('epoch');
    expect(again).toMatchObject({ epoch: 3, train: third.train, validation: third.validation });
    expect(again.checkpoint).toEqual(third.checkpoint);
    expect((await resumed.next('done')).weights).toEqual(whole.weights);
  });

  test('a checkpoint of a finished run is done at once', async () => {
    const run = start();
    let checkpoint: Uint8Array | null = null;
    for (let epoch = 0; epoch < 4; epoch += 1) ({ checkpoint } = await run.next('epoch'));
    const { weights } = await run.next('done');
    const again = start({ checkpoint });
    expect((await again.next('done')).weights).toEqual(weights);
    expect(again.messages.some(({ type }) => type === 'epoch')).toBe(false);
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
