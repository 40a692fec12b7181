/** One bench as main keeps it, its comparison, and the runs in it as the page follows them. */
import { onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import type { EpochRow } from '../../../src-main/contract/runs';
import type { SweepComparison, SweepDetail } from '../../../src-main/contract/sweeps';
import { lab } from '../../api/lab';
import { useAsked } from '../../shared/composables/use-asked';
import { mergeEpochs, type LiveRun } from '../../stores/live-run';
import { useRunsStore } from '../../stores/runs';
import { useToastsStore } from '../../stores/toasts';

export interface SweepState {
  readonly detail: ShallowRef<SweepDetail | null>;
  /** Why there is no detail. */
  readonly failure: ShallowRef<string | null>;
  readonly comparison: ShallowRef<SweepComparison | null>;
  /** What the page hears of a run, once it is opened or under way. */
  readonly live: (runId: number) => LiveRun | null;
  /** Epochs of every run of the bench that are known so far. */
  readonly epochsOf: (runId: number) => readonly EpochRow[];
  readonly refresh: () => void;
}

/** Runs whose epochs are fetched at once; more would keep main from its work. */
const fetchedAtOnce = 3;

/**
 * @param sweepId null asks nothing
 * @param reference index of the arm that the others are compared with
 */
export function useSweep(sweepId: ComputedRef<number | null>, reference: () => number): SweepState {
  const runs = useRunsStore();
  const toasts = useToastsStore();
  /** Goes up whenever a run has come to another state: then there may be another answer. */
  const version = shallowRef(0);
  const stopListening = lab.runs.changed(() => (version.value += 1));
  onScopeDispose(stopListening);

  const asked = useAsked<SweepDetail>({
    subject: () => sweepId.value?.toString() ?? null,
    version: () => version.value,
    ask: () => lab.sweeps.get({ sweepId: sweepId.value ?? 0 }),
    pauseMs: () => 500,
  });
  const compared = useAsked<SweepComparison>({
    subject: () => (sweepId.value === null ? null : `${sweepId.value}/${reference()}`),
    version: () => version.value,
    ask: () => lab.sweeps.summary({ sweepId: sweepId.value ?? 0, reference: reference() }),
    pauseMs: () => 500,
  });

  /** Of runs that the page has not heard from the beginning. */
  const fetched = shallowRef<ReadonlyMap<number, readonly EpochRow[]>>(new Map());
  const wanted: number[] = [];
  let fetching = 0;

  async function fetchOne(runId: number): Promise<void> {
    const { epochs } = await lab.runs.get({ runId });
    fetched.value = new Map(fetched.value).set(runId, epochs);
  }

  function goOn(): void {
    while (fetching < fetchedAtOnce && wanted.length > 0) {
      const runId = wanted.shift() ?? 0;
      fetching += 1;
      void toasts
        .attempt(() => fetchOne(runId))
        .then(() => {
          fetching -= 1;
          goOn();
        });
    }
  }

  /** A run is asked for when it is first seen with epochs, and again when it has ended. */
  const seen = new Map<number, string>();
  watch(
    () => asked.answer.value?.runs,
    (all) => {
      for (const { runId, state, epochsDone } of all ?? []) {
        if (epochsDone === 0 || seen.get(runId) === state) continue;
        seen.set(runId, state);
        wanted.push(runId);
      }
      goOn();
    },
  );
  watch(sweepId, () => {
    seen.clear();
    wanted.length = 0;
    fetched.value = new Map();
  });

  return {
    detail: asked.answer,
    failure: asked.failure,
    comparison: compared.answer,
    live: (runId) => runs.live.get(runId) ?? null,
    epochsOf: (runId) => mergeEpochs(fetched.value.get(runId) ?? [], runs.live.get(runId)?.epochs ?? []),
    refresh: () => (version.value += 1),
  };
}
