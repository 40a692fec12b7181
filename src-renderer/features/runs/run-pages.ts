/** Pages of runs that were fetched, as rows by their place in the table. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { RunPage } from '../../../src-main/contract/run-history';
import type { RunSummary } from '../../../src-main/contract/runs';

export const pageSize = 100;

export type NumberedPage = readonly [page: number, answer: RunPage];

export interface RunPages {
  /** Of all runs that match; null until the first answer. */
  readonly total: Ref<number | null>;
  /** By place; holes are not fetched yet. */
  readonly rows: ShallowRef<ReadonlyMap<number, RunSummary>>;
  /** The place of a run among those that are fetched. */
  readonly placeOf: (runId: number) => number | undefined;
  readonly add: (pages: readonly NumberedPage[]) => void;
  /** These and no others. */
  readonly exchange: (pages: readonly NumberedPage[]) => void;
  /** Something of one run is new; its place stays what it is. */
  readonly patch: (run: RunSummary) => void;
}

/** Numbers of the pages that the places from one to another, both included, lie on. */
export function pagesBetween(from: number, to: number): number[] {
  const first = Math.floor(from / pageSize);
  return Array.from({ length: Math.floor(to / pageSize) - first + 1 }, (_, index) => first + index);
}

export function createRunPages(): RunPages {
  const total = ref<number | null>(null);
  const rows = shallowRef<ReadonlyMap<number, RunSummary>>(new Map());
  let places = new Map<number, number>();

  function take(base: ReadonlyMap<number, RunSummary>, pages: readonly NumberedPage[]): void {
    const next = new Map(base);
    for (const [page, { runs }] of pages) {
      runs.forEach((run, index) => next.set(page * pageSize + index, run));
    }
    rows.value = next;
    places = new Map([...next].map(([place, { id }]) => [id, place]));
    total.value = pages.at(-1)?.[1].total ?? total.value;
  }

  function patch(run: RunSummary): void {
    const place = places.get(run.id);
    if (place !== undefined) rows.value = new Map(rows.value).set(place, run);
  }

  return {
    total,
    rows,
    placeOf: (runId) => places.get(runId),
    add: (pages) => take(rows.value, pages),
    exchange: (pages) => take(new Map(), pages),
    patch,
  };
}
