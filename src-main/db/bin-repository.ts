/** All SQL about deleted runs: into the bin, out of it again, and for good. */
import { ExperimentRepository } from './experiment-repository';
import type { Database } from './open';

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: Database) {
  return {
    put: database.prepare('UPDATE runs SET deleted_at_ms = ? WHERE id = ? AND deleted_at_ms IS NULL'),
    takeOut: database.prepare('UPDATE runs SET deleted_at_ms = NULL WHERE id = ?'),
    deletedBefore: database.prepare<[number], { id: number }>(
      'SELECT id FROM runs WHERE deleted_at_ms <= ? ORDER BY deleted_at_ms',
    ),
    remove: database.prepare<[number], { experiment_id: number }>(
      'DELETE FROM runs WHERE id = ? AND deleted_at_ms IS NOT NULL RETURNING experiment_id',
    ),
  };
}

export class BinRepository {
  readonly #database: Database;
  readonly #experiments: ExperimentRepository;
  readonly #sql: Statements;

  constructor(database: Database) {
    this.#database = database;
    this.#experiments = new ExperimentRepository(database);
    this.#sql = prepareStatements(database);
  }

  put(runIds: readonly number[], deletedAtMs: number): void {
    this.#database.transaction(() => {
      for (const runId of runIds) this.#sql.put.run(deletedAtMs, runId);
    })();
  }

  takeOut(runIds: readonly number[]): void {
    this.#database.transaction(() => {
      for (const runId of runIds) this.#sql.takeOut.run(runId);
    })();
  }

  /** Those that were put in at that time or before; the oldest first. */
  deletedBefore(ms: number): number[] {
    return this.#sql.deletedBefore.all(ms).map(({ id }) => id);
  }

  /** Removes a run from the bin with all it left behind, and its experiment when no other run shares it. */
  purge(runId: number): void {
    this.#database.transaction(() => {
      const removed = this.#sql.remove.get(runId);
      if (removed !== undefined) this.#experiments.removeOrphan(removed.experiment_id);
    })();
  }
}
