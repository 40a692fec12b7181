/** All SQL about sweeps; the document of one is its file together with its seeds and mode. */
import type { Metrics, Sweep } from '../../src-engine';
import type { AppErrorData } from '../contract/errors';
import { AppError } from '../contract/errors';
import type { RunState } from '../contract/runs';
import type { SweepMode } from '../contract/sweeps';
import type { Database } from './open';

export interface StoredSweep {
  readonly id: number;
  readonly sweep: Sweep;
  readonly seeds: readonly number[];
  readonly mode: SweepMode;
  readonly createdAtMs: number;
}

/** A run of a sweep with what it is compared by. */
export interface StoredSweepRun {
  readonly runId: number;
  readonly arm: number;
  readonly seed: number;
  readonly state: RunState;
  readonly epochsDone: number;
  readonly epochsTotal: number;
  readonly durationMs: number;
  readonly train: Metrics | null;
  /** After the epoch whose weights are the result. */
  readonly validation: Metrics | null;
  readonly test: Metrics | null;
  readonly error: AppErrorData | null;
}

interface SweepRow {
  id: number;
  document: string;
  created_at_ms: number;
}

interface SweepRunRow {
  id: number;
  arm: number;
  seed: number;
  state: RunState;
  epochs_done: number;
  epochs_total: number;
  duration_ms: number;
  train_metrics: string | null;
  validation: string | null;
  test_metrics: string | null;
  error: string | null;
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: Database) {
  return {
    insert: database.prepare('INSERT INTO sweeps (name, document, created_at_ms) VALUES (?, ?, ?)'),
    setDocument: database.prepare('UPDATE sweeps SET document = ? WHERE id = ?'),
    one: database.prepare<[number], SweepRow>('SELECT * FROM sweeps WHERE id = ?'),
    all: database.prepare<[], SweepRow>(`
      SELECT * FROM sweeps s
      WHERE EXISTS (SELECT 1 FROM runs r WHERE r.sweep_id = s.id AND r.deleted_at_ms IS NULL)
      ORDER BY s.id DESC`),
    runs: database.prepare<[number], SweepRunRow>(`
      SELECT r.id, r.arm, r.seed, r.state, r.epochs_done, r.epochs_total, r.duration_ms, r.train_metrics, r.test_metrics,
        r.error, e.validation
      FROM runs r LEFT JOIN epochs e ON e.run_id = r.id AND e.epoch = r.weights_epoch
      WHERE r.sweep_id = ? AND r.deleted_at_ms IS NULL ORDER BY r.id`),
    // The seeds that are under way in sweeps whose arms keep together, and the runs of them that still wait.
    behind: database.prepare<[], { id: number }>(`
      SELECT r.id FROM runs r JOIN sweeps s ON s.id = r.sweep_id
      WHERE r.state = 'queued' AND s.document ->> '$.mode' = 'together' AND EXISTS (
        SELECT 1 FROM runs o WHERE o.sweep_id = r.sweep_id AND o.seed = r.seed AND o.state IN ('preparing', 'running'))
      ORDER BY r.id`),
    remove: database.prepare('DELETE FROM sweeps WHERE id = ?'),
    removeEmpty: database.prepare(
      'DELETE FROM sweeps WHERE NOT EXISTS (SELECT 1 FROM runs r WHERE r.sweep_id = sweeps.id)',
    ),
  };
}

export class SweepRepository {
  readonly #database: Database;
  readonly #sql: Statements;

  constructor(database: Database) {
    this.#database = database;
    this.#sql = prepareStatements(database);
  }

  /** All or nothing, e.g. a sweep with its runs. */
  atOnce<T>(change: () => T): T {
    return this.#database.transaction(change)();
  }

  create({ sweep, seeds, mode, createdAtMs }: Omit<StoredSweep, 'id'>): number {
    const result = this.#sql.insert.run(sweep.name, documentOf(sweep, seeds, mode), createdAtMs);
    return Number(result.lastInsertRowid);
  }

  setSeeds({ id, sweep, mode }: StoredSweep, seeds: readonly number[]): void {
    this.#sql.setDocument.run(documentOf(sweep, seeds, mode), id);
  }

  /** Those with a run outside the bin, the latest first. */
  list(): StoredSweep[] {
    return this.#sql.all.all().map(stored);
  }

  /** @throws AppError('notFound') */
  get(sweepId: number): StoredSweep {
    const row = this.#sql.one.get(sweepId);
    if (row !== undefined) return stored(row);
    throw new AppError('notFound', `There is no sweep ${sweepId}. The list of sweeps shows which there are.`);
  }

  /** Outside the bin, in the order in which they were made. */
  runs(sweepId: number): StoredSweepRun[] {
    return this.#sql.runs.all(sweepId).map((row) => ({
      runId: row.id,
      arm: row.arm,
      seed: row.seed,
      state: row.state,
      epochsDone: row.epochs_done,
      epochsTotal: row.epochs_total,
      durationMs: row.duration_ms,
      train: metricsOf(row.train_metrics),
      validation: metricsOf(row.validation),
      test: metricsOf(row.test_metrics),
      error: row.error === null ? null : (JSON.parse(row.error) as AppErrorData),
    }));
  }

  /** Runs that wait while another arm of their seed is under way, though their sweep keeps its arms together. */
  leftBehind(): number[] {
    return this.#sql.behind.all().map(({ id }) => id);
  }

  /** Its runs stay, and belong to no sweep. */
  remove(sweepId: number): void {
    this.#sql.remove.run(sweepId);
  }

  /** Sweeps whose runs are gone for good. */
  removeEmpty(): void {
    this.#sql.removeEmpty.run();
  }
}

function documentOf(sweep: Sweep, seeds: readonly number[], mode: SweepMode): string {
  return JSON.stringify({ ...sweep, seeds, mode });
}

function stored({ id, document, created_at_ms: createdAtMs }: SweepRow): StoredSweep {
  const { seeds, mode, ...sweep } = JSON.parse(document) as Sweep & Pick<StoredSweep, 'seeds' | 'mode'>;
  return { id, sweep, seeds, mode, createdAtMs };
}

function metricsOf(json: string | null): Metrics | null {
  return json === null ? null : (JSON.parse(json) as Metrics);
}
