/** The selection of the table, kept while other views are looked at: by clicks, by keys, and by what becomes of the rows. */
import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import type { RunSummary } from '../../../src-main/contract/runs';
import {
  nothingSelected,
  selectAll,
  selectOne,
  selectRange,
  toggleOne,
  type Selection,
} from './run-selection';
import type { TableCommand } from './table-keys';
import type { RunRows } from './use-run-rows';

export interface RunSelection {
  readonly selection: ShallowRef<Selection>;
  /** The selected ones among the rows that are fetched. */
  readonly selectedRuns: ComputedRef<readonly RunSummary[]>;
  readonly activeRun: ComputedRef<RunSummary | null>;
  readonly choose: (runId: number, how: 'one' | 'toggle' | 'range') => Promise<void>;
  /** Chooses a run by its number and says where it is, wherever that may be; null where it is not among those that match. */
  readonly find: (runId: number) => Promise<number | null>;
  /** Moves and selects; answers with the place to be brought into sight, null where nothing moves. */
  readonly command: (command: TableCommand) => Promise<number | null>;
  /** The active run is about to leave the table; its neighbour becomes active then. */
  readonly leaveActive: () => void;
}

export interface SelectionParts extends Pick<RunRows, 'rows' | 'total' | 'placeOf' | 'shown'> {
  /** All runs that match, in order. */
  readonly allIds: () => Promise<readonly number[]>;
  readonly subject: () => string;
  /** Changes when other runs match; the order of them is no part of it. */
  readonly filter: () => unknown;
}

const selection = shallowRef<Selection>(nothingSelected);

export function useRunSelection(parts: SelectionParts): RunSelection {
  const { rows, total, placeOf, allIds } = parts;
  let placeOfLeaver: number | null = null;
  let settled = parts.filter();

  /** When other runs match, the first of them becomes active, unless the active one is among them. */
  watch(rows, (now) => {
    const { activeId } = selection.value;
    const isPlaced = activeId !== null && placeOf(activeId) !== undefined;
    const isOther = parts.filter() !== settled && parts.shown.value === parts.subject();
    if (isOther) settled = parts.filter();
    if (isOther && isPlaced) selection.value = selectOne(activeId);
    const place = isOther || activeId === null ? 0 : placeOfLeaver;
    if (isPlaced || place === null) return;
    placeOfLeaver = null;
    const next = now.get(Math.min(place, (total.value ?? 1) - 1));
    selection.value = next === undefined ? nothingSelected : selectOne(next.id);
  });

  async function placeAnywhere(runId: number): Promise<number> {
    return placeOf(runId) ?? (await allIds()).indexOf(runId);
  }

  async function choose(runId: number, how: 'one' | 'toggle' | 'range'): Promise<void> {
    placeOfLeaver = null;
    if (how === 'one') selection.value = selectOne(runId);
    else if (how === 'toggle') selection.value = toggleOne(selection.value, runId);
    else selection.value = selectRange(selection.value, await allIds(), runId);
  }

  async function find(runId: number): Promise<number | null> {
    await choose(runId, 'one');
    const place = await placeAnywhere(runId);
    return place < 0 ? null : place;
  }

  async function move({ by, selecting }: Extract<TableCommand, { kind: 'move' }>): Promise<number | null> {
    const { activeId } = selection.value;
    const last = (total.value ?? 0) - 1;
    if (last < 0) return null;
    const from = activeId === null ? -1 : await placeAnywhere(activeId);
    const wanted = by === 'first' ? 0 : by === 'last' ? last : from + by;
    const place = Math.max(0, Math.min(last, wanted));
    const runId = rows.value.get(place)?.id ?? (await allIds())[place];
    if (runId === undefined) return null;
    if (selecting === 'none') selection.value = { ...selection.value, activeId: runId };
    else await choose(runId, selecting);
    return place;
  }

  async function command(asked: TableCommand): Promise<number | null> {
    const { activeId } = selection.value;
    if (asked.kind === 'move') return move(asked);
    if (asked.kind === 'all') selection.value = selectAll(selection.value, await allIds());
    else if (activeId !== null && asked.kind === 'toggle') await choose(activeId, 'toggle');
    else if (activeId !== null && asked.kind === 'one') await choose(activeId, 'one');
    return null;
  }

  function leaveActive(): void {
    const { activeId } = selection.value;
    placeOfLeaver = activeId === null ? null : (placeOf(activeId) ?? null);
  }

  const selectedRuns = computed(() =>
    [...rows.value.values()].filter(({ id }) => selection.value.ids.has(id)),
  );
  const activeRun = computed(() => {
    const { activeId } = selection.value;
    const now = rows.value;
    const place = activeId === null ? undefined : placeOf(activeId);
    return place === undefined ? null : (now.get(place) ?? null);
  });
  return { selection, selectedRuns, activeRun, choose, find, command, leaveActive };
}
