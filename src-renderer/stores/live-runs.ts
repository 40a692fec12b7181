/** The runs the page follows closely: fetched once, then kept fresh by main's stream. */
import { shallowRef, type ShallowRef } from 'vue';
import type { RunUpdate } from '../../src-main/contract/runs';
import { lab, LabError } from '../api/lab';
import { withDetail, withUpdate, type LiveRun } from './live-run';

export interface LiveRuns {
  readonly live: ShallowRef<ReadonlyMap<number, LiveRun>>;
  /** Takes a message of the stream; false when it was old. */
  readonly receive: (update: RunUpdate) => boolean;
  /** Fetches what is stored of a run; the stream adds the rest. */
  readonly open: (runId: number) => Promise<LiveRun>;
  readonly forget: (runIds: readonly number[]) => void;
}

const detailPauseMs = 1500;

/** @param onFailure is told when the page could not be kept fresh */
export function createLiveRuns(onFailure: (error: unknown) => void): LiveRuns {
  const live = shallowRef<ReadonlyMap<number, LiveRun>>(new Map());
  const waiting = new Set<number>();

  function put(run: LiveRun): void {
    live.value = new Map(live.value).set(run.summary.id, run);
  }

  function refreshDetail(runId: number): void {
    open(runId).catch((error: unknown) => {
      // Removed meanwhile: nothing is left to follow.
      if (!(error instanceof LabError && error.kind === 'notFound')) onFailure(error);
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

  function receive(update: RunUpdate): boolean {
    const before = live.value.get(update.runId);
    const after = withUpdate(before, update);
    if (after === before) return false;
    put(after);
    if (before?.detail) {
      if (before.summary.state !== update.run.state) refreshDetail(update.runId);
      else if (update.epochs.length > 0) refreshDetailSoon(update.runId);
    }
    return true;
  }

  async function open(runId: number): Promise<LiveRun> {
    const detail = await lab.runs.get({ runId });
    put(withDetail(live.value.get(runId), detail));
    const kept = await lab.runs.filters({ runId, epoch: null });
    const run = live.value.get(runId) ?? withDetail(undefined, detail);
    // Filters that the stream brought meanwhile are newer.
    if (kept === null || run.filters !== null) return run;
    const withFilters = { ...run, filters: kept.filters };
    put(withFilters);
    return withFilters;
  }

  function forget(runIds: readonly number[]): void {
    const rest = new Map(live.value);
    for (const runId of runIds) rest.delete(runId);
    if (rest.size < live.value.size) live.value = rest;
  }

  return { live, receive, open, forget };
}
