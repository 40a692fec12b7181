/**
 * What the Runs view shows, kept while other views are looked at: filter, order, the rows in sight, the selection. Follows
 * main's streams without moving what is looked at.
 */
import { useThrottleFn } from '@vueuse/core';
import {
  computed,
  onScopeDispose,
  ref,
  shallowRef,
  watch,
  type ComputedRef,
  type Ref,
  type ShallowRef,
} from 'vue';
import type { RunFacets } from '../../../src-main/contract/run-history';
import type { RunSummary } from '../../../src-main/contract/runs';
import { lab } from '../../api/lab';
import { useToastsStore } from '../../stores/toasts';
import { newestFirst, noFilter, questionOf, type RunFilter, type RunOrder } from './run-query';
import {
  nothingSelected,
  selectAll,
  selectOne,
  selectRange,
  toggleOne,
  type Selection,
} from './run-selection';
import type { TableCommand } from './table-keys';
import { useRunRows, type RunRows } from './use-run-rows';
import { useSparklines, type Sparklines } from './use-sparklines';

export interface RunsTable {
  readonly filter: Ref<RunFilter>;
  readonly order: Ref<RunOrder>;
  readonly subject: ComputedRef<string>;
  readonly total: RunRows['total'];
  readonly rows: RunRows['rows'];
  readonly curves: Sparklines['curves'];
  readonly facets: ShallowRef<RunFacets | null>;
  readonly selection: ShallowRef<Selection>;
  /** The selected ones among the rows that are fetched. */
  readonly selectedRuns: ComputedRef<readonly RunSummary[]>;
  readonly activeRun: ComputedRef<RunSummary | null>;
  readonly see: (from: number, to: number) => void;
  readonly choose: (runId: number, how: 'one' | 'toggle' | 'range') => Promise<void>;
  /** Chooses a run by its number and says where it is, wherever that may be. */
  readonly find: (runId: number) => Promise<number | null>;
  /** Moves and selects; answers with the place to be brought into sight, null where nothing moves. */
  readonly command: (command: TableCommand) => Promise<number | null>;
  /** The active run is about to leave the table; its neighbour becomes active then. */
  readonly leaveActive: () => void;
}

const filter = ref<RunFilter>(noFilter);
const order = ref<RunOrder>(newestFirst);
const selection = shallowRef<Selection>(nothingSelected);
const facetsPauseMs = 400;

/** @param showsCurves whether curves are worth fetching */
export function useRunsTable(showsCurves: () => boolean): RunsTable {
  const toasts = useToastsStore();
  const question = computed(() => questionOf(filter.value, order.value));
  const subject = computed(() => JSON.stringify(question.value));
  const { total, rows, shown, placeOf, need, refresh, patch } = useRunRows({
    subject: () => subject.value,
    ask: (offset, limit) => lab.runs.query({ ...question.value, offset, limit }),
    onFailure: toasts.failure,
  });
  const sparklines = useSparklines((runIds) => lab.runs.sparklines({ runIds: [...runIds] }), toasts.failure);
  const facets = shallowRef<RunFacets | null>(null);
  const inSight = shallowRef<readonly [number, number]>([0, 0]);
  /** All that match, in order; asked for when a range or an end needs it, until the list changes. */
  let ids: { readonly subject: string; readonly answer: Promise<readonly number[]> } | null = null;
  let placeOfLeaver: number | null = null;

  function allIds(): Promise<readonly number[]> {
    if (ids?.subject !== subject.value)
      ids = { subject: subject.value, answer: lab.runs.queryIds(question.value) };
    return ids.answer;
  }

  const loadFacets = useThrottleFn(
    () => toasts.attempt(async () => (facets.value = await lab.runs.facets())),
    facetsPauseMs,
    true,
  );
  void loadFacets();
  onScopeDispose(
    lab.runs.changed(() => {
      ids = null;
      refresh();
      void loadFacets();
    }),
  );
  onScopeDispose(lab.runs.update(({ run }) => patch(run)));

  watch(
    [rows, inSight, showsCurves],
    ([now, [from, to], isShown]) => {
      if (!isShown) return;
      const seen = Array.from({ length: to - from + 1 }, (_, index) => now.get(from + index));
      sparklines.need(seen.filter((run) => run !== undefined));
    },
    { immediate: true },
  );

  /** When other runs match, the first of them becomes active, unless the active one is among them. */
  let settled = filter.value;
  watch(rows, (now) => {
    const { activeId } = selection.value;
    const isPlaced = activeId !== null && placeOf(activeId) !== undefined;
    const isOther = filter.value !== settled && shown.value === subject.value;
    if (isOther) settled = filter.value;
    if (isOther && isPlaced) selection.value = selectOne(activeId);
    const place = isOther || activeId === null ? 0 : placeOfLeaver;
    if (isPlaced || place === null) return;
    placeOfLeaver = null;
    const next = now.get(Math.min(place, (total.value ?? 1) - 1));
    selection.value = next === undefined ? nothingSelected : selectOne(next.id);
  });

  async function choose(runId: number, how: 'one' | 'toggle' | 'range'): Promise<void> {
    placeOfLeaver = null;
    if (how === 'one') selection.value = selectOne(runId);
    else if (how === 'toggle') selection.value = toggleOne(selection.value, runId);
    else selection.value = selectRange(selection.value, await allIds(), runId);
  }

  async function find(runId: number): Promise<number | null> {
    selection.value = selectOne(runId);
    const place = placeOf(runId) ?? (await allIds()).indexOf(runId);
    return place < 0 ? null : place;
  }

  async function move({ by, selecting }: Extract<TableCommand, { kind: 'move' }>): Promise<number | null> {
    const { activeId } = selection.value;
    const last = (total.value ?? 0) - 1;
    if (last < 0) return null;
    const from = activeId === null ? -1 : (placeOf(activeId) ?? (await allIds()).indexOf(activeId));
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
    else if (asked.kind === 'toggle' && activeId !== null)
      selection.value = toggleOne(selection.value, activeId);
    else if (asked.kind === 'one' && activeId !== null) selection.value = selectOne(activeId);
    return null;
  }

  return {
    filter,
    order,
    subject,
    total,
    rows,
    curves: sparklines.curves,
    facets,
    selection,
    selectedRuns: computed(() => [...rows.value.values()].filter(({ id }) => selection.value.ids.has(id))),
    activeRun: computed(() => {
      const { activeId } = selection.value;
      const place = activeId === null ? undefined : placeOf(activeId);
      return place === undefined ? null : (rows.value.get(place) ?? null);
    }),
    see: (from, to) => {
      inSight.value = [from, to];
      need(from, to);
    },
    choose,
    find,
    command,
    leaveActive: () => {
      const { activeId } = selection.value;
      placeOfLeaver = activeId === null ? null : (placeOf(activeId) ?? null);
    },
  };
}
