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
import { Reporter } from './reporter';
import { SettingChanges } from './setting-changes';
import { threadsPerRun } from './share-cores';
import { hold, isPauseAsked, restWhilePaused, waitWhilePaused } from './waiting';
import type { SessionOptions } from '../train/form-team';
import type { HelperOrder } from '../train/shard-helper';
import type { RunOrder } from './protocol';
import type { WorkerPort } from './reporter';

/**
 * What a pause finds under way, which decides what a single step means: the rest of the minibatch, or of the filters that
 * are learned before the first one; or, where an epoch or the run is measured, the next minibatch; between two, where
 * reports are made, the wait that takes the step is about to begin.
 */
type Stage = 'training' | 'measuring' | 'between';

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
  const stopIfAsked = (): void => {
    if (Atomics.load(control, controlSlot.command) === controlCommand.stop) {
      throw new EngineError('cancelled', 'The run was stopped.');
    }
  };
  const samples = prepareSamples(experiment, order.pictures, stopIfAsked);
  let reporter: Reporter | null = null;
  let changes: SettingChanges | null = null;
  let stage: Stage = 'training';
  /** Long work is paused and stopped within; what a single step has begun is only stopped. */
  const breathe = (): void => {
    stopIfAsked();
    if (!isPauseAsked(control) || reporter?.isPaused !== false) return;
    if (stage === 'training') hold(control, reporter, stopIfAsked);
    else if (stage === 'measuring') {
      restWhilePaused(control, reporter);
      stopIfAsked();
    } else reporter.resting();
  };
  /** The end of an epoch and its checkpoint are paused within as well, but a stop waits for them: they are kept. */
  const rest = (): void => {
    if (isPauseAsked(control) && reporter?.isPaused === false) restWhilePaused(control, reporter);
  };
  const activeRuns = activeRunsOf(order);
  const session = new TrainingSession(experiment, samples, order.kernelsWasm, {
    ...sessionOptions(order, port, activeRuns, stopIfAsked),
    breathe,
    beforeStep: () => changes?.takeForStep(),
  });
  if (order.checkpoint !== null) session.restore(order.checkpoint);
  const teller = new Reporter(session, port, rest, activeRuns);
  reporter = teller;
  const settings = new SettingChanges(control, session, teller);
  changes = settings;
  reporter.ready();
  prepare(session, reporter, breathe);
  const endEpochIfDue = (): void => {
    if (session.epochComplete) teller.epoch(session.endEpoch(stopIfAsked, rest));
  };
  try {
    stage = 'measuring';
    // A run that was stopped while an epoch's end was measured comes back to that end; it takes no step.
    endEpochIfDue();
    stage = 'between';
    while (!session.finished) {
      waitWhilePaused(control, reporter, stopIfAsked, () => settings.takeAll());
      stage = 'training';
      reporter.trained(session.trainBatch());
      stage = 'measuring';
      settings.tell();
      endEpochIfDue();
      stage = 'between';
      reporter.reportIfDue();
    }
  } catch (error) {
    const isStopped = error instanceof EngineError && error.kind === 'cancelled';
    if (isStopped && stage !== 'training') reporter.save();
    else reporter.savePending();
    throw error;
  }
  stage = 'measuring';
  const weightsEpoch = session.finish();
  session.close();
  const measured = {
    train: session.evaluate('train', stopIfAsked),
    test: session.evaluate('test', stopIfAsked),
  };
  reporter.done(measured, weightsEpoch, weightsEpoch === session.epoch ? null : session.filtersAfresh());
}

/** Learns filters where the experiment asks for them; a run that was stopped meanwhile begins with it again. */
function prepare(session: TrainingSession, reporter: Reporter, breathe: () => void): void {
  const isNew = session.prepare((iterations, of) => {
    breathe();
    reporter.preparing(iterations, of);
  });
  if (isNew) reporter.prepared();
}

/** How many runs share the machine at this moment, as the host counts them. */
function activeRunsOf({ activeRuns }: RunOrder): () => number {
  if (activeRuns === undefined) return () => 1;
  const count = new Int32Array(activeRuns);
  return () => Atomics.load(count, 0);
}

function sessionOptions(
  { experiment, kernelsWasm }: RunOrder,
  port: WorkerPort,
  activeRuns: () => number,
  stopIfAsked: () => void,
): SessionOptions {
  const now = (): number => port.now();
  const threads = {
    now,
    limit: () => threadsPerRun(port.cores, activeRuns()),
    most: port.cores,
    start: (helper: HelperOrder) => port.startHelper(helper),
  };
  if (kernelsWasm === null) return { threads };
  const nowUnlessStopped = (): number => {
    stopIfAsked();
    return port.now();
  };
  const { variant } = chooseVariant(kernelsWasm, nowUnlessStopped, experiment.training.relaxed ?? false);
  return { threads, variant };
}
