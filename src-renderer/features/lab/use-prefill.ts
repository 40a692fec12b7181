/** Sets the Lab up with the settings of a run that the address names: to repeat it with changes, or as a new experiment. */
import { watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { lab } from '../../api/lab';
import { useToastsStore } from '../../stores/toasts';
import { copyName } from './copy-name';
import type { DraftState } from './use-draft';

export function usePrefill(state: DraftState): void {
  const route = useRoute();
  const router = useRouter();
  const toasts = useToastsStore();

  async function fill(runId: number, isNew: boolean): Promise<void> {
    const { experiment } = await lab.runs.get({ runId });
    state.load(isNew ? { ...experiment, name: copyName(experiment.name) } : experiment, runId);
  }

  watch(
    () => (route.name === 'lab' ? route.query['from'] : undefined),
    (from) => {
      if (typeof from !== 'string') return;
      void toasts.attempt(() => fill(Number(from), route.query['as'] === 'duplicate'));
      void router.replace({ name: 'lab' });
    },
    { immediate: true },
  );
}
