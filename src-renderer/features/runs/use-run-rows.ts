/**
 * The runs that match, by their place in the order asked for: fetched a page at a time as the table comes to them, all
 * pages in sight exchanged at once when the list has changed, so that nothing flickers.
 */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { RunSummary } from '../../../src-main/contract/runs';

export interface RunPage {
  readonly total: number;
  readonly runs: readonly RunSummary[];
}

export interface RunRowsQuestion {
  /** Another text asks for other runs, from the first; the rows of before stay until those are there. */
  readonly subject: () => string;
  readonly ask: (offset: number, limit: number) => Promise<RunPage>;
  readonly onFailure: (error: unknown) => void;
}

export interface RunRows {
  /** Null until the first answer. */
  readonly total: Ref<number | null>;
  /** By place; holes are not fetched yet. */
  readonly rows: ShallowRef<ReadonlyMap<number, RunSummary>>;
  /** The subject that the rows are of: the one before, until the answer about the present one is there. */
  readonly shown: Ref<string>;
  /** The place of a run among those that are fetched. */
  readonly placeOf: (runId: number) => number | undefined;
  /** Says which places are in sight, and fetches what is missing there. */
  readonly need: (from: number, to: number) => void;
  /** The list is no longer what it was: the pages in sight are fetched again, at most a few times a second. */
  readonly refresh: () => void;
  /** Something of one run is new; its place stays what it is. */
  readonly patch: (run: RunSummary) => void;
}

const pageSize = 100;
const refreshPauseMs = 300;

export function useRunRows({ subject, ask, onFailure }: RunRowsQuestion): RunRows {
  const total = ref<number | null>(null);
  const rows = shallowRef<ReadonlyMap<number, RunSummary>>(new Map());
  const shown = ref('');
  let places = new Map<number, number>();
  /** Pages fetched or being fetched in this generation. */
  let asked = new Set<number>();
  let generation = 0;
  let inSight = { from: 0, to: 0 };
  let exchanging = false;
  let isWanted = false;
  let exchangedAtMs = -Infinity;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  function pagesInSight(): number[] {
    const first = Math.floor(inSight.from / pageSize);
    const last = Math.floor(inSight.to / pageSize);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  }

  function take(base: ReadonlyMap<number, RunSummary>, pages: readonly (readonly [number, RunPage])[]): void {
    const next = new Map(base);
    for (const [page, { runs }] of pages) {
      runs.forEach((run, index) => next.set(page * pageSize + index, run));
    }
    rows.value = next;
    places = new Map([...next].map(([place, { id }]) => [id, place]));
    total.value = pages.at(-1)?.[1].total ?? total.value;
  }

  async function fetchPage(page: number): Promise<readonly [number, RunPage]> {
    return [page, await ask(page * pageSize, pageSize)];
  }

  async function fetchMissing(page: number): Promise<void> {
    const mine = generation;
    const mark = asked;
    mark.add(page);
    try {
      const got = await fetchPage(page);
      if (mine === generation) take(rows.value, [got]);
    } catch (error) {
      mark.delete(page);
      if (mine === generation) onFailure(error);
    }
  }

  /** Everything known is forgotten in the moment in which what is in sight is there anew. */
  async function exchange(): Promise<void> {
    generation += 1;
    const mine = generation;
    const about = subject();
    const pages = pagesInSight();
    asked = new Set(pages);
    exchanging = true;
    exchangedAtMs = performance.now();
    try {
      const got = await Promise.all(pages.map(fetchPage));
      if (mine !== generation) return;
      shown.value = about;
      take(new Map(), got);
    } catch (error) {
      if (mine === generation) onFailure(error);
    }
    if (mine !== generation) return;
    exchanging = false;
    need(inSight.from, inSight.to);
    if (isWanted) refreshLater();
  }

  function refreshLater(): void {
    clearTimeout(waiting);
    const dueMs = exchangedAtMs + refreshPauseMs - performance.now();
    waiting = setTimeout(
      () => {
        isWanted = false;
        void exchange();
      },
      Math.max(0, dueMs),
    );
  }

  function refresh(): void {
    if (isWanted) return;
    isWanted = true;
    if (!exchanging) refreshLater();
  }

  function need(from: number, to: number): void {
    inSight = { from, to };
    if (exchanging) return;
    for (const page of pagesInSight()) if (!asked.has(page)) void fetchMissing(page);
  }

  function patch(run: RunSummary): void {
    const place = places.get(run.id);
    if (place !== undefined) rows.value = new Map(rows.value).set(place, run);
  }

  watch(
    subject,
    () => {
      inSight = { from: 0, to: 0 };
      void exchange();
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    generation += 1;
    clearTimeout(waiting);
  });

  return { total, rows, shown, placeOf: (runId) => places.get(runId), need, refresh, patch };
}
