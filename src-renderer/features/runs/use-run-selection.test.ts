/** The selection follows the rows: into other answers, over what leaves, and to places that are not fetched. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { effectScope, nextTick, ref, shallowRef, type EffectScope } from 'vue';
import type { RunSummary } from '../../../src-main/contract/runs';
import { runSummary } from '../../stores/run-fixture';
import { selectOne } from './run-selection';
import { useRunSelection } from './use-run-selection';

const everything = [90, 80, 70, 60, 50, 40, 30, 20, 10];

describe('useRunSelection', () => {
  let scope: EffectScope;
  beforeEach(() => {
    scope = effectScope();
  });
  afterEach(() => scope.stop());

  /** A table that has fetched the first runs only. */
  function setUp(fetched: readonly number[] = [90, 80, 70, 60]) {
    const rows = shallowRef<ReadonlyMap<number, RunSummary>>(new Map());
    const filter = ref('all');
    const shown = ref('all');
    const total = ref<number | null>(everything.length);
    const placeOf = (runId: number): number | undefined =>
      [...rows.value].find(([, { id }]) => id === runId)?.[0];
    const table = scope.run(() =>
      useRunSelection({
        rows,
        total,
        placeOf,
        shown,
        allIds: () => Promise.resolve(everything),
        subject: () => filter.value,
        filter: () => filter.value,
      }),
    )!;
    const show = async (ids: readonly number[]): Promise<void> => {
      rows.value = new Map(ids.map((id, place) => [place, runSummary({ id })]));
      await nextTick();
    };
    const idsOf = (): number[] => [...table.selection.value.ids];
    table.selection.value = selectOne(fetched[0] ?? 0);
    return { ...table, filter, shown, show, idsOf, begin: () => show(fetched) };
  }

  it('goes on to the first of the runs that match when the active one is not among them', async () => {
    const { begin, filter, shown, show, selection, idsOf } = setUp();
    await begin();
    filter.value = 'failed';
    // Something of a run is new while the answer is still on its way: nothing is decided yet.
    await show([90, 80, 70, 60]);
    expect(selection.value.activeId).toBe(90);
    shown.value = 'failed';
    await show([50, 40]);
    expect(selection.value.activeId).toBe(50);
    expect(idsOf()).toEqual([50]);
  });

  it('keeps the active run, alone, where it matches as well', async () => {
    const { begin, command, filter, shown, show, idsOf } = setUp();
    await begin();
    await command({ kind: 'move', by: 2, selecting: 'range' });
    expect(idsOf()).toEqual([90, 80, 70]);
    filter.value = shown.value = 'digits';
    await show([70, 50]);
    expect(idsOf()).toEqual([70]);
  });

  it('makes the neighbour active when the active run has left, and stays where it only scrolled out', async () => {
    const { begin, choose, leaveActive, show, selection } = setUp();
    await begin();
    await choose(80, 'one');
    await show([40, 30]);
    expect(selection.value.activeId).toBe(80);
    await begin();
    leaveActive();
    await show([90, 70, 60, 50]);
    expect(selection.value.activeId).toBe(70);
  });

  it('moves to places that are not fetched, no further than the ends, and says where it is', async () => {
    const { begin, command, find, selection, idsOf } = setUp();
    await begin();
    expect(await command({ kind: 'move', by: 'last', selecting: 'one' })).toBe(8);
    expect(selection.value.activeId).toBe(10);
    expect(await command({ kind: 'move', by: 5, selecting: 'one' })).toBe(8);
    expect(await command({ kind: 'move', by: -3, selecting: 'range' })).toBe(5);
    expect(idsOf()).toEqual([40, 30, 20, 10]);
    expect(await command({ kind: 'move', by: -1, selecting: 'none' })).toBe(4);
    expect(idsOf()).toEqual([40, 30, 20, 10]);
    await command({ kind: 'toggle' });
    expect(idsOf()).toEqual([40, 30, 20, 10, 50]);
    expect(await find(60)).toBe(3);
    expect(await find(77)).toBeNull();
  });

  it('selects all that match, fetched or not, and lets go of all but the active one', async () => {
    const { begin, command, idsOf } = setUp();
    await begin();
    await command({ kind: 'all' });
    expect(idsOf()).toEqual(everything);
    await command({ kind: 'one' });
    expect(idsOf()).toEqual([90]);
  });
});
