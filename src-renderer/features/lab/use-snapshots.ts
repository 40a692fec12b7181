/** The filters on the stage: live ones, or those of a kept epoch chosen on the slider. */
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import type { FilterSet } from '../../../src-engine';
import { lab } from '../../api/lab';
import type { LiveRun } from '../../stores/live-run';
import { useToastsStore } from '../../stores/toasts';

export interface Snapshots {
  /** Null shows the filters as they are now. */
  readonly epoch: Ref<number | null>;
  readonly filters: ComputedRef<FilterSet | null>;
}

const keptInMemory = 64;

export function useSnapshots(run: () => LiveRun | null): Snapshots {
  const toasts = useToastsStore();
  const epoch = ref<number | null>(null);
  const shown = shallowRef<FilterSet | null>(null);
  const cache = new Map<number, FilterSet>();
  let asked = 0;

  watch(
    () => run()?.summary.id,
    () => {
      epoch.value = null;
      cache.clear();
    },
  );

  watch(epoch, async (wanted) => {
    asked += 1;
    const mine = asked;
    const runId = run()?.summary.id;
    if (wanted === null || runId === undefined) {
      shown.value = null;
      return;
    }
    const known = cache.get(wanted);
    if (known) {
      shown.value = known;
      return;
    }
    try {
      const answer = await lab.runs.filters({ runId, epoch: wanted });
      // The slider may have moved on while this was fetched.
      if (answer === null || mine !== asked) return;
      if (cache.size >= keptInMemory) cache.clear();
      cache.set(wanted, answer.filters);
      shown.value = answer.filters;
    } catch (error) {
      toasts.failure(error);
    }
  });

  const filters = computed(() => (epoch.value === null ? null : shown.value) ?? run()?.filters ?? null);
  return { epoch, filters };
}
