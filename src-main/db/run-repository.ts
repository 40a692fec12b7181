/**
 * All SQL about single runs; their experiments are in `experiment-repository.ts`. What a run produces epoch by epoch is in `epoch-repository.ts`, the
 * order of those that wait in `queue-repository.ts`, looking through many in `history-repository.ts`.
 */
import type { Experiment, LayerSummary, Metrics } from '../../src-engine';
import type { AppErrorData } from '../contract/errors';
import { AppError } from '../contract/errors';
import type { RunEvent, RunState, RunSummary } from '../contract/runs';
import type { EventRepository } from './event-repository';
import { ExperimentRepository } from './experiment-repository';
import type { Database } from './open';
import { SELECT_SUMMARY, summaryOf, type SummarySqlRow } from './run-summary';

export interface RunResult {
  /** The training split asked with the final weights. */
  readonly train: Metrics | null;
  readonly test: Metrics | null;
  readonly weightsSha256: string;
  readonly weightsEpoch: number;
}

/** Where a run comes from and belongs to. */
export interface RunOrigin {
  readonly originRunId?: number | undefined;
  readonly sweepId?: number | undefined;
  /** Index in the sweep's arms. */
  readonly arm?: number | undefined;
  readonly priority?: number | undefined;
}

export type StateEvent = Extract<RunEvent, { kind: 'state' }>;

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: Database) {
  return {
    insertRun: database.prepare(`
      INSERT INTO runs (experiment_id, dataset_id, dataset_name, name, state, queue_place, seed, epochs_total, created_at_ms,
        sweep_id, arm, origin_run_id, priority)
      VALUES (@experimentId, @datasetId, @datasetName, @name, @state,
        CASE @state WHEN 'queued' THEN (SELECT coalesce(max(queue_place), 0) + 1 FROM runs WHERE state = 'queued') END,
        @seed, @epochsTotal, @createdAtMs, @sweepId, @arm, @originRunId, @priority)`),
    one: database.prepare<[number], SummarySqlRow>(
      `${SELECT_SUMMARY} WHERE r.id = ? AND r.deleted_at_ms IS NULL`,
    ),
    all: database.prepare<[], SummarySqlRow>(
      `${SELECT_SUMMARY} WHERE r.deleted_at_ms IS NULL ORDER BY r.id DESC`,
    ),
    place: database.prepare<[number], { state: RunState; is_deleted: 0 | 1 }>(
      'SELECT state, deleted_at_ms IS NOT NULL AS is_deleted FROM runs WHERE id = ?',
    ),
    experimentOf: database.prepare<[number], { experiment_id: number }>(
      'SELECT experiment_id FROM runs WHERE id = ?',
    ),
    document: database.prepare<[number], { document: string }>(
      'SELECT x.document FROM runs r JOIN experiments x ON x.id = r.experiment_id WHERE r.id = ?',
    ),
    layers: database.prepare<[number], { layers: string }>('SELECT layers FROM plans WHERE run_id = ?'),
    datasetId: database.prepare<[number], { dataset_id: number | null }>(
      'SELECT dataset_id FROM runs WHERE id = ?',
    ),
    setState: database.prepare(`
      UPDATE runs SET state = @to, error = @error,
        queue_place = CASE @to WHEN 'queued' THEN (SELECT coalesce(max(queue_place), 0) + 1 FROM runs WHERE state = 'queued') END
      WHERE id = @runId`),
    setExperiment: database.prepare(
      'UPDATE runs SET experiment_id = @experimentId, epochs_total = @epochsTotal WHERE id = @runId',
    ),
    setParameterCount: database.prepare('UPDATE runs SET parameter_count = ? WHERE id = ?'),
    setLayers: database.prepare(
      'INSERT INTO plans (run_id, layers) VALUES (?, ?) ON CONFLICT (run_id) DO UPDATE SET layers = excluded.layers',
    ),
    setResult: database.prepare(`
      UPDATE runs SET train_metrics = @train, test_metrics = @test, test_loss = @test ->> '$.loss', test_accuracy = @test ->> '$.accuracy',
        weights_sha256 = @weightsSha256, weights_epoch = @weightsEpoch
      WHERE id = @runId`),
    addDuration: database.prepare('UPDATE runs SET duration_ms = duration_ms + ? WHERE id = ?'),
    unfinished: database.prepare<[], { id: number }>(
      "SELECT id FROM runs WHERE state IN ('preparing', 'running', 'paused')",
    ),
    usesDataset: database.prepare<[number], { id: number }>(
      "SELECT id FROM runs WHERE dataset_id = ? AND state IN ('queued', 'preparing', 'running', 'paused') LIMIT 1",
    ),
  };
}

export class RunRepository {
  readonly #database: Database;
  readonly #events: EventRepository;
  readonly #experiments: ExperimentRepository;
  readonly #sql: Statements;

  constructor(database: Database, events: EventRepository) {
    this.#database = database;
    this.#events = events;
    this.#experiments = new ExperimentRepository(database);
    this.#sql = prepareStatements(database);
  }

  /** Stores the experiment, where it is new, and a run of it, which begins its record. */
  create(
    experiment: Experiment,
    datasetId: number,
    createdAtMs: number,
    state: 'queued' | 'preparing',
    { originRunId, sweepId, arm, priority }: RunOrigin = {},
  ): number {
    return this.#database.transaction(() => {
      const result = this.#sql.insertRun.run({
        experimentId: this.#experiments.idOf(experiment, createdAtMs),
        datasetId,
        datasetName: experiment.data.dataset,
        name: experiment.name,
        state,
        seed: experiment.seed,
        epochsTotal: experiment.training.epochs,
        createdAtMs,
        sweepId: sweepId ?? null,
        arm: arm ?? null,
        originRunId: originRunId ?? null,
        priority: priority ?? 0,
      });
      const runId = Number(result.lastInsertRowid);
      const moment = { atMs: createdAtMs, epoch: 0, batch: null, x: 0 };
      this.#events.add(runId, { ...moment, kind: 'state', from: null, to: state, reason: null });
      return runId;
    })();
  }

  list(): RunSummary[] {
    return this.#sql.all.all().map(summaryOf);
  }

  /** @throws AppError('notFound') also where it is in the bin */
  get(runId: number): RunSummary {
    const row = this.#sql.one.get(runId);
    if (row !== undefined) return summaryOf(row);
    throw new AppError(
      'notFound',
      this.#sql.place.get(runId) === undefined
        ? `There is no run ${runId}. The list of runs shows the numbers that exist.`
        : `Run ${runId} was deleted. Restore it from the bin first.`,
    );
  }

  /** Outside the bin. */
  exists(runId: number): boolean {
    return this.#sql.place.get(runId)?.is_deleted === 0;
  }

  /** Null where there is none; also of those in the bin. */
  state(runId: number): RunState | null {
    return this.#sql.place.get(runId)?.state ?? null;
  }

  /** @throws AppError('notFound') */
  experiment(runId: number): Experiment {
    const row = this.#sql.document.get(runId);
    if (row === undefined) throw new AppError('notFound', `There is no run ${runId}.`);
    return JSON.parse(row.document) as Experiment;
  }

  /** Empty until the worker has planned the network for the first time. */
  layers(runId: number): LayerSummary[] {
    return JSON.parse(this.#sql.layers.get(runId)?.layers ?? '[]') as LayerSummary[];
  }

  /** Null when the set was removed after the run. */
  datasetId(runId: number): number | null {
    return this.#sql.datasetId.get(runId)?.dataset_id ?? null;
  }

  /** The new state and its entry in the record: both or neither. A run that becomes queued is the last of its priority. */
  transition(runId: number, event: StateEvent, error: AppErrorData | null): void {
    this.#database.transaction(() => {
      this.#sql.setState.run({ runId, to: event.to, error: error === null ? null : JSON.stringify(error) });
      this.#events.add(runId, event);
    })();
  }

  /**
   * Entries of the record and the checkpoint that belongs to them: all or nothing.
   * @param saveCheckpoint called within the transaction
   */
  change(
    runId: number,
    entries: readonly Extract<RunEvent, { kind: 'change' }>[],
    saveCheckpoint: () => void,
  ): void {
    this.#database.transaction(() => {
      for (const entry of entries) this.#events.add(runId, entry);
      saveCheckpoint();
    })();
  }

  /** Puts the run on its experiment with more epochs and on its way there; it has no result until it ends again. */
  extend(
    runId: number,
    experiment: Experiment,
    longer: Extract<RunEvent, { kind: 'extended' }>,
    entry: StateEvent,
  ): void {
    this.#database.transaction(() => {
      const before = this.#sql.experimentOf.get(runId);
      const experimentId = this.#experiments.idOf(experiment, entry.atMs);
      this.#sql.setExperiment.run({ runId, experimentId, epochsTotal: experiment.training.epochs });
      if (before !== undefined) this.#experiments.removeOrphan(before.experiment_id);
      this.#sql.setResult.run({ runId, train: null, test: null, weightsSha256: null, weightsEpoch: null });
      this.#events.add(runId, longer);
      this.transition(runId, entry, null);
    })();
  }

  setPlan(runId: number, parameterCount: number, layers: readonly LayerSummary[]): void {
    this.#sql.setParameterCount.run(parameterCount, runId);
    this.#sql.setLayers.run(runId, JSON.stringify(layers));
  }

  setResult(runId: number, { train, test, weightsSha256, weightsEpoch }: RunResult): void {
    const [trainMetrics, testMetrics] = [train, test].map((one) =>
      one === null ? null : JSON.stringify(one),
    );
    this.#sql.setResult.run({ runId, train: trainMetrics, test: testMetrics, weightsSha256, weightsEpoch });
  }

  addDuration(runId: number, durationMs: number): void {
    this.#sql.addDuration.run(durationMs, runId);
  }

  /** Runs that were under way when the process ended. */
  unfinished(): number[] {
    return this.#sql.unfinished.all().map((row) => row.id);
  }

  /** Whether a run under way trains on the set, or one that is queued will. */
  usesDataset(datasetId: number): boolean {
    return this.#sql.usesDataset.get(datasetId) !== undefined;
  }
}
