/** How a run's worker waits while it is paused: between minibatches, within one, and where nothing is trained. */
import { controlCommand, controlSlot } from './protocol';
import type { Reporter } from './reporter';

/** While paused the command is looked at again after this, in case the host changed a slot without waking the worker. */
const pauseLookMs = 50;

export function isPauseAsked(control: Int32Array): boolean {
  return Atomics.load(control, controlSlot.command) === controlCommand.pause;
}

/**
 * Returns when the run may train its next minibatch: because it is running, or because a single step was asked for.
 * @param stopIfAsked throws to give up
 * @param look called before it returns and now and then while it waits
 */
export function waitWhilePaused(
  control: Int32Array,
  reporter: Reporter,
  stopIfAsked: () => void,
  look: () => void,
): void {
  stopIfAsked();
  if (!isPauseAsked(control)) {
    if (reporter.isPaused) reporter.resumed();
    look();
    return;
  }
  const isStepping = reporter.isPaused;
  // Said first: of a large network a checkpoint takes its time.
  reporter.paused();
  reporter.save(isStepping);
  waitForCommand(control, reporter, stopIfAsked, look);
}

/** Waits within a minibatch until the pause is over or a single step is asked for. */
export function hold(control: Int32Array, reporter: Reporter, stopIfAsked: () => void): void {
  reporter.paused();
  waitForCommand(control, reporter, stopIfAsked, () => undefined);
}

function waitForCommand(
  control: Int32Array,
  reporter: Reporter,
  stopIfAsked: () => void,
  look: () => void,
): void {
  while (isPauseAsked(control)) {
    look();
    if (takeStep(control)) {
      reporter.goingOn();
      return;
    }
    Atomics.wait(control, controlSlot.command, controlCommand.pause, pauseLookMs);
  }
  stopIfAsked();
  reporter.resumed();
  look();
}

/** False where none was asked for, or the host takes back what was at this very moment. */
function takeStep(control: Int32Array): boolean {
  const asked = Atomics.load(control, controlSlot.stepRequests);
  if (asked === 0) return false;
  return Atomics.compareExchange(control, controlSlot.stepRequests, asked, asked - 1) === asked;
}

/** Waits where nothing is trained: a single step is left to the next minibatch, a stop to whoever looks next. */
export function restWhilePaused(control: Int32Array, reporter: Reporter): void {
  reporter.resting();
  while (isPauseAsked(control) && Atomics.load(control, controlSlot.stepRequests) === 0) {
    Atomics.wait(control, controlSlot.command, controlCommand.pause, pauseLookMs);
  }
  const isResumed = Atomics.load(control, controlSlot.command) === controlCommand.run;
  if (isResumed) reporter.resumed();
  else reporter.goingOn();
}
