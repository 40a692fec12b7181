/** All SQL about whole runs that leave the lab or come into it, with their rows as they are. */
import type { BundledRun, RawSnapshot } from '../bundles/bundle-format';
import type { WholeRun } from '../bundles/bundle-protocol';
import type { EpochRow } from '../contract/runs';
import type { EventRepository } from './event-repository';
import { ExperimentRepository } from './experiment-repository';
import type { Database } from './open';
import type { SnapshotSqlRow } from './snapshot-row';

/** A run that comes from elsewhere. */
export interface ArrivedRun extends WholeRun {
  /** Null where its data set is not in the lab. */
  readonly datasetId: number | null;
}

/** What tells one run from all others, wherever it lies. */
export type RunIdentity = Pick<
  BundledRun,
  'createdAtMs' | 'epochsDone' | 'weightsSha256' | 'state' | 'durationMs'
> & { readonly seed: number; readonly checkpoint: Uint8Array | null };

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: Database) {
  return {
    snapshots: database.prepare<[number], SnapshotSqlRow>(
      'SELECT * FROM snapshots WHERE run_id = ? ORDER BY epoch',
    ),
    alike: database.prepare<Record<string, unknown>, { id: number; data: Buffer | null }>(`
      SELECT r.id, c.data FROM runs r LEFT JOIN checkpoints c ON c.run_id = r.id
      WHERE r.deleted_at_ms IS NULL AND r.created_at_ms = @createdAtMs AND r.seed = @seed AND r.state = @state
        AND r.epochs_done = @epochsDone AND r.weights_sha256 IS @weightsSha256 AND r.duration_ms = @durationMs`),
    insertRun: database.prepare(`
      INSERT INTO runs (experiment_id, dataset_id, dataset_name, name, state, seed, created_at_ms, duration_ms, epochs_total,
        epochs_done, parameter_count, train_loss, validation_loss, test_loss, train_accuracy, validation_accuracy,
        test_accuracy, pinned, note, train_metrics, test_metrics, weights_epoch, weights_sha256, error)
      VALUES (@experimentId, @datasetId, @datasetName, @name, @state, @seed, @createdAtMs, @durationMs, @epochsTotal,
        @epochsDone, @parameterCount, @trainLoss, @validationLoss, @testLoss, @trainAccuracy, @validationAccuracy,
        @testAccuracy, @pinned, @note, @trainMetrics, @testMetrics, @weightsEpoch, @weightsSha256, @error)`),
    insertPlan: database.prepare('INSERT INTO plans (run_id, layers) VALUES (?, ?)'),
    insertTag: database.prepare('INSERT INTO run_tags (run_id, tag) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    insertEpoch: database.prepare(`
      INSERT INTO epochs (run_id, epoch, train, validation, learning_rate, samples_per_second, duration_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?)`),
    insertSnapshot: database.prepare(`
      INSERT INTO snapshots
        (run_id, epoch, layer, units, height, width, channels, filter_values, norms, mean_activations)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    insertCheckpoint: database.prepare(
      'INSERT INTO checkpoints (run_id, epoch, data, saved_at_ms) VALUES (?, ?, ?, ?)',
    ),
  };
}

export class BundleRepository {
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

  /** In rising epochs, as the rows have them. */
  snapshots(runId: number): RawSnapshot[] {
    return this.#sql.snapshots.all(runId).map((row) => {
      const { epoch, layer, units, height, width, channels } = row;
      const values = row.filter_values;
      const blobs = { values, norms: row.norms, meanActivations: row.mean_activations };
      return { epoch, layer, units, height, width, channels, valueBytes: values.length, ...blobs };
    });
  }

  /** The very same run with the very same weights, outside the bin; null where there is none. */
  find({ checkpoint, ...identity }: RunIdentity): number | null {
    const found = this.#sql.alike
      .all(identity)
      .find(({ data }) =>
        checkpoint === null ? data === null : data !== null && Buffer.compare(data, checkpoint) === 0,
      );
    return found?.id ?? null;
  }

  /**
   * Puts a run in with all it has: everything, or nothing.
   * @param together called within the transaction, before the run is put in
   * @returns its number
   */
  insert(whole: ArrivedRun, together: () => void): number {
    return this.#database.transaction(() => {
      together();
      const runId = this.#insertRun(whole);
      this.#sql.insertPlan.run(runId, JSON.stringify(whole.run.layers));
      for (const tag of whole.run.tags) this.#sql.insertTag.run(runId, tag);
      for (const epoch of whole.epochs) this.#insertEpoch(runId, epoch);
      for (const event of whole.events) this.#events.add(runId, event);
      for (const snapshot of whole.snapshots) this.#insertSnapshot(runId, snapshot);
      const saved = whole.run.checkpoint;
      if (saved !== null) {
        this.#sql.insertCheckpoint.run(runId, saved.epoch, whole.checkpoint, saved.savedAtMs);
      }
      return runId;
    })();
  }

  #insertRun({ experiment, run, epochs, datasetId }: ArrivedRun): number {
    const { test, trainAtEnd, error, ...plain } = run;
    const json = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));
    const result = this.#sql.insertRun.run({
      experimentId: this.#experiments.idOf(experiment, run.createdAtMs),
      datasetId,
      datasetName: plain.datasetName,
      name: plain.name,
      state: plain.state,
      seed: experiment.seed,
      createdAtMs: plain.createdAtMs,
      durationMs: plain.durationMs,
      epochsTotal: plain.epochsTotal,
      epochsDone: plain.epochsDone,
      parameterCount: plain.parameterCount,
      ...latestFigures(epochs.at(-1)),
      testLoss: test?.loss ?? null,
      testAccuracy: test?.accuracy ?? null,
      pinned: plain.pinned ? 1 : 0,
      note: plain.note,
      trainMetrics: json(trainAtEnd),
      testMetrics: json(test),
      weightsEpoch: plain.weightsEpoch,
      weightsSha256: plain.weightsSha256,
      error: json(error),
    });
    return Number(result.lastInsertRowid);
  }

  #insertEpoch(runId: number, row: EpochRow): void {
    const { epoch, train, validation, learningRate, samplesPerSecond, durationMs } = row;
    const asked = validation === null ? null : JSON.stringify(validation);
    this.#sql.insertEpoch.run(
      runId,
      epoch,
      JSON.stringify(train),
      asked,
      learningRate,
      samplesPerSecond,
      durationMs,
    );
  }

  #insertSnapshot(runId: number, snapshot: RawSnapshot): void {
    const { epoch, layer, units, height, width, channels, values, norms, meanActivations } = snapshot;
    this.#sql.insertSnapshot.run(
      runId,
      epoch,
      layer,
      units,
      height,
      width,
      channels,
      values,
      norms,
      meanActivations,
    );
  }
}

/** Of the latest epoch, which lie beside the run too; null before the first. */
function latestFigures(last: EpochRow | undefined): Record<string, number | null> {
  const { train = null, validation = null } = last ?? {};
  return {
    trainLoss: train?.loss ?? null,
    validationLoss: validation?.loss ?? null,
    trainAccuracy: train?.accuracy ?? null,
    validationAccuracy: validation?.accuracy ?? null,
  };
}
