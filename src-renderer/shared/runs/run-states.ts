/** What can be done with a run in which state, as the buttons of every view offer it. */
import type { RunState } from '../../../src-main/contract/runs';

const resumable: ReadonlySet<RunState> = new Set(['queued', 'paused', 'stopped', 'interrupted', 'failed']);
const stoppable: ReadonlySet<RunState> = new Set(['queued', 'preparing', 'running', 'paused']);

/** A run that waits begins at once. */
export function isResumable(state: RunState): boolean {
  return resumable.has(state);
}

export function isStoppable(state: RunState): boolean {
  return stoppable.has(state);
}
