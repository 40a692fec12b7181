/** Runs: the list, and the runs being looked at or trained, fed by main's stream. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, toRaw } from 'vue';
import type { Experiment } from '../../src-engine';
import type { RunSummary, RunUpdate } from '../../src-main/contract/runs';
import { lab, LabError } from '../api/lab';
import { isActive, withDetail, withUpdate, type LiveRun } from './live-run';
import { useToastsStore } from './toasts';

export type RunCommand = 'pause' | 'resume' | 'step' | 'stop';

const detailPauseMs = 1500;

export const useRunsStore = defineStore('runs', () => {
  const list = shallowRef<readonly RunSummary[]>([]);
  const loaded = ref(false);
  const live = shallowRef<ReadonlyMap<number, LiveRun>>(new Map());
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
  const toasts = useToastsStore();
  const waiting = new Set<number>();
  let loads = 0;

  function put(run: LiveRun): void {
    live.value = new Map(live.value).set(run.summary.id, run);
  }

  async function load(): Promise<void> {
    loads += 1;
    const mine = loads;
    const answer = await lab.runs.list();
    if (mine !== loads) return;
    list.value = answer;
    loaded.value = true;
  }

  function receive(update: RunUpdate): void {
    const before = live.value.get(update.runId);
    const after = withUpdate(before, update);
    if (after === before) return;
    put(after);
    list.value = list.value.map((summary) => (summary.id === update.runId ? update.run : summary));
    if (!before?.detail) return;
    if (before.summary.state !== update.run.state) refreshDetail(update.runId);
    else if (update.epochs.length > 0) refreshDetailSoon(update.runId);
  }

  function refreshDetail(runId: number): void {
    open(runId).catch((error: unknown) => {
      // Removed meanwhile: nothing is left to follow.
      if (!(error instanceof LabError && error.kind === 'notFound')) toasts.failure(error);
    });
  }

  /** What the stream does not carry (kept epochs) is fetched at leisure, however fast epochs come. */
  function refreshDetailSoon(runId: number): void {
    if (waiting.has(runId)) return;
    waiting.add(runId);
    setTimeout(() => {
      waiting.delete(runId);
      refreshDetail(runId);
    }, detailPauseMs);
  }

  /** Fetches what is stored of a run; the stream adds the rest. */
  async function open(runId: number): Promise<LiveRun> {
    const detail = await lab.runs.get({ runId });
    let run = withDetail(live.value.get(runId), detail);
    put(run);
    if (run.filters === null) {
      const kept = await lab.runs.filters({ runId, epoch: null });
      run = live.value.get(runId) ?? run;
      if (kept !== null && run.filters === null) {
        run = { ...run, filters: kept.filters };
        put(run);
      }
    }
    return run;
  }

  async function create(experiment: Experiment, start: 'running' | 'paused'): Promise<number> {
    // Plain data only: the bridge cannot copy Vue's proxies.
    const plain: unknown = JSON.parse(JSON.stringify(toRaw(experiment)));
    const { runId } = await lab.runs.create({ experiment: plain, start });
    currentId.value = runId;
    await load();
    return runId;
  }

  async function control(runId: number, command: RunCommand): Promise<void> {
    await lab.runs.control({ runId, command });
  }

  async function remove(runId: number): Promise<void> {
    await lab.runs.remove({ runId });
    if (currentId.value === runId) currentId.value = null;
    const rest = new Map(live.value);
    rest.delete(runId);
    live.value = rest;
    await load();
  }

  function listen(): void {
    lab.runs.update(receive);
    lab.runs.changed(() => void load());
  }

  return {
    list,
    loaded,
    live,
    currentId,
    current,
    active,
    load,
    receive,
    open,
    create,
    control,
    remove,
    listen,
  };
});
