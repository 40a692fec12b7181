/** Which run the chain shows: the one in the address, else the newest whose network convolves. */
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';
import type { RouteLocationNormalizedLoaded, Router } from 'vue-router';
import { lab } from '../../api/lab';
import type { LiveRun } from '../../stores/live-run';
import type { useRunsStore } from '../../stores/runs';
import type { useToastsStore } from '../../stores/toasts';
import { convolves } from './chain-stages';

export interface ChosenRun {
  readonly run: ComputedRef<LiveRun | null>;
  readonly isMissing: Ref<boolean>;
}

/** So many of the newest runs are looked at for one that convolves. */
const mostTried = 20;

export function useChosenRun(
  route: RouteLocationNormalizedLoaded,
  router: Router,
  runs: ReturnType<typeof useRunsStore>,
  toasts: ReturnType<typeof useToastsStore>,
): ChosenRun {
  const isMissing = ref(false);
  const runId = computed(() => (route.params['runId'] ? Number(route.params['runId']) : null));

  watch(
    runId,
    async (id) => {
      if (route.name !== 'chain' || id === null) return;
      isMissing.value = false;
      isMissing.value = !(await toasts.attempt(() => runs.open(id)));
    },
    { immediate: true },
  );

  async function chooseNewest(): Promise<void> {
    const newest = [...runs.list].sort((a, b) => b.createdAtMs - a.createdAtMs);
    for (const { id } of newest.slice(0, mostTried)) {
      const { experiment } = await lab.runs.get({ runId: id });
      if (!convolves(experiment) || experiment.data.mode !== 'images') continue;
      if (route.name === 'chain' && runId.value === null) {
        await router.replace({ name: 'chain', params: { runId: id } });
      }
      return;
    }
  }

  watch(
    [() => runs.loaded, runId, () => route.name],
    ([loaded, id, name]) => {
      if (loaded && id === null && name === 'chain') void toasts.attempt(chooseNewest);
    },
    { immediate: true },
  );

  return {
    run: computed(() => (runId.value === null ? null : (runs.live.get(runId.value) ?? null))),
    isMissing,
  };
}
