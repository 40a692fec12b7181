/** What a hidden layer of an arm answers: as its run tells while it trains, asked of the inspector where it has ended. */
import { computed, type ComputedRef } from 'vue';
import type { HiddenActivity } from '../../../src-engine';
import { lab } from '../../api/lab';
import { inspectionCanceller } from '../../shared/composables/inspection-canceller';
import { useAsked } from '../../shared/composables/use-asked';
import { isActive } from '../../stores/live-run';
import { hiddenLayersOf, type ArmView } from './arm-view';

/** @param hidden place of the hidden layer, from 0 */
export function useArmActivity(
  view: () => ArmView,
  hidden: () => number,
): ComputedRef<HiddenActivity | null> {
  const runId = computed(() => view().run?.summary.id ?? 0);
  const layer = computed(() => hiddenLayersOf(view().experiment)[hidden()] ?? null);
  const token = computed(() => `bench ${view().arm}`);
  const asked = useAsked<HiddenActivity>({
    subject: () => {
      const { run } = view();
      if (run?.batch !== null || layer.value === null) return null;
      const isOver = !isActive(run.summary) && run.summary.state !== 'queued' && run.summary.epochsDone > 0;
      return isOver ? `${runId.value}/${layer.value}` : null;
    },
    version: () => view().run?.summary.epochsDone,
    ask: async () => {
      const question = { runId: runId.value, token: token.value, layer: layer.value ?? 0 };
      return (await lab.inspect.layer(question)).activity;
    },
    canceller: () => inspectionCanceller(runId.value, token.value),
  });
  return computed(() => view().run?.batch?.activity[hidden()] ?? asked.answer.value);
}
