/**
 * The life of a run's worker: prepare, train, obey the control word, report. Timing decides only when messages
 * are sent, never what is computed. Threads are behind `WorkerPort`, so this file knows no platform.
 */
import { EngineError } from '../errors';
import { prepareSamples } from '../data/prepare-samples';
import { chooseVariant } from '../kernels/simd/variants';
import { TrainingSession } from '../train/session';
import { asEngineError } from './as-engine-error';
import { controlCommand, controlSlot } from './protocol';
import { rateFromSlot } from './rate-slot';
import { Reporter } from './reporter';
import type { SessionOptions } from '../train/form-team';
import type { HelperOrder } from '../train/shard-helper';
import type { RunOrder } from './protocol';
import type { WorkerPort } from './reporter';

/** While paused the command is looked at again after this, in case the host changed a slot without waking the worker. */
const pauseLookMs = 50;

/** Runs to its end, whatever it is; the last message posted is `done`, `stopped` or `failed`. */
export function runOrder(order: RunOrder, port: WorkerPort): void {
  try {
    train(order, port);
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'cancelled') {
      port.post({ type: 'stopped' }, []);
      return;
    }
    port.post({ type: 'failed', error: asEngineError(error).toData() }, []);
  }
}

function train(order: RunOrder, port: WorkerPort): void {
  const control = new Int32Array(order.control);
  const { experiment } = order;
  const samples = prepareSamples(experiment, order.pictures);
  const stopIfAsked = (): void => {
    if (Atomics.load(control, controlSlot.command) === controlCommand.stop) {
      throw new EngineError('cancelled', 'The run was stopped.');
    }
  };
  let reporter: Reporter | null = null;
  /** Long minibatches are paused and stopped within; one that is a single step is only stopped. */
  const breathe = (): void => {
    stopIfAsked();
    const isPaused = Atomics.load(control, controlSlot.command) === controlCommand.pause;
    if (isPaused && reporter?.isPaused === false) hold(control, reporter, stopIfAsked);
  };
  const session = new TrainingSession(experiment, samples, order.kernelsWasm, {
    ...sessionOptions(order, port),
    breathe,
  });
  if (order.checkpoint !== null) session.restore(order.checkpoint);
  reporter = new Reporter(session, port);
  reporter.ready();
  prepare(session, reporter, breathe);
  let isBetweenBatches = true;
  try {
    while (!session.finished) {
      waitWhilePaused(control, reporter, stopIfAsked);
      changeRateIfAsked(control, session);
      isBetweenBatches = false;
      // A run that was stopped while an epoch's end was measured comes back to that end.
      if (!session.epochComplete) reporter.trained(session.trainBatch());
      isBetweenBatches = true;
      if (session.epochComplete) reporter.epoch(session.endEpoch(stopIfAsked));
      reporter.reportIfDue();
    }
  } catch (error) {
    const isStopped = error instanceof EngineError && error.kind === 'cancelled';
    if (isStopped && isBetweenBatches) reporter.save();
    else reporter.savePending();
    throw error;
  }
  const weightsEpoch = session.finish();
  session.close();
  reporter.done(session.evaluate('test', stopIfAsked), weightsEpoch);
}

/** Learns filters where the experiment asks for them; a run that was stopped meanwhile begins with it again. */
function prepare(session: TrainingSession, reporter: Reporter, breathe: () => void): void {
  const isNew = session.prepare((iterations, of) => {
    breathe();
    reporter.preparing(iterations, of);
  });
  if (isNew) reporter.prepared();
}

function sessionOptions(
  { kernelsWasm, allowRelaxed, activeRuns }: RunOrder,
  port: WorkerPort,
): SessionOptions {
  const now = (): number => port.now();
  const runs = activeRuns === undefined ? null : new Int32Array(activeRuns);
  const threads = {
    now,
    // Runs that go on at once share the cores evenly.
    limit: () => Math.max(1, Math.floor(port.cores / Math.max(1, runs === null ? 1 : Atomics.load(runs, 0)))),
    most: port.cores,
    start: (helper: HelperOrder) => port.startHelper(helper),
  };
  if (kernelsWasm === null) return { threads };
  return { threads, variant: chooseVariant(kernelsWasm, now, allowRelaxed ?? false).variant };
}

function changeRateIfAsked(control: Int32Array, session: TrainingSession): void {
  const slot = Atomics.exchange(control, controlSlot.learningRate, 0);
  const rate = slot === 0 ? null : rateFromSlot(slot);
  if (rate !== null) session.changeLearningRate(rate);
}

/** Returns when the run may train its next minibatch: because it is running, or because a single step was asked for. */
function waitWhilePaused(control: Int32Array, reporter: Reporter, stopIfAsked: () => void): void {
  stopIfAsked();
  if (Atomics.load(control, controlSlot.command) !== controlCommand.pause) {
    if (reporter.isPaused) reporter.resumed();
    return;
  }
  const isStepping = reporter.isPaused;
  reporter.save(isStepping);
  hold(control, reporter, stopIfAsked);
}

/** Waits until the pause is over or a single step is asked for. */
function hold(control: Int32Array, reporter: Reporter, stopIfAsked: () => void): void {
  reporter.paused();
  while (Atomics.load(control, controlSlot.command) === controlCommand.pause) {
    if (Atomics.load(control, controlSlot.stepRequests) > 0) {
      Atomics.sub(control, controlSlot.stepRequests, 1);
      reporter.stepping();
      return;
    }
    Atomics.wait(control, controlSlot.command, controlCommand.pause, pauseLookMs);
  }
  stopIfAsked();
  reporter.resumed();
}
