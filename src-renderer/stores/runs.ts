/** Runs: the latest of them, and those being looked at or trained, fed by main's stream. All others are found by `runs.query`. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, toRaw } from 'vue';
import type { Experiment } from '../../src-engine';
import type { RunSummary, RunUpdate } from '../../src-main/contract/runs';
import { lab } from '../api/lab';
import { isActive } from './live-run';
import { createLiveRuns } from './live-runs';
import { useToastsStore } from './toasts';

export type RunCommand = 'pause' | 'resume' | 'step' | 'stop' | 'queue';

export type RunStart = 'running' | 'paused' | 'queued';

/** So many of the latest runs are in the list. */
const listed = 100;

export const useRunsStore = defineStore('runs', () => {
  const toasts = useToastsStore();
  const followed = createLiveRuns(toasts.failure);
  const { live, open } = followed;
  /** The latest runs outside the archive, the newest first: what lists of a few are made of. */
  const list = shallowRef<readonly RunSummary[]>([]);
  const loaded = ref(false);
  /** The run the Lab shows; null while a new one is set up. */
  const currentId = ref<number | null>(null);
  const current = computed(() =>
    currentId.value === null ? null : (live.value.get(currentId.value) ?? null),
  );
  /** The run whose progress the status bar shows: the one in the Lab, or any that is trained. */
  const active = computed(() => {
    if (current.value !== null && isActive(current.value.summary)) return current.value;
    return [...live.value.values()].find(({ summary }) => isActive(summary)) ?? null;
  });
  let loads = 0;

  async function load(): Promise<void> {
    loads += 1;
    const mine = loads;
    const { runs } = await lab.runs.query({ pinnedFirst: false, limit: listed });
    // An answer that was overtaken by a later question is old.
    if (mine !== loads) return;
    list.value = runs;
    loaded.value = true;
  }

  function receive(update: RunUpdate): void {
    if (!followed.receive(update)) return;
    list.value = list.value.map((summary) => (summary.id === update.runId ? update.run : summary));
  }

  /** @param originRunId the run whose settings it began with */
  async function create(
    experiment: Experiment,
    start: RunStart,
    originRunId: number | null = null,
  ): Promise<number> {
    // Plain data only: the bridge cannot copy Vue's proxies.
    const plain: unknown = JSON.parse(JSON.stringify(toRaw(experiment)));
    const { runId } = await lab.runs.create({
      experiment: plain,
      start,
      ...(originRunId === null ? {} : { originRunId }),
    });
    currentId.value = runId;
    await load();
    return runId;
  }

  async function control(runId: number, command: RunCommand): Promise<void> {
    await lab.runs.control({ runId, command });
  }

  /** Into the bin, from which they can be restored. */
  async function remove(runIds: readonly number[]): Promise<void> {
    await lab.runs.remove({ runIds: [...runIds] });
    if (currentId.value !== null && runIds.includes(currentId.value)) currentId.value = null;
    followed.forget(runIds);
    await load();
  }

  function listen(): void {
    lab.runs.update(receive);
    lab.runs.changed(() => void toasts.attempt(load));
  }

  return {
    list,
    loaded,
    live,
    currentId,
    current,
    active,
    load,
    open,
    forget: followed.forget,
    create,
    control,
    remove,
    listen,
  };
});
