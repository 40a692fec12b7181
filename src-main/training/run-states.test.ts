/** The table of run states against what a run can live through. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runStateSchema, type RunState } from '../contract/runs';
import { isUnderWay, nextState, transitions, type RunEvent } from './run-states';

const events: RunEvent[] = [
  'begun',
  'started',
  'paused',
  'resumed',
  'done',
  'stopped',
  'failed',
  'interrupted',
  'restarted',
  'queued',
  'extended',
];

describe('run states', () => {
  it('cover every state of the contract', () => {
    expect(Object.keys(transitions).sort()).toEqual([...runStateSchema.options].sort());
  });

  it('let every run under way be stopped, fail and be interrupted', () => {
    for (const state of runStateSchema.options.filter(isUnderWay)) {
      expect(nextState(state, 'stopped')).toBe('stopped');
      expect(nextState(state, 'failed')).toBe('failed');
      expect(nextState(state, 'interrupted')).toBe('interrupted');
    }
  });

  it('leave finished by more epochs alone, and the queue by its turn, a stop or a failure', () => {
    const waysOf = (state: RunState): RunEvent[] =>
      events.filter((event) => nextState(state, event) !== null);
    expect(waysOf('finished')).toEqual(['extended']);
    expect(waysOf('queued')).toEqual(['begun', 'stopped', 'failed']);
  });

  it('stay in the table and lead back to training from everywhere, whatever happens', () => {
    const back: Partial<Record<RunState, RunEvent>> = { queued: 'begun', finished: 'extended' };
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 30 }), (history) => {
        let state: RunState = 'preparing';
        for (const event of history) state = nextState(state, event) ?? state;
        const begun = isUnderWay(state) ? state : nextState(state, back[state] ?? 'restarted');
        expect(begun).not.toBeNull();
        expect(['running', 'finished']).toContain(
          nextState(begun!, begun === 'preparing' ? 'started' : 'done'),
        );
      }),
    );
  });
});
