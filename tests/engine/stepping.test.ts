/** A single step of a paused run trains one minibatch, wherever the pause found the run: within one, between two, at an epoch's end. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../../src-engine/random';
import type { Experiment } from '../../src-engine/spec/experiment';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { controlCommand, controlLength, controlSlot } from '../../src-engine/worker/protocol';
import type { PackedPictures, WorkerMessage } from '../../src-engine/worker/protocol';
import { runOrder } from '../../src-engine/worker/run';
import { buildWorker, RunningWorker } from './run-worker';
import type { BuiltWorker } from './run-worker';
import { simdBytes } from './simd-bytes';

function autoencoder(patchCount: number, validation: number, units: number, epochs: number): Experiment {
  return parseExperiment({
    version: 1,
    name: 'Steps',
    seed: 5,
    data: { dataset: 'noise', mode: 'patches', patchSize: [32, 32], patchCount },
    split: { validation, test: 0 },
    network: {
      layers: [
        { type: 'dense', units, activation: 'sigmoid' },
        { type: 'dense', units: 1024, activation: 'linear' },
      ],
    },
    objective: { target: 'input', loss: 'squaredError' },
    optimizer: { type: 'sgd', learningRate: 0.001 },
    training: { epochs, batchSize: 1 },
  });
}

function pictures(): PackedPictures {
  const random = createRandom(2, 'sample');
  const pixels = Uint8Array.from({ length: 64 * 64 }, () => random.integer(256));
  return { count: 1, height: 64, width: 64, channels: 1, pixels, labels: Int32Array.of(-1), classNames: [] };
}

/** Its filters are so many numbers that making pictures of them looks up once. */
const wide = autoencoder(3, 0.34, 1100, 2);
const batchesPerEpoch = 2;

/**
 * Runs `wide` on this thread, asked to pause when it looks at the clock for the `look`-th time, and for one step then.
 * @returns its minibatches, counted from the beginning of the run, at every pause, and its last word
 */
function stepFrom(look: number): { readonly places: readonly number[]; readonly last: string | undefined } {
  const control = new Int32Array(new SharedArrayBuffer(4 * controlLength(2)));
  const places: number[] = [];
  let looks = 0;
  let last: WorkerMessage['type'] | undefined;
  const order = {
    experiment: wide,
    pictures: pictures(),
    kernelsWasm: null,
    checkpoint: null,
    control: control.buffer,
  };
  runOrder(order, {
    cores: 1,
    now() {
      looks += 1;
      if (looks === look) control[controlSlot.command] = controlCommand.pause;
      // Everything that is reported now and then is due.
      return 10_000 * looks;
    },
    post(message) {
      last = message.type;
      if (message.type !== 'paused') return;
      places.push((message.epoch - 1) * batchesPerEpoch + message.batch);
      if (places.length === 1) control[controlSlot.stepRequests] = 1;
      else if (control[controlSlot.stepRequests] === 0) control[controlSlot.command] = controlCommand.stop;
    },
    startHelper() {
      throw new Error('One core has no place for a helper.');
    },
  });
  return { places, last };
}

test('a step trains one minibatch, whenever between two looks at the clock the pause was asked for', () => {
  const found = new Set<number>();
  for (let look = 1; ; look += 1) {
    const { places, last } = stepFrom(look);
    if (places.length === 0) {
      expect(last).toBe('done');
      break;
    }
    const [before] = places;
    const end = 2 * batchesPerEpoch;
    found.add(before);
    // Behind its last minibatch a run waits for nothing.
    const after = last === 'done' ? end : places.at(-1);
    expect({ look, before, after }).toEqual({ look, before, after: Math.min(before + 1, end) });
  }
  expect([...found]).toEqual([0, 1, 2, 3, 4]);
});

describe('a run that is paused while it measures an epoch', () => {
  /** An epoch of one minibatch of one sample, which is measured on a thousand. */
  const measuring = autoencoder(1000, 0.999, 1100, 3);
  let worker: BuiltWorker;
  beforeAll(async () => {
    worker = await buildWorker();
  });
  afterAll(() => worker.remove());

  function start(checkpoint: Uint8Array | null = null): RunningWorker {
    const order = { experiment: measuring, pictures: pictures(), kernelsWasm: simdBytes(), checkpoint };
    return new RunningWorker(worker.file, order);
  }

  test('trains the next minibatch for a single step, and the same weights in all', async () => {
    const straight = await start().next('done');
    const run = start();
    await run.next('epoch');
    run.command('pause');
    const { epoch } = await run.next('paused');
    run.step();
    // It may say once more where it waited.
    let after = await run.next('paused');
    while (after.epoch === epoch) after = await run.next('paused');
    expect(after).toMatchObject({ epoch: epoch + 1, batch: 1 });
    run.command('run');
    expect((await run.next('done')).weights).toEqual(straight.weights);
  });

  test('is stopped without having gone on, and comes back to that end', async () => {
    const straight = await start().next('done');
    const run = start();
    await run.next('epoch');
    run.command('pause');
    await run.next('paused');
    run.command('stop');
    await run.next('stopped');
    expect(run.messages.some(({ type }) => type === 'resumed')).toBe(false);
    const kept = run.messages.findLast((message) => message.type === 'checkpoint');
    expect((await start(kept?.checkpoint ?? null).next('done')).weights).toEqual(straight.weights);
  });
});
