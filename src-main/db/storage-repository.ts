/** All SQL about how much room things take in the database, and about giving it back. */
import type { Database } from './open';

export interface RunSize {
  readonly runId: number;
  readonly name: string;
  readonly isInBin: boolean;
  readonly checkpointBytes: number;
  readonly filterBytes: number;
}

export interface StoredCheckpoint {
  readonly runId: number;
  readonly bytes: number;
}

export interface StoredFilters {
  readonly epoch: number;
  readonly bytes: number;
}

const FILTER_BYTES = 'length(filter_values) + length(norms) + length(mean_activations)';

/** Runs nothing is written for. */
const AT_REST = "state NOT IN ('preparing', 'running', 'paused')";

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: Database) {
  return {
    runs: database.prepare<[], { id: number }>('SELECT id FROM runs ORDER BY id'),
    // The length of a blob is read without the blob.
    size: database.prepare<
      [number],
      { name: string; is_in_bin: 0 | 1; checkpoint: number; filters: number }
    >(`
      SELECT name, deleted_at_ms IS NOT NULL AS is_in_bin,
        (SELECT coalesce(sum(length(data)), 0) FROM checkpoints WHERE run_id = r.id) AS checkpoint,
        (SELECT coalesce(sum(${FILTER_BYTES}), 0) FROM snapshots WHERE run_id = r.id) AS filters
      FROM runs r WHERE id = ?`),
    finishedBefore: database.prepare<[number], StoredCheckpoint>(`
      SELECT c.run_id AS runId, length(c.data) AS bytes FROM checkpoints c JOIN runs r ON r.id = c.run_id
      WHERE r.state = 'finished' AND r.deleted_at_ms IS NULL AND c.saved_at_ms <= ?`),
    removeCheckpoint: database.prepare(
      "DELETE FROM checkpoints WHERE run_id = ? AND (SELECT state FROM runs WHERE id = run_id) = 'finished'",
    ),
    atRest: database.prepare<[], { id: number; weights_epoch: number | null }>(
      `SELECT id, weights_epoch FROM runs WHERE ${AT_REST} AND deleted_at_ms IS NULL ORDER BY id`,
    ),
    filters: database.prepare<[number], StoredFilters>(
      `SELECT epoch, ${FILTER_BYTES} AS bytes FROM snapshots WHERE run_id = ? ORDER BY epoch`,
    ),
    removeFilters: database.prepare(
      `DELETE FROM snapshots WHERE run_id = ? AND epoch = ? AND (SELECT ${AT_REST} FROM runs WHERE id = run_id)`,
    ),
    unusedSets: database.prepare<[], { id: number; bytes: number }>(`
      SELECT id, size_bytes AS bytes FROM datasets d
      WHERE source = 'folder' AND state <> 'importing' AND NOT EXISTS (SELECT 1 FROM runs WHERE dataset_id = d.id)`),
    sets: database.prepare<[], { id: number }>('SELECT id FROM datasets'),
  };
}

export class StorageRepository {
  readonly #database: Database;
  readonly #sql: Statements;

  constructor(database: Database) {
    this.#database = database;
    this.#sql = prepareStatements(database);
  }

  /** Bytes of the file with those that are free, and the free ones. */
  fileBytes(): { readonly total: number; readonly free: number } {
    const page = this.#number('page_size');
    return { total: this.#number('page_count') * page, free: this.#freePages() * page };
  }

  /** Also of those in the bin. */
  runIds(): number[] {
    return this.#sql.runs.all().map(({ id }) => id);
  }

  /** Null where the run is gone. */
  sizeOf(runId: number): RunSize | null {
    const row = this.#sql.size.get(runId);
    if (row === undefined) return null;
    const { name, is_in_bin, checkpoint, filters } = row;
    return { runId, name, isInBin: is_in_bin === 1, checkpointBytes: checkpoint, filterBytes: filters };
  }

  /** Of finished runs outside the bin, saved at that time or before. */
  checkpointsBefore(ms: number): StoredCheckpoint[] {
    return this.#sql.finishedBefore.all(ms);
  }

  removeCheckpoint(runId: number): void {
    this.#sql.removeCheckpoint.run(runId);
  }

  /** Runs outside the bin that are not under way, with the epoch of their final weights. */
  runsAtRest(): { readonly runId: number; readonly weightsEpoch: number | null }[] {
    return this.#sql.atRest
      .all()
      .map(({ id, weights_epoch }) => ({ runId: id, weightsEpoch: weights_epoch }));
  }

  filtersOf(runId: number): StoredFilters[] {
    return this.#sql.filters.all(runId);
  }

  removeFilters(runId: number, epoch: number): void {
    this.#sql.removeFilters.run(runId, epoch);
  }

  unusedSets(): { readonly id: number; readonly bytes: number }[] {
    return this.#sql.unusedSets.all();
  }

  setIds(): number[] {
    return this.#sql.sets.all().map(({ id }) => id);
  }

  /** Gives at most so many free pages back to the disk; false when there are none left, or the file cannot shrink. */
  shrink(pages: number): boolean {
    const before = this.#freePages();
    if (before === 0) return false;
    this.#database.pragma(`incremental_vacuum(${pages})`);
    return this.#freePages() < before;
  }

  #freePages(): number {
    return this.#number('freelist_count');
  }

  #number(pragma: string): number {
    return Number(this.#database.pragma(pragma, { simple: true }));
  }
}
