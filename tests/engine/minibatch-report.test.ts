/** What a run tells of its latest minibatch: which numbers dropout left out, and what the hidden layers answered. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { droppedIn } from '../../src-engine/inspect/dropped-numbers';
import { summariseActivity } from '../../src-engine/inspect/hidden-activity';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { TrainingSession } from '../../src-engine/train/session';
import type { DroppedNumbers } from '../../src-engine/worker/protocol';
import { backends, buildModel, output } from './by-hand';
import { noiseSamples } from './fixtures';
import { simdBytes } from './simd-bytes';

function isDropped({ bits }: DroppedNumbers, number: number): boolean {
  return ((bits[number >> 3] >> (number & 7)) & 1) === 1;
}

/** Two layers of dropout of different rates over 3×3 pictures, one of them in the middle. */
const dropping = parseExperiment({
  version: 1,
  name: 'Dropping',
  seed: 8,
  data: { dataset: 'noise', mode: 'images' },
  network: {
    layers: [
      { type: 'flatten' },
      { type: 'dropout', rate: 0.2 },
      { type: 'dense', units: 13, activation: 'relu' },
      { type: 'dropout', rate: 0.5 },
      { type: 'dense', units: 4, activation: 'softmax' },
    ],
  },
  objective: { target: 'labels', loss: 'crossEntropy' },
  optimizer: { type: 'adam', learningRate: 0.01 },
  training: { epochs: 3, batchSize: 7 },
});

describe.each(backends)('dropped numbers, %s kernels', (_name, create) => {
  test('are those that the first sample of the minibatch lost, at any rate, size, layer and step', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 45 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.integer({ min: 0, max: 2 ** 31 }),
        (units, rate, step) => {
          const layers = [
            { type: 'flatten' },
            { type: 'dense', units, activation: 'linear', init: 'zeros' },
            { type: 'dropout', rate },
            { type: 'dense', units: 1, activation: 'linear' },
          ];
          const model = buildModel(create, layers, [2, 2, 1], 3, {});
          const [, dense, dropout] = model.plan.layers;
          model.kernels.values.fill(
            1,
            dense.parameters[1].values.offset,
            dense.parameters[1].values.offset + units,
          );
          model.forwardTraining(3, step);
          const first = output(model, dropout);
          const [told] = droppedIn(5, model.plan.layers, model.dropoutRates, step);
          expect(told).toMatchObject({ layer: 2, rate, count: units, told: units });
          expect(first.map((value) => value === 0)).toEqual(
            first.map((_, number) => isDropped(told, number)),
          );
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('the report of a minibatch', () => {
  const session = (): TrainingSession => new TrainingSession(dropping, noiseSamples(60), simdBytes());

  test('tells of every layer that drops, of another choice at every step, and of none before the first', () => {
    const run = session();
    expect(run.dropped()).toEqual([]);
    run.trainBatch();
    const first = run.dropped();
    run.trainBatch();
    const second = run.dropped();
    expect(first.map(({ layer, rate, count }) => [layer, rate, count])).toEqual([
      [1, 0.2, 9],
      [3, 0.5, 13],
    ]);
    expect(second).not.toEqual(first);
  });

  test('follows a rate that is changed on the way', () => {
    const run = session();
    run.trainBatch();
    run.change({ setting: 'dropout', layer: 3, value: 0 });
    run.trainBatch();
    expect(run.dropped().map(({ layer }) => layer)).toEqual([1]);
    run.change({ setting: 'dropout', layer: 3, value: 0.9 });
    run.trainBatch();
    expect(run.dropped().map(({ rate }) => rate)).toEqual([0.2, 0.9]);
  });

  test('looks at the hidden layer alone, whose ReLUs are never negative', () => {
    const run = session();
    const rows = run.trainBatch();
    const [hidden, ...others] = run.activity();
    expect(others).toEqual([]);
    expect(hidden.layer).toBe(2);
    expect(hidden.from).toBe(0);
    expect(hidden.counts.reduce((sum, count) => sum + count, 0)).toBe(rows * 13);
    expect(hidden.mean).toBeGreaterThan(0);
    expect(hidden.activeShare).toBeGreaterThan(0);
    expect(hidden.activeShare).toBeLessThan(1);
  });

  test('changes nothing: whoever looks at every minibatch gets the weights of whoever does not', () => {
    const [quiet, watched] = [session(), session()];
    for (let batch = 0; batch < 2 * quiet.batchesPerEpoch; batch += 1) {
      quiet.trainBatch();
      watched.trainBatch();
      watched.dropped();
      watched.activity();
      if (quiet.epochComplete) {
        expect(watched.endEpoch()).toEqual(quiet.endEpoch());
      }
    }
    expect(watched.weights()).toEqual(quiet.weights());
  });
});

describe('the activity of a layer', () => {
  test('has a mean, a share, a sparsity and bins that are right by hand', () => {
    // Hoyer of (0, 0, 3, 4): (2 − 7/5)/(2 − 1) = 0.6; of (1, 1, 1, 1): 0.
    const found = summariseActivity(Float32Array.of(0, 0, 3, 4, 1, 1, 1, 1), [4], 'relu');
    expect(found).toMatchObject({ from: 0, to: 4, mean: 1.375, activeShare: 0.75 });
    expect(found.sparsity).toBeCloseTo(0.3, 12);
    const filled = [...found.counts].flatMap((count, bin) => (count > 0 ? [[bin, count]] : []));
    expect(filled).toEqual([
      [0, 2],
      [16, 4],
      [48, 1],
      [63, 1],
    ]);
  });

  test('keeps to the range of a sigmoid, and calls what stays below 0.1 inactive', () => {
    const found = summariseActivity(Float32Array.of(0.05, 0.05, 0.05, 0.9), [2], 'sigmoid');
    expect(found).toMatchObject({ from: 0, to: 1, activeShare: 0.25 });
  });

  test('is as sparse as can be where all is silent, and has a range even then', () => {
    const found = summariseActivity(new Float32Array(6), [1, 1, 3], 'relu');
    expect(found).toMatchObject({ from: 0, mean: 0, activeShare: 0, sparsity: 1 });
    expect(found.to).toBeGreaterThan(0);
  });

  test('has ends that are powers of two around all numbers, the same on both sides of zero', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: 1 }), (numbers) => {
        const { from, to, counts } = summariseActivity(Float32Array.from(numbers), [1], 'linear');
        expect(Number.isInteger(Math.log2(to))).toBe(true);
        expect(from === 0 || from === -to).toBe(true);
        for (const number of numbers) {
          expect(number).toBeGreaterThanOrEqual(from);
          expect(number).toBeLessThanOrEqual(to);
        }
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(numbers.length);
      }),
    );
  });
});
