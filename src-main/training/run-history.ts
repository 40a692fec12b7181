/** A history of many runs: asked, and written on. */
import type { Annotation, RunFacets, RunPage, RunQuery, Sparkline } from '../contract/run-history';
import type { HistoryRepository } from '../db/history-repository';

export interface RunHistoryParts {
  readonly history: HistoryRepository;
  readonly changed: () => void;
}

export class RunHistory {
  readonly #parts: RunHistoryParts;

  constructor(parts: RunHistoryParts) {
    this.#parts = parts;
  }

  query(query: RunQuery): RunPage {
    return this.#parts.history.query(query);
  }

  queryIds(query: Omit<RunQuery, 'offset' | 'limit'>): number[] {
    return this.#parts.history.queryIds(query);
  }

  facets(): RunFacets {
    return this.#parts.history.facets();
  }

  sparklines(runIds: readonly number[]): Sparkline[] {
    return this.#parts.history.sparklines(runIds);
  }

  annotate(runIds: readonly number[], annotation: Annotation): void {
    this.#parts.history.annotate(runIds, annotation);
    this.#parts.changed();
  }
}
