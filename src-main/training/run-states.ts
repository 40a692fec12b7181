/** The states of a run and every way between them; anything that is not in the table does not happen. */
import type { RunState } from '../contract/runs';

/**
 * started: trains · paused, resumed · done: all epochs trained and tested · stopped: by the user · failed: by an
 * error or the death of its worker · interrupted: the app ended under it · restarted: goes on from its last epoch.
 */
export type RunEvent =
  'started' | 'paused' | 'resumed' | 'done' | 'stopped' | 'failed' | 'interrupted' | 'restarted';

const underWay = { stopped: 'stopped', failed: 'failed', interrupted: 'interrupted' } as const;

export const transitions: Readonly<Record<RunState, Readonly<Partial<Record<RunEvent, RunState>>>>> = {
  preparing: { ...underWay, started: 'running', paused: 'paused', done: 'finished' },
  running: { ...underWay, paused: 'paused', done: 'finished' },
  // A single step may be the last one of the run, hence done.
  paused: { ...underWay, resumed: 'running', paused: 'paused', done: 'finished' },
  finished: {},
  stopped: { restarted: 'preparing' },
  failed: { restarted: 'preparing' },
  interrupted: { restarted: 'preparing' },
};

/** The state after the event; null where the event has no place in this state. */
export function nextState(state: RunState, event: RunEvent): RunState | null {
  return transitions[state][event] ?? null;
}

/** Whether a worker belongs to a run in this state. */
export function isUnderWay(state: RunState): boolean {
  return state === 'preparing' || state === 'running' || state === 'paused';
}
