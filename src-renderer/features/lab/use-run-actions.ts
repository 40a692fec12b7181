/** What the buttons and keys of the Lab do. */
import { computed, ref, type ComputedRef, type Ref } from 'vue';
import { useRouter } from 'vue-router';
import { LabError } from '../../api/lab';
import { isResumable } from '../../shared/runs/run-states';
import type { LiveRun } from '../../stores/live-run';
import { useRunsStore, type RunCommand, type RunStart } from '../../stores/runs';
import { useToastsStore } from '../../stores/toasts';
import { editableCopy, problemFrom } from './draft';
import type { DraftState } from './use-draft';

export interface RunActions {
  /** A command is on its way. */
  readonly busy: Ref<boolean>;
  readonly start: (as: RunStart) => void;
  readonly control: (command: RunCommand) => void;
  readonly step: () => void;
  readonly toggle: () => void;
  readonly renew: () => void;
  /** The same with another learning rate. */
  readonly renewAt: (learningRate: number) => void;
}

export function useRunActions(state: DraftState, run: ComputedRef<LiveRun | null>): RunActions {
  const router = useRouter();
  const runs = useRunsStore();
  const toasts = useToastsStore();
  const busy = ref(false);
  const runState = computed(() => run.value?.summary.state ?? null);

  async function exclusively(work: () => Promise<void>): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    await toasts.attempt(work);
    busy.value = false;
  }

  async function create(as: RunStart): Promise<number | null> {
    const experiment = state.checked.value?.experiment;
    if (!experiment) return null;
    try {
      const runId = await runs.create(experiment, as, state.originRunId.value);
      await router.push({ name: 'lab', params: { runId } });
      return runId;
    } catch (error) {
      if (!(error instanceof LabError) || error.field === undefined) throw error;
      state.refusal.value = problemFrom(error, editableCopy(experiment));
      return null;
    }
  }

  function start(as: RunStart): void {
    void exclusively(async () => {
      await create(as);
    });
  }

  function control(command: RunCommand): void {
    const id = run.value?.summary.id;
    if (id !== undefined) void exclusively(() => runs.control(id, command));
  }

  function step(): void {
    if (runState.value === 'paused') control('step');
    else if (runState.value === null) {
      void exclusively(async () => {
        const id = await create('paused');
        if (id !== null) await runs.control(id, 'step');
      });
    }
  }

  function toggle(): void {
    if (runState.value === null) start('running');
    else if (runState.value === 'running') control('pause');
    else if (isResumable(runState.value)) control('resume');
  }

  /** Back to setting up, with the settings of the run that was shown. */
  function renew(): void {
    const shown = run.value;
    if (shown?.detail) state.load(shown.detail.experiment, shown.summary.id);
    runs.currentId = null;
    void router.push({ name: 'lab' });
  }

  function renewAt(learningRate: number): void {
    renew();
    if (state.draft.value !== null) state.draft.value.optimizer.learningRate = learningRate;
  }

  return { busy, start, control, step, toggle, renew, renewAt };
}
