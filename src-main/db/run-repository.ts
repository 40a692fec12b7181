/** All SQL about experiments and the runs of them; what a run produces epoch by epoch is in `epoch-repository.ts`. */
import type { Experiment, LayerSummary, Metrics } from '../../src-engine';
import type { AppErrorData } from '../contract/errors';
import { AppError } from '../contract/errors';
import type { RunState, RunSummary } from '../contract/runs';
import type { EpochRepository } from './epoch-repository';
import type { Database } from './open';

interface RunRow {
  id: number;
  name: string;
  dataset_name: string;
  state: RunState;
  seed: number;
  epochs_done: number;
  epochs_total: number;
  parameter_count: number | null;
  test_metrics: string | null;
  duration_ms: number;
  created_at_ms: number;
  weights_sha256: string | null;
  weights_epoch: number | null;
  relaxed: 0 | 1;
  error: string | null;
}

export interface RunResult {
  readonly test: Metrics | null;
  readonly weightsSha256: string;
  readonly weightsEpoch: number;
}

const SELECT = `
  SELECT r.*, (SELECT coalesce(max(e.epoch), 0) FROM epochs e WHERE e.run_id = r.id) AS epochs_done,
    coalesce(x.document ->> '$.training.relaxed', 0) AS relaxed
  FROM runs r JOIN experiments x ON x.id = r.experiment_id`;

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: Database) {
  return {
    insertExperiment: database.prepare(
      'INSERT INTO experiments (document, created_at_ms) VALUES (?, ?) ON CONFLICT (document) DO NOTHING',
    ),
    experimentId: database.prepare<[string], { id: number }>('SELECT id FROM experiments WHERE document = ?'),
    insertRun: database.prepare(`
      INSERT INTO runs (experiment_id, dataset_id, dataset_name, name, state, seed, epochs_total, created_at_ms)
      VALUES (@experimentId, @datasetId, @datasetName, @name, 'preparing', @seed, @epochsTotal, @createdAtMs)`),
    all: database.prepare<[], RunRow>(`${SELECT} ORDER BY r.id DESC`),
    one: database.prepare<[number], RunRow>(`${SELECT} WHERE r.id = ?`),
    document: database.prepare<[number], { document: string }>(
      'SELECT x.document FROM runs r JOIN experiments x ON x.id = r.experiment_id WHERE r.id = ?',
    ),
    plan: database.prepare<[number], { layers: string; dataset_id: number | null }>(
      'SELECT layers, dataset_id FROM runs WHERE id = ?',
    ),
    setState: database.prepare('UPDATE runs SET state = ?, error = ? WHERE id = ?'),
    setPlan: database.prepare('UPDATE runs SET parameter_count = ?, layers = ? WHERE id = ?'),
    setResult: database.prepare(
      'UPDATE runs SET test_metrics = ?, weights_sha256 = ?, weights_epoch = ? WHERE id = ?',
    ),
    addDuration: database.prepare('UPDATE runs SET duration_ms = duration_ms + ? WHERE id = ?'),
    remove: database.prepare('DELETE FROM runs WHERE id = ?'),
    removeOrphans: database.prepare(
      'DELETE FROM experiments WHERE id NOT IN (SELECT experiment_id FROM runs)',
    ),
    unfinished: database.prepare<[], { id: number }>(
      "SELECT id FROM runs WHERE state IN ('preparing', 'running', 'paused')",
    ),
    usesDataset: database.prepare<[number], { id: number }>(
      "SELECT id FROM runs WHERE dataset_id = ? AND state IN ('preparing', 'running', 'paused') LIMIT 1",
    ),
  };
}

export class RunRepository {
  readonly #database: Database;
  readonly #epochs: EpochRepository;
  readonly #sql: Statements;

  constructor(database: Database, epochs: EpochRepository) {
    this.#database = database;
    this.#epochs = epochs;
    this.#sql = prepareStatements(database);
  }

  /** Stores the experiment, where it is new, and a run of it in state `preparing`. */
  create(experiment: Experiment, datasetId: number, createdAtMs: number): number {
    return this.#database.transaction(() => {
      const document = JSON.stringify(experiment);
      this.#sql.insertExperiment.run(document, createdAtMs);
      const result = this.#sql.insertRun.run({
        experimentId: this.#sql.experimentId.get(document)?.id,
        datasetId,
        datasetName: experiment.data.dataset,
        name: experiment.name,
        seed: experiment.seed,
        epochsTotal: experiment.training.epochs,
        createdAtMs,
      });
      return Number(result.lastInsertRowid);
    })();
  }

  list(): RunSummary[] {
    return this.#sql.all.all().map((row) => this.#summary(row));
  }

  /** @throws AppError('notFound') */
  get(runId: number): RunSummary {
    const row = this.#sql.one.get(runId);
    if (row === undefined) {
      throw new AppError(
        'notFound',
        `There is no run ${runId}. The list of runs shows the numbers that exist.`,
      );
    }
    return this.#summary(row);
  }

  exists(runId: number): boolean {
    return this.#sql.one.get(runId) !== undefined;
  }

  /** @throws AppError('notFound') */
  experiment(runId: number): Experiment {
    const row = this.#sql.document.get(runId);
    if (row === undefined) throw new AppError('notFound', `There is no run ${runId}.`);
    return JSON.parse(row.document) as Experiment;
  }

  /** Empty until the worker has planned the network for the first time. */
  layers(runId: number): LayerSummary[] {
    return JSON.parse(this.#sql.plan.get(runId)?.layers ?? '[]') as LayerSummary[];
  }

  /** Null when the set was removed after the run. */
  datasetId(runId: number): number | null {
    return this.#sql.plan.get(runId)?.dataset_id ?? null;
  }

  setState(runId: number, state: RunState, error: AppErrorData | null = null): void {
    this.#sql.setState.run(state, error === null ? null : JSON.stringify(error), runId);
  }

  setPlan(runId: number, parameterCount: number, layers: readonly LayerSummary[]): void {
    this.#sql.setPlan.run(parameterCount, JSON.stringify(layers), runId);
  }

  setResult(runId: number, result: RunResult): void {
    const test = result.test === null ? null : JSON.stringify(result.test);
    this.#sql.setResult.run(test, result.weightsSha256, result.weightsEpoch, runId);
  }

  addDuration(runId: number, durationMs: number): void {
    this.#sql.addDuration.run(durationMs, runId);
  }

  /** Removes the run with all it left behind, and its experiment when no other run shares it. */
  remove(runId: number): void {
    this.#database.transaction(() => {
      this.#sql.remove.run(runId);
      this.#sql.removeOrphans.run();
    })();
  }

  /** Runs that were under way when the process ended. */
  unfinished(): number[] {
    return this.#sql.unfinished.all().map((row) => row.id);
  }

  /** Whether a run under way trains on the set. */
  usesDataset(datasetId: number): boolean {
    return this.#sql.usesDataset.get(datasetId) !== undefined;
  }

  #summary(row: RunRow): RunSummary {
    return {
      id: row.id,
      name: row.name,
      datasetName: row.dataset_name,
      state: row.state,
      seed: row.seed,
      epochsDone: row.epochs_done,
      epochsTotal: row.epochs_total,
      parameterCount: row.parameter_count,
      lastEpoch: this.#epochs.last(row.id),
      test: row.test_metrics === null ? null : (JSON.parse(row.test_metrics) as Metrics),
      durationMs: row.duration_ms,
      createdAtMs: row.created_at_ms,
      weightsSha256: row.weights_sha256,
      weightsEpoch: row.weights_epoch,
      relaxed: row.relaxed === 1,
      error: row.error === null ? null : (JSON.parse(row.error) as AppErrorData),
    };
  }
}
