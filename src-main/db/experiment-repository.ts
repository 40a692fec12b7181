/** All SQL about experiments: each is stored once, however many runs it has. */
import type { Experiment } from '../../src-engine';
import { AppError } from '../contract/errors';
import type { Database } from './open';

function prepareStatements(database: Database) {
  return {
    insert: database.prepare(
      'INSERT INTO experiments (document, created_at_ms) VALUES (?, ?) ON CONFLICT (document) DO NOTHING',
    ),
    find: database.prepare<[string], { id: number }>('SELECT id FROM experiments WHERE document = ?'),
    removeOrphan: database.prepare<[number]>(
      'DELETE FROM experiments WHERE id = ? AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.experiment_id = experiments.id)',
    ),
  };
}

export class ExperimentRepository {
  readonly #sql: ReturnType<typeof prepareStatements>;

  constructor(database: Database) {
    this.#sql = prepareStatements(database);
  }

  /** Its number; stored where it is new. */
  idOf(experiment: Experiment, createdAtMs: number): number {
    const document = JSON.stringify(experiment);
    this.#sql.insert.run(document, createdAtMs);
    const row = this.#sql.find.get(document);
    if (row === undefined) throw new AppError('internal', 'An experiment that was stored is not there.');
    return row.id;
  }
  /** Removes one that no run has any more. */
  removeOrphan(experimentId: number): void {
    this.#sql.removeOrphan.run(experimentId);
  }
}
