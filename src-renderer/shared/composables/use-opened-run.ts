/** The run that the address of a view names: opened, or said to be missing. */
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';
import { useRoute } from 'vue-router';
import { useRunsStore } from '../../stores/runs';
import { useToastsStore } from '../../stores/toasts';
import type { FeatureRoute } from '../feature-route';

export interface OpenedRun {
  /** Null where the address names none. */
  readonly runId: ComputedRef<number | null>;
  /** It could not be opened. */
  readonly isMissing: Ref<boolean>;
}

/** @param view whose address it is: while another is gone to, nothing is opened for this one */
export function useOpenedRun(view: FeatureRoute['name']): OpenedRun {
  const route = useRoute();
  const runs = useRunsStore();
  const toasts = useToastsStore();
  const runId = computed(() => (route.params['runId'] ? Number(route.params['runId']) : null));
  const isMissing = ref(false);

  watch(
    runId,
    async (id) => {
      isMissing.value = false;
      if (route.name !== view || id === null) return;
      const isThere = await toasts.attempt(() => runs.open(id));
      // Another run may be shown by now.
      if (id === runId.value) isMissing.value = !isThere;
    },
    { immediate: true },
  );

  return { runId, isMissing };
}
