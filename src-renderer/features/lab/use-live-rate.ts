/** The learning rate of a run under way: as it was last asked for, and as the last epoch was trained. */
import { computed, shallowReactive, type ComputedRef } from 'vue';
import { lab } from '../../api/lab';
import type { LiveRun } from '../../stores/live-run';
import { useToastsStore } from '../../stores/toasts';

export interface LiveRateState {
  readonly rate: number;
  /** Of the last finished epoch, schedule included; null before the first. */
  readonly lastEpoch: number | null;
}

export interface LiveRate {
  /** Null where the run cannot take another rate any more. */
  readonly liveRate: ComputedRef<LiveRateState | null>;
  readonly change: (learningRate: number) => void;
}

/** By run id, so that it is still known after another view was looked at. */
const asked = shallowReactive(new Map<number, number>());

export function useLiveRate(run: ComputedRef<LiveRun | null>): LiveRate {
  const toasts = useToastsStore();

  const liveRate = computed((): LiveRateState | null => {
    const now = run.value;
    if (now?.detail == null || !['running', 'paused'].includes(now.summary.state)) return null;
    const { optimizer, training } = now.detail.experiment;
    const lastEpoch = now.epochs.at(-1)?.learningRate ?? null;
    const known =
      training.schedule === undefined ? (lastEpoch ?? optimizer.learningRate) : optimizer.learningRate;
    return { rate: asked.get(now.summary.id) ?? known, lastEpoch };
  });

  function change(learningRate: number): void {
    const runId = run.value?.summary.id;
    if (runId === undefined) return;
    void toasts.attempt(async () => {
      await lab.runs.change({ runId, change: { setting: 'learningRate', value: learningRate } });
      asked.set(runId, learningRate);
    });
  }

  return { liveRate, change };
}
