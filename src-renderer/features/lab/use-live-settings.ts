/** The settings of a run under way that can be changed: as they were last asked for, and as the last epoch was trained. */
import { computed, shallowReactive, type ComputedRef } from 'vue';
import { lab } from '../../api/lab';
import type { LiveRun } from '../../stores/live-run';
import { useToastsStore } from '../../stores/toasts';
import { changeOf, liveSettings, type LiveSettingState } from './live-settings';

export interface LiveSettings {
  /** Empty where the run cannot take others any more, or there is none. */
  readonly settings: ComputedRef<readonly LiveSettingState[]>;
  readonly change: (wanted: LiveSettingState) => void;
}

interface Asked {
  readonly value: number;
  /** Entries in the record when it was asked; with the next one the record knows better. */
  readonly events: number;
}

/** By run, setting and layer, so that a second click goes on from the first. */
const asked = shallowReactive(new Map<string, Asked>());

export function useLiveSettings(run: ComputedRef<LiveRun | null>): LiveSettings {
  const toasts = useToastsStore();
  const keyOf = (runId: number, { setting, layer }: LiveSettingState): string =>
    `${runId}/${setting}/${layer ?? ''}`;

  const settings = computed((): readonly LiveSettingState[] => {
    const now = run.value;
    if (now?.detail == null || !['running', 'paused'].includes(now.summary.state)) return [];
    return liveSettings(now.detail.experiment, now.events).map((one) => {
      const wanted = asked.get(keyOf(now.summary.id, one));
      return wanted?.events === now.events.length ? { ...one, value: wanted.value } : one;
    });
  });

  function change(wanted: LiveSettingState): void {
    const now = run.value;
    if (now === null) return;
    const runId = now.summary.id;
    const key = keyOf(runId, wanted);
    const mine = { value: wanted.value, events: now.events.length };
    asked.set(key, mine);
    void toasts
      .attempt(() => lab.runs.change({ runId, change: changeOf(wanted) }))
      .then((isTaken) => {
        // What was refused is not shown as if it were in force.
        if (!isTaken && asked.get(key) === mine) asked.delete(key);
      });
  }

  return { settings, change };
}
