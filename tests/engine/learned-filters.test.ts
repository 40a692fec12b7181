/** Filters that an autoencoder learns before training: what they become, when they are learned, and that they are the same each time. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Samples } from '../../src-engine/data/prepare-samples';
import { EngineError } from '../../src-engine/errors';
import { initKinds, measureOrientation, usualSpec } from '../../src-engine/index';
import type { Experiment, PackedPictures } from '../../src-engine/index';
import { createRandom } from '../../src-engine/random';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { TrainingSession } from '../../src-engine/train/session';
import { buildWorker, RunningWorker } from './run-worker';
import type { BuiltWorker } from './run-worker';
import { simdBytes } from './simd-bytes';

const wasm = simdBytes();
const side = 16;

/** Gratings of any phase and period, upright in one class and level in the other. */
function gratings(count: number, turns: (index: number) => number = (index) => index % 2): PackedPictures {
  const random = createRandom(3, 'sample');
  const pixels = new Uint8Array(count * side * side);
  const labels = Int32Array.from({ length: count }, (_, index) => turns(index));
  for (let index = 0; index < count; index += 1) {
    const phase = 2 * Math.PI * random.uniform();
    const frequency = (2 * Math.PI) / (4 + 3 * random.uniform());
    for (let at = 0; at < side * side; at += 1) {
      const along = labels[index] === 0 ? at % side : Math.floor(at / side);
      pixels[index * side * side + at] = 127 + 80 * Math.sin(phase + frequency * along) + random.integer(20);
    }
  }
  return { count, height: side, width: side, channels: 1, pixels, labels, classNames: ['upright', 'level'] };
}

function samplesOf({ count, pixels, labels, classNames }: PackedPictures): Samples {
  const held = Math.floor(count / 4);
  const all = Uint32Array.from({ length: count }, (_, index) => index);
  return {
    inputs: Float32Array.from(pixels, (value) => value / 255),
    labels,
    count,
    shape: [side, side, 1],
    classNames,
    train: all.subarray(held),
    validation: new Uint32Array(),
    test: all.subarray(0, held),
  };
}

const learned = { type: 'autoencoder', patchCount: 800, iterations: 40, rho: 0.1 };

function recipe(init: object | string = learned, changes: object = {}): Experiment {
  return parseExperiment({
    version: 1,
    name: 'Self-taught',
    seed: 8,
    data: { dataset: 'gratings', mode: 'images' },
    split: { validation: 0, test: 0.25 },
    network: {
      layers: [
        { type: 'conv2d', filters: 8, kernelSize: 6, activation: 'sigmoid', init, trainable: false },
        { type: 'pool2d', kind: 'mean', region: 11 },
        { type: 'dense', units: 2, activation: 'softmax' },
      ],
    },
    objective: { target: 'labels', loss: 'crossEntropy' },
    optimizer: { type: 'adam', learningRate: 0.05 },
    training: { epochs: 10, batchSize: 20 },
    ...changes,
  });
}

function toEnd(session: TrainingSession): TrainingSession {
  while (!session.finished) {
    if (!session.epochComplete) session.trainBatch();
    if (session.epochComplete) session.endEpoch();
  }
  return session;
}

function refusal(experiment: () => unknown): EngineError {
  try {
    experiment();
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error('the experiment was accepted');
}

describe('the settings of learned filters', () => {
  test.each(Object.values(initKinds).map((kind) => usualSpec(kind)))(
    'of $type are kept through JSON, and its name alone fills them in',
    (init) => {
      const [first] = recipe(init).network.layers;
      expect(first).toMatchObject({ init });
      expect(recipe(init.type).network.layers[0]).toEqual(first);
    },
  );

  test.each(['patchCount', 'iterations', 'weightDecay', 'rho', 'beta'])('refuse a broken %s', (key) => {
    for (const broken of [-1, 'many', NaN, null]) {
      const error = refusal(() => recipe({ ...learned, [key]: broken }));
      expect(error.place.field).toBe(`network.layers.0.init.${key}`);
    }
  });

  test('refuse what is unknown, a second place, another activation, a dilation, a kernel larger than the picture', () => {
    expect(refusal(() => recipe({ ...learned, epochs: 3 })).message).toMatch(/init.epochs: .* not known/);
    const conv = { type: 'conv2d', filters: 8, kernelSize: 3, activation: 'sigmoid', init: learned };
    const output = { type: 'dense', units: 2, activation: 'softmax' };
    const layers = (...list: object[]) => ({ network: { layers: list } });
    const second = refusal(() =>
      recipe('he', layers({ type: 'pool2d', kind: 'max', region: 2 }, conv, output)),
    );
    expect(second.message).toMatch(/first layer, got 'layer 2'/);
    expect(refusal(() => recipe('he', layers({ ...output, init: learned }))).message).toMatch(/got 'dense'/);
    const tanh = refusal(() => recipe('he', layers({ ...conv, activation: 'tanh' }, output)));
    expect(tanh.place.field).toBe('network.layers.0.activation');
    const wide = refusal(() => recipe('he', layers({ ...conv, dilation: 2 }, output)));
    expect(wide.place.field).toBe('network.layers.0.dilation');
    const large = recipe('he', layers({ ...conv, kernelSize: 17, padding: 'same' }, output));
    const error = refusal(() => new TrainingSession(large, samplesOf(gratings(8)), wasm));
    expect(error.message).toMatch(/kernelSize: expected a patch that fits into pictures of 16×16.*got 17×17/);
  });
});

describe('learned filters', () => {
  test.each([0, 1] as const)('lie along the bars of pictures whose bars all lie in direction %i', (turn) => {
    const session = new TrainingSession(recipe(), samplesOf(gratings(60, () => turn)), wasm);
    session.prepare();
    const { preferredDegrees, selectivity } = measureOrientation(session.filters());
    const isAlong = (degrees: number): boolean =>
      turn === 0 ? Math.abs(degrees - 90) < 15 : Math.abs(degrees - 90) > 75;
    const oriented = Array.from(preferredDegrees).filter((_, unit) => selectivity[unit] > 0.5);
    // A unit of eight may still be undecided after so few iterations; none may lie across.
    expect(oriented.length).toBeGreaterThanOrEqual(6);
    expect(oriented.every(isAlong)).toBe(true);
  });

  test('have no mean, so that even light does not excite them', () => {
    const session = new TrainingSession(recipe(), samplesOf(gratings(60)), wasm);
    session.prepare();
    const weights = new Float32Array(session.weights().buffer).subarray(0, 8 * 36);
    for (let unit = 0; unit < 8; unit += 1) {
      const own = weights.subarray(36 * unit, 36 * (unit + 1));
      const size = Math.max(...own.map(Math.abs));
      expect(size).toBeGreaterThan(0.1);
      expect(Math.abs(own.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-4 * size);
    }
  });

  test('tell the classes apart where random filters of the same network do not', () => {
    const samples = samplesOf(gratings(240));
    const accuracy = (init: object | string): number =>
      toEnd(new TrainingSession(recipe(init), samples, wasm)).evaluate('test')?.accuracy ?? NaN;
    expect(accuracy(learned)).toBeGreaterThan(0.95);
    expect(accuracy('ufldl')).toBeLessThan(0.9);
  });

  test('stay as they were learned where they are frozen, and change where they are not', () => {
    const samples = samplesOf(gratings(60));
    const session = new TrainingSession(recipe(), samples, wasm);
    session.prepare();
    const before = session.weights().slice(0, 4 * 8 * 37);
    expect(
      toEnd(session)
        .weights()
        .slice(0, 4 * 8 * 37),
    ).toEqual(before);
    const [conv, ...rest] = recipe().network.layers;
    const free = recipe(learned, { network: { layers: [{ ...conv, trainable: true }, ...rest] } });
    const tuned = toEnd(new TrainingSession(free, samples, wasm));
    expect(tuned.weights().slice(0, 4 * 8 * 37)).not.toEqual(before);
  });

  test('are the same each time, with every variant of the kernels, and others for another seed', () => {
    const samples = samplesOf(gratings(60));
    const learn = (seed: number, variant: 'plain' | 'revectorised' = 'plain'): Uint8Array => {
      const session = new TrainingSession({ ...recipe(), seed }, samples, wasm, { variant });
      session.prepare();
      return session.weights();
    };
    expect(learn(8)).toEqual(learn(8));
    expect(learn(8, 'revectorised')).toEqual(learn(8));
    expect(learn(9)).not.toEqual(learn(8));
  });

  test('are learned once, by whoever needs them first, and begun anew where that was given up', () => {
    const samples = samplesOf(gratings(60));
    const asked = new TrainingSession(recipe(), samples, wasm);
    let looks = 0;
    const giveUp = (): void => {
      looks += 1;
      if (looks === 9) throw new EngineError('cancelled', 'enough');
    };
    expect(() => asked.prepare(giveUp)).toThrow('enough');
    const iterations: number[] = [];
    expect(asked.prepare((done) => iterations.push(done))).toBe(true);
    expect(iterations.at(-1)).toBe(40);
    expect(asked.prepare()).toBe(false);
    const unasked = new TrainingSession(recipe(), samples, wasm);
    expect(toEnd(unasked).weights()).toEqual(toEnd(asked).weights());
  });
});

describe('a run that learns its filters', () => {
  let built: BuiltWorker;
  beforeAll(async () => {
    built = await buildWorker();
  });
  afterAll(() => built.remove());

  const start = (checkpoint: Uint8Array | null = null, startPaused = false): RunningWorker => {
    const order = { experiment: recipe(), pictures: gratings(60), kernelsWasm: wasm, checkpoint };
    return new RunningWorker(built.file, order, startPaused);
  };

  test('begins with a checkpoint that has them, so that going on does not learn them again', async () => {
    const run = start();
    const { epoch, checkpoint } = await run.next('checkpoint');
    expect(epoch).toBe(0);
    const { weights } = await run.next('done');
    const resumed = start(checkpoint);
    expect((await resumed.next('done')).weights).toEqual(weights);
    expect(resumed.messages.some(({ type }) => type === 'preparing')).toBe(false);
  });

  test('pauses and stops while it learns, and learns the same when it goes on', async () => {
    const straight = await start().next('done');
    const run = start(null, true);
    expect(await run.next('paused')).toMatchObject({ epoch: 1, batch: 0 });
    expect(run.messages.some(({ type }) => type === 'checkpoint')).toBe(false);
    run.command('run');
    await run.next('resumed');
    expect((await run.next('done')).weights).toEqual(straight.weights);

    const stopped = start(null, true);
    await stopped.next('paused');
    stopped.command('stop');
    await stopped.next('stopped');
    expect(stopped.messages.some(({ type }) => type === 'checkpoint')).toBe(false);
  });

  test('learns to the end for a single step, then waits before the first minibatch is trained', async () => {
    const run = start(null, true);
    await run.next('paused');
    run.step();
    await run.next('checkpoint');
    expect(await run.next('paused')).toMatchObject({ epoch: 1, batch: 0 });
    run.step();
    expect(await run.next('paused')).toMatchObject({ epoch: 1, batch: 1 });
    run.command('stop');
    await run.next('stopped');
  });
});
