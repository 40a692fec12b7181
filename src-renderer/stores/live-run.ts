/** One run as the page follows it: its detail and everything the stream has said since, merged in order. */
import type { FilterSet } from '../../src-engine';
import type {
  BatchProgress,
  EpochRow,
  Preparation,
  RunDetail,
  RunEvent,
  RunSummary,
  RunUpdate,
} from '../../src-main/contract/runs';

/** J of a minibatch at its place on the epoch axis, e.g. 2.5 in the middle of the third epoch. */
export interface TracePoint {
  readonly x: number;
  readonly y: number;
}

export interface LiveRun {
  readonly summary: RunSummary;
  /** Null until the detail was fetched. */
  readonly detail: RunDetail | null;
  readonly epochs: readonly EpochRow[];
  /** Its record, in order. */
  readonly events: readonly RunEvent[];
  /** Epochs whose filters are kept, rising. */
  readonly snapshotEpochs: readonly number[];
  readonly batch: BatchProgress | null;
  /** Null once a minibatch was trained. */
  readonly preparation: Preparation | null;
  readonly trace: readonly TracePoint[];
  readonly filters: FilterSet | null;
  readonly secondsLeft: number | null;
  readonly savedAtMs: number | null;
  /** Of the latest message; −1 before the first. */
  readonly seq: number;
}

const traceLimit = 1200;

/** Rows of both lists by epoch, the newer list winning, in order. */
export function mergeEpochs(older: readonly EpochRow[], newer: readonly EpochRow[]): readonly EpochRow[] {
  if (newer.length === 0) return older;
  const rows = new Map(older.map((row) => [row.epoch, row]));
  for (const row of newer) rows.set(row.epoch, row);
  return [...rows.values()].sort((first, second) => first.epoch - second.epoch);
}

/** The stored record and what the stream has said since; an event may have come both ways. */
function mergeEvents(older: readonly RunEvent[], newer: readonly RunEvent[]): readonly RunEvent[] {
  if (newer.length === 0) return older;
  const known = new Set(older.map((event) => JSON.stringify(event)));
  return [...older, ...newer.filter((event) => !known.has(JSON.stringify(event)))];
}

/** Thinned to every second point when it grows too long, so that a run of any length stays drawable. */
function extendTrace(trace: readonly TracePoint[], batch: BatchProgress): readonly TracePoint[] {
  const x = batch.epoch - 1 + batch.batch / batch.batchesPerEpoch;
  // A resumed run begins again at its last epoch: what lay after that never happened.
  const kept = trace.length > 0 && (trace.at(-1)?.x ?? 0) >= x ? trace.filter((point) => point.x < x) : trace;
  const longer = [...kept, { x, y: batch.metrics.loss }];
  return longer.length > traceLimit ? longer.filter((_, index) => index % 2 === 0) : longer;
}

export function liveFromSummary(summary: RunSummary): LiveRun {
  return {
    summary,
    detail: null,
    epochs: [],
    events: [],
    snapshotEpochs: [],
    batch: null,
    preparation: null,
    trace: [],
    filters: null,
    secondsLeft: null,
    savedAtMs: null,
    seq: -1,
  };
}

/**
 * The stored detail may be older than what the stream has said: the stream's rows win, and its summary while the run is
 * under way. Of a run that has ended nothing comes by the stream any more, be it renamed or given a note.
 */
export function withDetail(live: LiveRun | undefined, detail: RunDetail): LiveRun {
  const base = live ?? liveFromSummary(detail);
  return {
    ...base,
    summary: base.seq >= 0 && isActive(base.summary) ? base.summary : detail,
    detail,
    epochs: mergeEpochs(detail.epochs, base.epochs),
    events: mergeEvents(detail.events, base.events),
    // Not added to those of before: of a long run ever fewer of the early ones are kept.
    snapshotEpochs: detail.snapshotEpochs,
  };
}

/** The run after a message; unchanged when the message is older than what is known. */
export function withUpdate(live: LiveRun | undefined, update: RunUpdate): LiveRun {
  const base = live ?? liveFromSummary(update.run);
  if (update.seq <= base.seq) return base;
  return {
    ...base,
    summary: update.run,
    epochs: mergeEpochs(base.epochs, update.epochs),
    events: mergeEvents(base.events, update.events),
    batch: update.batch ?? base.batch,
    preparation: update.batch === null ? (update.preparation ?? base.preparation) : null,
    trace: update.batch === null ? base.trace : extendTrace(base.trace, update.batch),
    filters: update.filters ?? base.filters,
    secondsLeft: update.secondsLeft,
    savedAtMs: update.savedAtMs ?? base.savedAtMs,
    seq: update.seq,
  };
}

/** Part of the run that is done, in [0, 1]. */
export function progressOf(live: LiveRun): number {
  const { summary, batch } = live;
  if (summary.epochsTotal === 0) return 0;
  const begun = batch !== null && batch.epoch > summary.epochsDone ? batch.batch / batch.batchesPerEpoch : 0;
  return Math.min(1, (summary.epochsDone + begun) / summary.epochsTotal);
}

const activeStates: ReadonlySet<string> = new Set(['preparing', 'running', 'paused']);

/** True while a worker holds the run. */
export function isActive(summary: RunSummary): boolean {
  return activeStates.has(summary.state);
}

/** Another text for every checkpoint that was saved; null before the first. */
export function savedVersion({ summary, savedAtMs }: LiveRun): string | null {
  if (savedAtMs === null && summary.epochsDone === 0) return null;
  return `${savedAtMs ?? ''}/${isActive(summary) ? '' : summary.state}`;
}
