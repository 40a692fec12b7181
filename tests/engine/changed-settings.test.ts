/** Settings that are changed while a network is trained: what they change, and that a run cut off anywhere keeps them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Experiment } from '../../src-engine/spec/experiment';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { TrainingSession } from '../../src-engine/train/session';
import { askForChange } from '../../src-engine/worker/control-settings';
import { controlLength } from '../../src-engine/worker/protocol';
import type { ChangedMessage, SettingChange } from '../../src-engine/worker/protocol';
import { Reporter } from '../../src-engine/worker/reporter';
import type { WorkerPort } from '../../src-engine/worker/reporter';
import { SettingChanges } from '../../src-engine/worker/setting-changes';
import { autoencoder, classifier, noiseSamples } from './fixtures';
import { simdBytes } from './simd-bytes';

const wasm = simdBytes();
const samples = noiseSamples(80);

function withDropout(rates: readonly [number, number], momentum = 0.9): Experiment {
  return parseExperiment({
    ...classifier,
    optimizer: { type: 'sgd', learningRate: 0.1, momentum },
    network: {
      layers: [
        { type: 'dropout', rate: rates[0] },
        { type: 'flatten' },
        { type: 'dense', units: 12, activation: 'tanh' },
        { type: 'dropout', rate: rates[1] },
        { type: 'dense', units: 4, activation: 'softmax' },
      ],
    },
  });
}

function open(experiment: Experiment): TrainingSession {
  return new TrainingSession(experiment, samples, wasm);
}

function train(session: TrainingSession, batches = Infinity): TrainingSession {
  for (let done = 0; done < batches && !session.finished; done += 1) {
    session.trainBatch();
    if (session.epochComplete) session.endEpoch();
  }
  return session;
}

describe('a setting that is changed before the first minibatch', () => {
  test.each<[string, SettingChange[], Experiment]>([
    [
      'dropout',
      [
        { setting: 'dropout', layer: 0, value: 0.1 },
        { setting: 'dropout', layer: 3, value: 0 },
      ],
      withDropout([0.1, 0]),
    ],
    ['momentum', [{ setting: 'momentum', value: 0.5 }], withDropout([0.2, 0.5], 0.5)],
    ['momentum, to none', [{ setting: 'momentum', value: 0 }], withDropout([0.2, 0.5], 0)],
  ])('%s, trains to the bytes of a run that began with it', (_name, changes, other) => {
    const session = open(withDropout([0.2, 0.5]));
    for (const change of changes) expect(session.change(change)).not.toBeNull();
    expect(train(session).weights()).toEqual(train(open(other)).weights());
  });
});

describe('changes', () => {
  const experiment = withDropout([0.2, 0.5]);
  const batches = experiment.training.epochs * open(experiment).batchesPerEpoch;
  const change = fc.oneof(
    fc.record({ setting: fc.constant('learningRate' as const), value: fc.constantFrom(0.03, 0.2) }),
    fc.record({ setting: fc.constant('momentum' as const), value: fc.constantFrom(0, 0.6, 0.99) }),
    fc.record({
      setting: fc.constant('dropout' as const),
      layer: fc.constantFrom(0, 3),
      value: fc.constantFrom(0, 0.3, 0.8),
    }),
  );
  const plan = fc.array(fc.tuple(fc.nat({ max: batches - 1 }), change), { minLength: 1, maxLength: 5 });

  /** Trains with the changes of the plan, each before its minibatch; cut off and begun again before that of `cut`. */
  function trained(changes: readonly [number, SettingChange][], cut: number | null): Uint8Array {
    let session = open(experiment);
    for (let batch = 0; batch < batches; batch += 1) {
      for (const [at, each] of changes) if (at === batch) session.change(each);
      if (batch === cut) {
        const bytes = session.checkpoint();
        session = open(experiment);
        session.restore(bytes);
      }
      train(session, 1);
    }
    return session.weights();
  }

  test('whatever they are, give the same bytes when the run is cut off anywhere after them', () => {
    fc.assert(
      fc.property(plan, fc.nat({ max: batches - 1 }), (changes, cut) => {
        expect(trained(changes, cut)).toEqual(trained(changes, null));
      }),
      { numRuns: 60 },
    );
  });

  test('tell what was before, and leave alone what is so already, is not there, or cannot be', () => {
    const session = open(experiment);
    expect(session.change({ setting: 'dropout', layer: 3, value: 0.25 })).toBe(0.5);
    expect(session.change({ setting: 'dropout', layer: 3, value: 0.25 })).toBeNull();
    expect(session.change({ setting: 'dropout', layer: 3, value: 0.5 })).toBe(0.25);
    expect(session.change({ setting: 'learningRate', value: 0.2 })).toBe(0.1);
    expect(session.change({ setting: 'learningRate', value: 0.1 })).toBe(0.2);
    const refused: SettingChange[] = [
      { setting: 'dropout', layer: 2, value: 0.5 },
      { setting: 'dropout', layer: 9, value: 0.5 },
      { setting: 'dropout', layer: 0, value: 1 },
      { setting: 'momentum', value: 1 },
      { setting: 'learningRate', value: 0 },
    ];
    for (const each of refused) expect(session.change(each)).toBeNull();
    expect(train(session).weights()).toEqual(train(open(experiment)).weights());
  });

  test('reach momentum alone where it goes by that name, not the β₁ of Adam', () => {
    expect(open(autoencoder).change({ setting: 'momentum', value: 0.5 })).toBeNull();
  });

  test('wait for the end of an iteration over all samples, to which alone a checkpoint leads back', () => {
    const session = open(parseExperiment({ ...autoencoder, optimizer: { type: 'lbfgs', learningRate: 50 } }));
    let within = 0;
    while (session.epoch < 2) {
      session.trainBatch();
      if (!session.isBetweenSteps) within += 1;
      if (session.epochComplete) {
        expect(session.isBetweenSteps).toBe(true);
        session.endEpoch();
      }
    }
    expect(within).toBeGreaterThan(0);
  });
});

describe('settings that are asked for while a minibatch is under way', () => {
  const experiment = withDropout([0.2, 0.5]);
  const wanted: SettingChange[] = [
    { setting: 'learningRate', value: 0.03 },
    { setting: 'momentum', value: 0.6 },
    { setting: 'dropout', layer: 3, value: 0.1 },
  ];

  /** Trains two minibatches; all is asked for while the second is computed. */
  function asked(): { session: TrainingSession; told: ChangedMessage[]; settings: SettingChanges } {
    const control = new Int32Array(controlLength(experiment.network.layers.length));
    const told: ChangedMessage[] = [];
    const port: WorkerPort = {
      post: (message) => {
        if (message.type === 'changed') told.push(message);
      },
      now: () => 0,
      cores: 1,
      startHelper: () => undefined,
    };
    const session = new TrainingSession(experiment, samples, wasm, {
      beforeStep() {
        if (session.batch === 1) for (const change of wanted) askForChange(control, change);
        settings.takeForStep();
      },
    });
    const reporter = new Reporter(
      session,
      port,
      () => undefined,
      () => 1,
    );
    const settings = new SettingChanges(control, session, reporter);
    for (let batch = 0; batch < 2; batch += 1) {
      session.trainBatch();
      settings.tell();
    }
    return { session, told, settings };
  }

  test('count for its own step where they are the optimiser’s, and are told with their place', () => {
    const { session, told } = asked();
    const early = train(open(experiment), 1);
    for (const change of wanted.slice(0, 2)) early.change(change);
    expect(session.weights()).toEqual(train(early, 1).weights());
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      epoch: 0,
      batch: 1,
      changes: [
        { setting: 'learningRate', layer: null, from: 0.1, to: 0.03 },
        { setting: 'momentum', layer: null, from: 0.9, to: 0.6 },
      ],
    });
  });

  test('are in the checkpoint that tells of them; dropout waits for the next minibatch', () => {
    const { session, told, settings } = asked();
    const again = open(experiment);
    again.restore(told[0].checkpoint);
    expect(train(again, 3).weights()).toEqual(train(session, 3).weights());
    settings.takeAll();
    expect(told[1].changes).toEqual([{ setting: 'dropout', layer: 3, from: 0.5, to: 0.1 }]);
  });
});

describe('a run that is given more epochs', () => {
  const training = (epochs: number, rest: object = {}): Experiment =>
    parseExperiment({ ...classifier, training: { ...classifier.training, epochs, ...rest } });

  test('becomes the run that had them from the start, where its rate does not depend on their number', () => {
    const short = train(open(training(2)));
    const longer = open(training(5));
    longer.restore(short.checkpoint());
    expect(train(longer).weights()).toEqual(train(open(training(5))).weights());
  });

  test('follows a schedule that ends with the run from where the longer one stands by then', () => {
    const schedule = { type: 'cosine', endFactor: 0 };
    const short = train(open(training(2, { schedule })));
    const before = short.learningRate;
    const longer = open(training(4, { schedule }));
    longer.restore(short.checkpoint());
    const fresh = train(open(training(4, { schedule })), 2 * short.batchesPerEpoch);
    train(longer, 1);
    train(fresh, 1);
    expect(longer.learningRate).toBe(fresh.learningRate);
    expect(longer.learningRate).toBeGreaterThan(before);
  });

  test('is patient anew where early stopping had ended it, and not where it goes on as it was', () => {
    const earlyStopping = { metric: 'loss', patience: 1, minDelta: 1e6 };
    const stopped = train(open(training(20, { earlyStopping })));
    expect(stopped.epoch).toBe(2);
    const bytes = stopped.checkpoint();
    const again = open(training(20, { earlyStopping }));
    again.restore(bytes);
    expect(again.finished).toBe(true);
    const longer = open(training(30, { earlyStopping }));
    longer.restore(bytes);
    expect(longer.finished).toBe(false);
    expect(train(longer).epoch).toBe(3);
  });
});
