/** The states of a run and every way between them; anything that is not in the table does not happen. */
import type { RunState } from '../contract/runs';

/**
 * begun: its turn in the queue, or taken from it by hand · started: trains · paused, resumed · done: all epochs trained
 * and tested · stopped: by the user · failed: by an error or the death of its worker · interrupted: the app ended under
 * it · restarted: goes on from its last epoch · queued: does so when its turn comes · extended: goes on to more epochs.
 */
export type RunEvent =
  | 'begun'
  | 'started'
  | 'paused'
  | 'resumed'
  | 'done'
  | 'stopped'
  | 'failed'
  | 'interrupted'
  | 'restarted'
  | 'queued'
  | 'extended';

const underWay = { stopped: 'stopped', failed: 'failed', interrupted: 'interrupted' } as const;
const ended = { restarted: 'preparing', queued: 'queued' } as const;

export const transitions: Readonly<Record<RunState, Readonly<Partial<Record<RunEvent, RunState>>>>> = {
  // A restart of the app leaves it in the queue; its turn may show that its data set is gone.
  queued: { begun: 'preparing', stopped: 'stopped', failed: 'failed' },
  preparing: { ...underWay, started: 'running', paused: 'paused', done: 'finished' },
  running: { ...underWay, paused: 'paused', done: 'finished' },
  // A single step may be the last one of the run, hence done.
  paused: { ...underWay, resumed: 'running', paused: 'paused', done: 'finished' },
  finished: { extended: 'preparing' },
  stopped: ended,
  failed: ended,
  interrupted: ended,
};

/** The state after the event; null where the event has no place in this state. */
export function nextState(state: RunState, event: RunEvent): RunState | null {
  return transitions[state][event] ?? null;
}

/** Whether a worker belongs to a run in this state. */
export function isUnderWay(state: RunState): boolean {
  return state === 'preparing' || state === 'running' || state === 'paused';
}
