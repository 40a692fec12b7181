/** The runs that are compared: named in the address, opened, each with the stroke it keeps. */
import { computed, shallowRef, watch, type ComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { LabError } from '../../api/lab';
import { strokeAt } from '../../shared/charts/strokes';
import { useRunsStore } from '../../stores/runs';
import { useToastsStore } from '../../stores/toasts';
import type { ComparedRun } from './curves';
import { mostCompared } from '../../shared/runs/most-compared';
import { assignPlaces, parseRunIds } from './places';

export interface ComparedRuns {
  readonly runIds: ComputedRef<readonly number[]>;
  /** Those whose settings and epochs are there, in the order they were added. */
  readonly runs: ComputedRef<readonly ComparedRun[]>;
  readonly isFull: ComputedRef<boolean>;
  readonly add: (runId: number) => void;
  readonly remove: (runId: number) => void;
  readonly clear: () => void;
}

/** What was compared last, for whoever comes back by the rail; and the strokes, which outlive the view. */
const last = shallowRef<readonly number[]>([]);
const places = shallowRef<ReadonlyMap<number, number>>(new Map());

export function useComparedRuns(): ComparedRuns {
  const route = useRoute();
  const router = useRouter();
  const store = useRunsStore();
  const toasts = useToastsStore();

  const runIds = computed((): readonly number[] => {
    const asked = route.query['runs'];
    return asked === undefined ? last.value : parseRunIds(asked);
  });

  function show(ids: readonly number[]): void {
    last.value = ids;
    // A run may turn out to be missing after another view was gone to.
    if (route.name === 'compare') void router.replace({ query: { runs: ids.join(',') } });
  }

  async function open(runId: number): Promise<void> {
    try {
      await store.open(runId);
    } catch (error) {
      if (!(error instanceof LabError && error.kind === 'notFound')) throw error;
      toasts.info(`Run ${runId} does not exist any more.`);
      remove(runId);
    }
  }

  function add(runId: number): void {
    if (runIds.value.length < mostCompared && !runIds.value.includes(runId)) show([...runIds.value, runId]);
  }

  function remove(runId: number): void {
    show(runIds.value.filter((id) => id !== runId));
  }

  watch(
    runIds,
    (ids) => {
      last.value = ids;
      places.value = assignPlaces(places.value, ids);
      for (const id of ids) {
        if (!store.live.get(id)?.detail) void toasts.attempt(() => open(id));
      }
    },
    { immediate: true },
  );

  const runs = computed(() =>
    runIds.value.flatMap((id): ComparedRun[] => {
      const run = store.live.get(id);
      if (!run?.detail) return [];
      return [{ id, run, label: `${id} · ${run.summary.name}`, stroke: strokeAt(places.value.get(id) ?? 0) }];
    }),
  );

  return {
    runIds,
    runs,
    isFull: computed(() => runIds.value.length >= mostCompared),
    add,
    remove,
    clear: () => show([]),
  };
}
