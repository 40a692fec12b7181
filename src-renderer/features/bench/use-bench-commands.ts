/** What can be done with all arms of a bench at once. */
import { computed, reactive, ref, type ComputedRef } from 'vue';
import type { SweepDetail } from '../../../src-main/contract/sweeps';
import { lab } from '../../api/lab';
import { isResumable, isStoppable } from '../../shared/runs/run-states';
import { useRunsStore } from '../../stores/runs';
import { useToastsStore } from '../../stores/toasts';
import type { SweepState } from './use-sweep';

export interface BenchCommands {
  readonly can: {
    readonly pause: boolean;
    readonly resume: boolean;
    readonly step: boolean;
    readonly stop: boolean;
  };
  /** A command is on its way. */
  readonly busy: boolean;
  /** One minibatch in every arm of the seed that is shown. */
  readonly step: () => void;
  readonly stop: () => void;
  /** Pauses what trains, else goes on. */
  readonly toggle: () => void;
}

/** @param shownRuns of the arms side by side */
export function useBenchCommands(
  state: Pick<SweepState, 'detail' | 'live' | 'refresh'>,
  shownRuns: ComputedRef<readonly number[]>,
): BenchCommands {
  const runs = useRunsStore();
  const toasts = useToastsStore();
  const busy = ref(false);
  const states = computed(() => {
    const all: SweepDetail['runs'] = state.detail.value?.runs ?? [];
    return all.map((run) => ({
      runId: run.runId,
      state: state.live(run.runId)?.summary.state ?? run.state,
    }));
  });
  const can = reactive({
    pause: computed(() => states.value.some(({ state: now }) => isStoppable(now) && now !== 'paused')),
    resume: computed(() => states.value.some((run) => isResumable(run.state))),
    step: computed(() =>
      states.value.some((run) => run.state === 'paused' && shownRuns.value.includes(run.runId)),
    ),
    stop: computed(() => states.value.some((run) => isStoppable(run.state))),
  });

  async function exclusively(work: () => Promise<unknown>): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    await toasts.attempt(work);
    state.refresh();
    busy.value = false;
  }

  function control(command: 'pause' | 'resume' | 'stop'): void {
    const sweepId = state.detail.value?.id;
    if (sweepId !== undefined) void exclusively(() => lab.sweeps.control({ sweepId, command }));
  }

  function step(): void {
    const paused = states.value.filter(
      (run) => run.state === 'paused' && shownRuns.value.includes(run.runId),
    );
    void exclusively(() => Promise.all(paused.map(({ runId }) => runs.control(runId, 'step'))));
  }

  return reactive({
    can,
    busy,
    stop: () => control('stop'),
    step,
    toggle: () => {
      if (can.pause) control('pause');
      else if (can.resume) control('resume');
    },
  });
}
