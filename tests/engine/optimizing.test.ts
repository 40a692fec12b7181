/** Optimisers, schedules, clipping and early stopping inside a run, and that all of it comes back from a checkpoint. */
import { describe, expect, test } from 'vitest';
import { optimizerKinds, optimizerTypes } from '../../src-engine/optimizers/registry';
import { scheduleKinds, scheduleTypes } from '../../src-engine/schedules/registry';
import { TrainingSession } from '../../src-engine/train/session';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import type { Experiment, TrainingSpec } from '../../src-engine/spec/experiment';
import { autoencoder, classifier, noiseSamples } from './fixtures';
import { simdBytes } from './simd-bytes';
import { step, toEnd } from './to-end';

const wasm = simdBytes();
const samples = noiseSamples(150);

/** Writing and reading it first proves that the parser lets the combination through. */
function variant(
  base: Experiment,
  optimizer: Experiment['optimizer'],
  training: Partial<TrainingSpec>,
): Experiment {
  const changed = { ...base, optimizer, training: { ...base.training, ...training } };
  return parseExperiment(JSON.parse(JSON.stringify(changed)));
}

function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

/** Continues from the checkpoint after every so many passes and compares with the run that never stopped. */
function expectToResume(experiment: Experiment, passes: readonly number[]): void {
  const straight = new TrainingSession(experiment, samples, wasm);
  const epochs = toEnd(straight);
  const last = straight.checkpoint();
  const weightsEpoch = straight.finish();
  for (const count of passes) {
    const first = new TrainingSession(experiment, samples, wasm);
    for (let done = 0; done < count && !first.finished; done += 1) step(first);
    const second = new TrainingSession(experiment, samples, wasm);
    second.restore(first.checkpoint());
    expect(second.checkpoint()).toEqual(first.checkpoint());
    expect(second.epoch).toBe(first.epoch);
    expect(toEnd(second)).toEqual(epochs.slice(first.epoch));
    expect(second.checkpoint()).toEqual(last);
    expect(second.finish()).toBe(weightsEpoch);
    expect(second.weights()).toEqual(straight.weights());
  }
}

describe.each(optimizerTypes)('a run with the optimiser %s', (type) => {
  const { example, fullBatch } = optimizerKinds[type];
  const experiment = variant(autoencoder, example, { epochs: 4 });

  test('gets better', () => {
    const epochs = toEnd(new TrainingSession(variant(classifier, example, { epochs: 12 }), samples, wasm));
    expect(epochs.at(-1)?.train.loss).toBeLessThan(epochs[0].train.loss);
  });

  test('continues from any checkpoint bit for bit', () => {
    expectToResume(experiment, fullBatch ? [0, 1, 2, 3, 4, 5, 6] : [1, 15, 22]);
  });
});

describe.each(scheduleTypes)('a run with the schedule %s', (type) => {
  const experiment = variant(classifier, classifier.optimizer, {
    epochs: 6,
    schedule: scheduleKinds[type].example,
  });

  test('continues from any checkpoint bit for bit', () => {
    expectToResume(experiment, [1, 18, 40, 60]);
  });
});

describe('the learning rate', () => {
  const rateAfter = (session: TrainingSession, passes: number): number => {
    for (let done = 0; done < passes; done += 1) step(session);
    return session.learningRate;
  };

  test('falls along a cosine from minibatch to minibatch', () => {
    const experiment = variant(classifier, classifier.optimizer, {
      epochs: 4,
      schedule: { type: 'cosine', endFactor: 0 },
    });
    const session = new TrainingSession(experiment, samples, wasm);
    const { batchesPerEpoch } = session;
    // The 37th of 72 minibatches begins at the middle.
    expect(rateAfter(session, 2 * batchesPerEpoch + 1)).toBeCloseTo(0.05, 12);
  });

  test('falls when the loss stops falling', () => {
    const schedule = { type: 'plateau', factor: 0.5, patience: 1, minDelta: 1e6, minFactor: 0 } as const;
    const session = new TrainingSession(
      variant(classifier, classifier.optimizer, { epochs: 9, schedule }),
      samples,
      wasm,
    );
    const { batchesPerEpoch } = session;
    // The first epoch is the best so far, and a minDelta of a million lets no other be better.
    expect(rateAfter(session, batchesPerEpoch + 1)).toBe(0.1);
    expect(rateAfter(session, batchesPerEpoch)).toBe(0.05);
    expect(rateAfter(session, batchesPerEpoch)).toBe(0.025);
  });

  test('can be changed between two minibatches, and a checkpoint remembers it', () => {
    const session = new TrainingSession(classifier, samples, wasm);
    step(session);
    session.change({ setting: 'learningRate', value: 0.03 });
    step(session);
    expect(session.learningRate).toBe(0.03);
    const second = new TrainingSession(classifier, samples, wasm);
    second.restore(session.checkpoint());
    toEnd(session);
    toEnd(second);
    expect(second.weights()).toEqual(session.weights());
    const unchanged = new TrainingSession(classifier, samples, wasm);
    toEnd(unchanged);
    expect(unchanged.weights()).not.toEqual(session.weights());
  });
});

describe('clipping', () => {
  const plain = { type: 'sgd', learningRate: 0.5, momentum: 0 } as const;

  function firstMove(training: Partial<TrainingSpec>): Float32Array {
    const session = new TrainingSession(variant(classifier, plain, training), samples, wasm);
    const before = floats(session.weights());
    session.trainBatch();
    return floats(session.weights()).map((after, index) => after - before[index]);
  }

  const length = (move: Float32Array): number =>
    Math.sqrt(move.reduce((sum, value) => sum + value * value, 0));

  test('shortens a gradient that is too long and keeps its direction', () => {
    const free = firstMove({});
    const clipped = firstMove({ clipNorm: 0.01 });
    expect(length(free)).toBeGreaterThan(0.5 * 0.02);
    expect(length(clipped)).toBeCloseTo(0.5 * 0.01, 6);
    const cosine =
      free.reduce((sum, value, index) => sum + value * clipped[index], 0) / (length(free) * length(clipped));
    expect(cosine).toBeCloseTo(1, 4);
  });

  test('leaves a gradient that is short enough as it is', () => {
    expect(firstMove({ clipNorm: 1e6 })).toEqual(firstMove({}));
  });
});

describe('early stopping', () => {
  const earlyStopping = { metric: 'loss', patience: 3, minDelta: 0 } as const;
  /** So fast that it soon gets worse. */
  const hasty = variant(
    classifier,
    { type: 'sgd', learningRate: 3, momentum: 0.9 },
    { epochs: 200, earlyStopping },
  );

  test('ends after its patience and goes back to the best weights', () => {
    const session = new TrainingSession(hasty, samples, wasm);
    const epochs = toEnd(session);
    const losses = epochs.map(({ validation }) => validation?.loss ?? NaN);
    const best = losses.indexOf(Math.min(...losses));
    expect(session.epoch).toBe(best + 1 + 3);
    expect(session.epoch).toBeLessThan(200);
    expect(session.evaluate('validation')?.loss).toBe(losses.at(-1));
    expect(session.finish()).toBe(best + 1);
    expect(session.evaluate('validation')?.loss).toBe(losses[best]);
  });

  test('continues from any checkpoint bit for bit, from the last one at once', () => {
    const count = toEnd(new TrainingSession(hasty, samples, wasm)).length * 18;
    expectToResume(hasty, [20, count - 20, count]);
  });

  test('goes back to the best weights too where the epochs run out first', () => {
    const short = { ...hasty, training: { ...hasty.training, epochs: 3 } };
    const session = new TrainingSession(short, samples, wasm);
    const losses = toEnd(session).map(({ validation }) => validation?.loss ?? NaN);
    session.finish();
    expect(session.evaluate('validation')?.loss).toBe(Math.min(...losses));
  });
});

describe('L-BFGS over parts of the samples', () => {
  const many = noiseSamples(4000);
  const iterations = { type: 'lbfgs', learningRate: 1, memory: 5, maxEvaluations: 25, tolerance: 0 } as const;

  /** J after ten iterations, with units that make the parts small. */
  function train(units: number, epochs: number): { session: TrainingSession; losses: number[] } {
    const layers = autoencoder.network.layers.map((layer, index) =>
      index === 0 ? { ...layer, units } : layer,
    );
    const experiment = { ...variant(autoencoder, iterations, { epochs }), network: { layers } } as Experiment;
    const session = new TrainingSession(experiment, many, wasm);
    return { session, losses: toEnd(session).map(({ train: { loss } }) => loss) };
  }

  test('needs several passes for a look, and lowers J with each iteration', () => {
    const { session, losses } = train(2000, 3);
    // Two rounds of three parts: KL sparsity needs ρ̂ over all samples first.
    expect(session.batchesPerEpoch).toBe(6);
    losses.forEach((loss, index) => {
      if (index > 0) expect(loss).toBeLessThan(losses[index - 1]);
    });
  });

  test('stops at a first look that is not finite and says where', () => {
    const broken = { ...samples, inputs: samples.inputs.slice() };
    broken.inputs[samples.train[3] * 9] = NaN;
    const stopped = new TrainingSession(variant(autoencoder, iterations, {}), broken, wasm);
    expect(() => step(stopped)).toThrow(/inputs of minibatch 1 are not finite/);
  });

  test('reports J as evaluation over the same samples measures it', () => {
    for (const units of [5, 2000]) {
      const { session, losses } = train(units, 2);
      expect((session.evaluate('train')?.loss ?? NaN) / losses[1]).toBeCloseTo(1, 6);
    }
  });
});
