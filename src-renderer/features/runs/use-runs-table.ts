/**
 * What the Runs view shows, kept while other views are looked at: filter, order, the rows in sight with their curves, the
 * selection. Follows main's streams without moving what is looked at.
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
import type { SweepSummary } from '../../../src-main/contract/sweeps';
import { lab } from '../../api/lab';
import { useToastsStore } from '../../stores/toasts';
import { newestFirst, noFilter, questionOf, type RunFilter, type RunOrder } from './run-query';
import { useRunRows, type RunRows } from './use-run-rows';
import { useRunSelection, type RunSelection } from './use-run-selection';
import { useSparklines, type Sparklines } from './use-sparklines';

export interface RunsTable extends RunSelection, Pick<RunRows, 'total' | 'rows'>, Pick<Sparklines, 'curves'> {
  readonly filter: Ref<RunFilter>;
  readonly order: Ref<RunOrder>;
  readonly subject: ComputedRef<string>;
  /** Counts over all runs; null until they are there. */
  readonly facets: ShallowRef<RunFacets | null>;
  /** Comparisons whose runs can be looked at alone. */
  readonly sweeps: ShallowRef<readonly SweepSummary[]>;
  /** Says which places are in sight. */
  readonly see: (from: number, to: number) => void;
}

const filter = ref<RunFilter>(noFilter);
const order = ref<RunOrder>(newestFirst);
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
  const sweeps = shallowRef<readonly SweepSummary[]>([]);
  const inSight = shallowRef<readonly [number, number]>([0, 0]);
  /** Asked for when a range or an end needs them, until the list changes. */
  let ids: { readonly subject: string; readonly answer: Promise<readonly number[]> } | null = null;

  function allIds(): Promise<readonly number[]> {
    if (ids?.subject !== subject.value) {
      ids = { subject: subject.value, answer: lab.runs.queryIds(question.value) };
    }
    return ids.answer;
  }

  const loadFacets = useThrottleFn(
    () =>
      toasts.attempt(async () => {
        [facets.value, sweeps.value] = await Promise.all([lab.runs.facets(), lab.sweeps.list()]);
      }),
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

  const selected = useRunSelection({
    rows,
    total,
    placeOf,
    shown,
    allIds,
    subject: () => subject.value,
    filter: () => filter.value,
  });

  function see(from: number, to: number): void {
    inSight.value = [from, to];
    need(from, to);
  }

  return { filter, order, subject, total, rows, curves: sparklines.curves, facets, sweeps, see, ...selected };
}
