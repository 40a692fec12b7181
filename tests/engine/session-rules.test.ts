/** What a session makes of its settings, seen from outside: which figure decides, what is kept, what comes back, which step breaks. */
import { describe, expect, test } from 'vitest';
import { EngineError } from '../../src-engine/errors';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import type { Experiment } from '../../src-engine/spec/experiment';
import { TrainingSession } from '../../src-engine/train/session';
import type { EpochResult } from '../../src-engine/train/session';
import { autoencoder, classifier, noiseSamples } from './fixtures';
import { simdBytes } from './simd-bytes';
import { step, toEnd } from './to-end';

const wasm = simdBytes();
const samples = noiseSamples(150);

type Written = Readonly<Record<string, unknown>>;

/** The classifier of the fixtures with other settings, as a file would have them. */
function written(changes: Written, base: Experiment = classifier): Experiment {
  return parseExperiment(JSON.parse(JSON.stringify({ ...base, ...changes })));
}

function open(experiment: Experiment, from = samples): TrainingSession {
  return new TrainingSession(experiment, from, wasm);
}

function floats(session: TrainingSession): Float32Array {
  return new Float32Array(session.weights().buffer);
}

const normalised = {
  layers: [
    { type: 'flatten' },
    { type: 'dense', units: 6, activation: 'linear' },
    { type: 'batchNorm' },
    { type: 'activation', activation: 'tanh' },
    { type: 'dropout', rate: 0.2 },
    { type: 'dense', units: 4, activation: 'softmax' },
  ],
};

/** So fast that it soon gets worse. */
const hasty = { type: 'sgd', learningRate: 3, momentum: 0.9 };

test('max-norm holds after every minibatch, for weights and not for biases', () => {
  const c = 0.25;
  const objective = { ...classifier.objective, maxNorm: c };
  const session = open(written({ objective, optimizer: { type: 'sgd', learningRate: 1 } }));
  let longest = 0;
  for (let batch = 0; batch < 20; batch += 1) {
    step(session);
    const weights = floats(session);
    // Six units of nine weights, six biases, four units of six weights, four biases.
    const norms = [
      ...Array.from({ length: 6 }, (_, unit) => Math.hypot(...weights.subarray(9 * unit, 9 * unit + 9))),
      ...Array.from({ length: 4 }, (_, unit) =>
        Math.hypot(...weights.subarray(60 + 6 * unit, 66 + 6 * unit)),
      ),
    ];
    longest = Math.max(longest, ...norms);
  }
  expect(longest).toBeLessThan(c * (1 + 1e-6));
  expect(longest).toBeGreaterThan(c * (1 - 1e-6));
  expect(Math.max(...floats(session).subarray(84).map(Math.abs))).toBeGreaterThan(c);
});

test('the best weights come back with the statistics of their normalisation', () => {
  const earlyStopping = { metric: 'loss', patience: 3, minDelta: 0 };
  const training = { epochs: 200, batchSize: 7, earlyStopping };
  const session = open(written({ network: normalised, optimizer: hasty, training }));
  const losses = toEnd(session).map(({ validation }) => validation?.loss ?? NaN);
  const best = losses.indexOf(Math.min(...losses));
  expect(best).toBeLessThan(losses.length - 1);
  expect(session.finish()).toBe(best + 1);
  expect(session.evaluate('validation')?.loss).toBe(losses[best]);
});

test('statistics of a normalisation come back from a checkpoint', () => {
  const experiment = written({ network: normalised, optimizer: { type: 'adam', learningRate: 0.01 } });
  for (const batches of [5, 18, 30]) {
    const straight = open(experiment);
    for (let done = 0; done < batches; done += 1) step(straight);
    const second = open(experiment);
    second.restore(straight.checkpoint());
    expect(second.evaluate('validation')).toEqual(straight.evaluate('validation'));
    expect(toEnd(second)).toEqual(toEnd(straight));
    expect(second.checkpoint()).toEqual(straight.checkpoint());
  }
});

test('early stopping by accuracy waits for more of it, whatever the loss does', () => {
  const earlyStopping = { metric: 'accuracy', patience: 4, minDelta: 0 };
  const session = open(written({ training: { epochs: 100, batchSize: 7, earlyStopping } }));
  const epochs = toEnd(session);
  const accuracies = epochs.map(({ validation }) => validation?.accuracy ?? NaN);
  const best = accuracies.indexOf(Math.max(...accuracies));
  expect(epochs.length).toBe(best + 1 + 4);
  expect(session.finish()).toBe(best + 1);
  // The loss went on falling, so it would not have stopped there.
  expect(epochs.at(-1)?.validation?.loss).toBeLessThan(epochs[best].validation?.loss ?? 0);
});

describe('the schedule plateau', () => {
  const schedule = { type: 'plateau', factor: 0.5, patience: 1, minDelta: 0, minFactor: 0 };
  const experiment = written({ optimizer: hasty, training: { epochs: 12, batchSize: 7, schedule } });

  /** The rates of the epochs after the first, by the losses that are watched. */
  function ratesFor(losses: readonly number[]): number[] {
    let best = Infinity;
    let rate = 3;
    return losses.map((loss) => {
      if (loss < best) best = loss;
      else rate /= 2;
      return rate;
    });
  }

  function watch(from: typeof samples): { rates: number[]; train: number[]; validation: number[] } {
    const session = open(experiment, from);
    const rates: number[] = [];
    const epochs: EpochResult[] = [];
    while (!session.finished) {
      const epoch = step(session);
      if (epochs.length > 0 && session.batch === 1) rates.push(session.learningRate);
      if (epoch !== null) epochs.push(epoch);
    }
    const train = epochs.slice(0, -1).map((epoch) => epoch.train.loss);
    return { rates, train, validation: epochs.slice(0, -1).map(({ validation }) => validation?.loss ?? NaN) };
  }

  test('watches the validation loss', () => {
    const { rates, train, validation } = watch(samples);
    expect(rates).toEqual(ratesFor(validation));
    expect(rates).not.toEqual(ratesFor(train));
  });

  test('watches the loss of training where nothing is held out', () => {
    const { rates, train } = watch({ ...samples, validation: new Uint32Array() });
    expect(rates).toEqual(ratesFor(train));
  });
});

test('an epoch has every sample once, in an order of its own', () => {
  // A rate that moves nothing: what differs between minibatches is the sample alone.
  const optimizer = { type: 'sgd', learningRate: 1e-30 };
  const session = open(written({ optimizer, training: { epochs: 3, batchSize: 1 } }));
  const epochs: number[][] = [[]];
  while (!session.finished) {
    session.trainBatch();
    epochs[epochs.length - 1].push(session.latest.data);
    if (!session.epochComplete) continue;
    session.endEpoch();
    epochs.push([]);
  }
  const [first, second, third] = epochs;
  const sorted = (losses: readonly number[]): number[] => [...losses].sort((a, b) => a - b);
  expect(new Set(first).size).toBeGreaterThan(100);
  expect(sorted(second)).toEqual(sorted(first));
  expect(sorted(third)).toEqual(sorted(first));
  expect(second).not.toEqual(first);
  expect(third).not.toEqual(second);
});

test('the first step of Adam is as long as the learning rate in every direction', () => {
  const optimizer = { type: 'adam', learningRate: 0.01, epsilon: 1e-12 };
  const session = open(written({ optimizer }));
  const before = floats(session);
  step(session);
  floats(session).forEach((after, index) => {
    expect(Math.abs(Math.abs(after - before[index]) / 0.01 - 1)).toBeLessThan(1e-4);
  });
});

test('AdamW shrinks the weights of a network and leaves its biases alone', () => {
  const after = (weightDecay: number): Float32Array => {
    const session = open(written({ optimizer: { type: 'adamw', learningRate: 0.125, weightDecay } }));
    step(session);
    return floats(session);
  };
  const start = floats(open(classifier));
  const [free, decayed] = [after(0), after(0.5)];
  const isBias = (index: number): boolean => (index >= 54 && index < 60) || index >= 84;
  free.forEach((value, index) => {
    const shrunk = isBias(index) ? 0 : 0.125 * 0.5 * start[index];
    expect(decayed[index]).toBeCloseTo(value - shrunk, 6);
  });
});

test('of equal outputs the first class counts as the answer', () => {
  const zeros = { type: 'dense', units: 4, activation: 'softmax', init: 'zeros' };
  // Nobody is in the last class.
  const labels = samples.labels.map((_, index) => index % 3);
  const session = open(written({ network: { layers: [{ type: 'flatten' }, zeros] } }), {
    ...samples,
    labels,
  });
  const { train } = samples;
  const share = train.filter((index) => labels[index] === 0).length / train.length;
  expect(session.evaluate('train')?.accuracy).toBeCloseTo(share, 12);
});

test('every layer starts from numbers of its own', () => {
  const square = { type: 'dense', units: 9, activation: 'sigmoid', init: 'ufldl' };
  const weights = floats(open(written({ network: { layers: [square, square] } }, autoencoder)));
  const [first, second] = [weights.subarray(0, 81), weights.subarray(90, 171)];
  expect(first.filter((value, index) => value === second[index]).length).toBe(0);
});

describe('a run whose numbers break', () => {
  function breaking(changes: Written, scale: number, base = classifier): EngineError {
    const inputs = samples.inputs.map((value) => value * scale);
    try {
      toEnd(open(written(changes, base), { ...samples, inputs }));
    } catch (error) {
      if (error instanceof EngineError) return error;
      throw error;
    }
    throw new Error('It went on to its end.');
  }

  test('stops at the very step whose update is not finite, while J still is', () => {
    const layers = [{ type: 'flatten' }, { type: 'dense', units: 4, activation: 'linear' }];
    const objective = { target: 'labels', loss: 'squaredError' };
    const optimizer = { type: 'sgd', learningRate: 1000 };
    const { kind, place, message } = breaking({ network: { layers }, objective, optimizer }, 5e18);
    expect([kind, place.step, place.layer]).toEqual(['numeric', 1, 1]);
    expect(message).toMatch(/weights/);
  });

  test('stops at the very step whose J is not finite, while all gradients are', () => {
    // Hidden sigmoids that are saturated have no gradient, so that nothing else grows.
    const layers = [
      { type: 'dense', units: 3, activation: 'sigmoid', init: 'ufldl' },
      { type: 'dense', units: 9, activation: 'linear', init: 'zeros' },
    ];
    const objective = { target: 'input', loss: 'squaredError' };
    const optimizer = { type: 'sgd', learningRate: 1e-20 };
    const { kind, place } = breaking({ network: { layers }, objective, optimizer }, 1e20, autoencoder);
    expect([kind, place.step]).toEqual(['numeric', 1]);
  });
});
