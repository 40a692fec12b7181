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
const end = 2 * batchesPerEpoch;

/** What a host does at a pause. */
type Answer = 'step' | 'stop';

interface Course {
  readonly messages: readonly WorkerMessage[];
  /** Minibatches since the beginning of the run, at every pause. */
  readonly places: readonly number[];
}

/**
 * Runs `wide` on this thread until it waits for nothing but a stop.
 * @param pauseAt it is asked to pause when it looks at the clock for so many times; 0 is before it begins
 * @param answer to the first pause; the second one that waits is a stop
 */
function runWide(pauseAt: number, answer: Answer, checkpoint: Uint8Array | null = null): Course {
  const control = new Int32Array(new SharedArrayBuffer(4 * controlLength(2)));
  const messages: WorkerMessage[] = [];
  const places: number[] = [];
  let looks = 0;
  if (pauseAt === 0) control[controlSlot.command] = controlCommand.pause;
  const buffer = control.buffer;
  const order = { experiment: wide, pictures: pictures(), kernelsWasm: null, checkpoint, control: buffer };
  runOrder(order, {
    cores: 1,
    now() {
      looks += 1;
      if (looks === pauseAt) control[controlSlot.command] = controlCommand.pause;
      // Everything that is reported now and then is due.
      return 10_000 * looks;
    },
    post(message) {
      messages.push(message);
      if (message.type !== 'paused') return;
      places.push((message.epoch - 1) * batchesPerEpoch + message.batch);
      if (places.length === 1 && answer === 'step') control[controlSlot.stepRequests] = 1;
      else if (control[controlSlot.stepRequests] === 0) control[controlSlot.command] = controlCommand.stop;
    },
    startHelper() {
      throw new Error('One core has no place for a helper.');
    },
  });
  return { messages, places };
}

/** One for each moment a pause can be asked for. */
function* courses(answer: Answer): Generator<Course> {
  for (let look = 1; ; look += 1) {
    const course = runWide(look, answer);
    if (course.places.length === 0) return;
    yield course;
  }
}

/** Where a course ended; behind its last minibatch a run waits for nothing. */
function endOf({ messages, places }: Course): number | undefined {
  return messages.at(-1)?.type === 'done' ? end : places.at(-1);
}

test('a step trains one minibatch, whenever the pause was asked for', () => {
  const found = [...courses('step')].map((course) => ({ before: course.places[0], after: endOf(course) }));
  expect([...new Set(found.map(({ before }) => before))]).toEqual([0, 1, 2, 3, 4]);
  expect(found).toEqual(found.map(({ before }) => ({ before, after: Math.min(before + 1, end) })));
});

test('a run that is stopped where an epoch is measured goes on from there, for a step with the next minibatch', () => {
  let measured = 0;
  for (const { messages, places } of courses('stop')) {
    expect(messages.some(({ type }) => type === 'resumed')).toBe(false);
    const isMeasured = messages.some(({ type }) => type === 'epoch');
    if (places[0] !== batchesPerEpoch || isMeasured) continue;
    measured += 1;
    const kept = messages.find((message) => message.type === 'checkpoint');
    const again = runWide(0, 'step', kept?.checkpoint);
    expect(again.messages.filter(({ type }) => type === 'epoch')).toHaveLength(1);
    expect([again.places[0], endOf(again)]).toEqual([batchesPerEpoch, batchesPerEpoch + 1]);
  }
  expect(measured).toBeGreaterThan(0);
});

describe('a worker', () => {
  /** An epoch of one minibatch of one sample, which is measured on a thousand: hardly anything but ends of epochs. */
  const measuring = autoencoder(1000, 0.999, 1100, 4);
  let worker: BuiltWorker;
  beforeAll(async () => {
    worker = await buildWorker();
  });
  afterAll(() => worker.remove());

  function start(): RunningWorker {
    const order = {
      experiment: measuring,
      pictures: pictures(),
      kernelsWasm: simdBytes(),
      checkpoint: null,
    };
    return new RunningWorker(worker.file, order);
  }

  test('that is paused about an epoch’s end trains the next minibatch for a step, and the same weights in all', async () => {
    const straight = await start().next('done');
    const run = start();
    await run.next('epoch');
    run.command('pause');
    const { epoch } = await run.next('paused');
    run.step();
    // On its way it may say once more where it waited.
    let after = await run.next('paused');
    while (after.epoch === epoch) after = await run.next('paused');
    expect(after).toMatchObject({ epoch: epoch + 1, batch: 1 });
    run.command('run');
    expect((await run.next('done')).weights).toEqual(straight.weights);
  });
});
