/** The recipe in one click: autoencoder features, convolved, pooled, classified, on any set that has classes. */
import { computed, ref, type ComputedRef, type Ref } from 'vue';
import { useRouter } from 'vue-router';
import { useDatasetsStore } from '../../stores/datasets';
import { usePresetsStore } from '../../stores/presets';
import { useRunsStore } from '../../stores/runs';
import { useToastsStore } from '../../stores/toasts';
import { recipeFor, recipeId, type RecipeSet } from './recipe';

export interface Recipe {
  /** Sets with classes. */
  readonly sets: ComputedRef<readonly RecipeSet[]>;
  readonly chosen: Ref<string>;
  readonly busy: Ref<boolean>;
  /** Starts a run and goes to it. */
  readonly train: () => Promise<void>;
}

export function useRecipe(): Recipe {
  const router = useRouter();
  const datasets = useDatasetsStore();
  const presets = usePresetsStore();
  const runs = useRunsStore();
  const toasts = useToastsStore();
  const busy = ref(false);
  const wanted = ref('sample:shapes');
  const sets = computed(() =>
    datasets.datasets.filter(
      ({ classCount, state, pictureCount }) => classCount > 1 && state !== 'importing' && pictureCount > 0,
    ),
  );
  const chosen = computed({
    get: () =>
      sets.value.some(({ name }) => name === wanted.value) ? wanted.value : (sets.value[0]?.name ?? ''),
    set: (name) => (wanted.value = name),
  });

  async function train(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    await toasts.attempt(async () => {
      const preset = presets.find(recipeId);
      const set = sets.value.find(({ name }) => name === chosen.value);
      if (preset === undefined || set === undefined) {
        throw new Error(
          'The recipe needs a data set with classes. Import a folder whose sub-folders are the classes.',
        );
      }
      const runId = await runs.create(recipeFor(preset.experiment, set), 'running');
      await router.push({ name: 'chain', params: { runId } });
    });
    busy.value = false;
  }

  return { sets, chosen, busy, train };
}
