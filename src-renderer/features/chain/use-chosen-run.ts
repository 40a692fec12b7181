/** Which run the chain shows: the one in the address, else the newest whose network convolves. */
import { computed, watch, type ComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { lab } from '../../api/lab';
import { useOpenedRun, type OpenedRun } from '../../shared/composables/use-opened-run';
import type { LiveRun } from '../../stores/live-run';
import { useRunsStore } from '../../stores/runs';
import { useToastsStore } from '../../stores/toasts';
import { convolves } from './chain-stages';

export interface ChosenRun extends OpenedRun {
  readonly run: ComputedRef<LiveRun | null>;
}

/** So many of the newest runs are looked at for one that convolves. */
const mostTried = 20;

export function useChosenRun(): ChosenRun {
  const route = useRoute();
  const router = useRouter();
  const runs = useRunsStore();
  const toasts = useToastsStore();
  const { runId, isMissing } = useOpenedRun('chain');

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
    runId,
    isMissing,
    run: computed(() => (runId.value === null ? null : (runs.live.get(runId.value) ?? null))),
  };
}
