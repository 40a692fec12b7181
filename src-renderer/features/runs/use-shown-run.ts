/** The run whose detail stands beside the table: the one before stays until the next is there. */
import { useDebounceFn } from '@vueuse/core';
import { computed, ref, watch, type ComputedRef } from 'vue';
import { isActive, type LiveRun } from '../../stores/live-run';
import { useRunsStore } from '../../stores/runs';
import { useToastsStore } from '../../stores/toasts';

/** Whoever runs through the rows by keyboard is shown where they stop. */
const pauseMs = 120;

export function useShownRun(activeId: () => number | null): ComputedRef<LiveRun | null> {
  const store = useRunsStore();
  const toasts = useToastsStore();
  const shownId = ref<number | null>(null);

  /** Runs that are only looked through are not all kept in mind. */
  function forget(runId: number | null): void {
    if (runId === null || runId === store.currentId || runId === activeId()) return;
    const run = store.live.get(runId);
    if (run !== undefined && !isActive(run.summary)) store.forget([runId]);
  }

  async function show(runId: number): Promise<void> {
    await store.open(runId);
    if (runId !== activeId()) {
      forget(runId);
      return;
    }
    const before = shownId.value;
    shownId.value = runId;
    if (before !== runId) forget(before);
  }

  const showSoon = useDebounceFn(() => {
    const id = activeId();
    if (id !== null) void toasts.attempt(() => show(id));
  }, pauseMs);

  watch(
    activeId,
    (id) => {
      if (id === null) shownId.value = null;
      else if (shownId.value === null) void toasts.attempt(() => show(id));
      else void showSoon();
    },
    { immediate: true },
  );

  return computed(() => (shownId.value === null ? null : (store.live.get(shownId.value) ?? null)));
}
