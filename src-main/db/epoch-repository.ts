/** All SQL about what a run leaves behind at the end of an epoch: metrics, filters, checkpoint. */
import type { CheckpointMessage, EpochMessage, FilterSet } from '../../src-engine';
import type { EpochRow } from '../contract/runs';
import { epochRow, type EpochSqlRow } from './epoch-row';
import type { Database } from './open';
import type { SnapshotSqlRow } from './snapshot-row';
import { packValues, unpackValues } from './snapshot-values';
import { snapshotsToDrop } from './thin-snapshots';

/** One unit of the first layer with weights, as a snapshot has it. */
export interface UnitSnapshot {
  readonly epoch: number;
  readonly norm: number;
  readonly meanActivation: number;
}

export interface Checkpoint {
  readonly epoch: number;
  readonly data: Uint8Array;
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: Database) {
  return {
    insertEpoch: database.prepare(`
      INSERT INTO epochs (run_id, epoch, train, validation, learning_rate, samples_per_second, duration_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (run_id, epoch) DO UPDATE SET
        train = excluded.train, validation = excluded.validation, learning_rate = excluded.learning_rate,
        samples_per_second = excluded.samples_per_second, duration_ms = excluded.duration_ms`),
    // An epoch that is trained again is not the latest one.
    setLatest: database.prepare(`
      UPDATE runs SET epochs_done = @epoch, train_loss = @trainLoss, validation_loss = @validationLoss,
        train_accuracy = @trainAccuracy, validation_accuracy = @validationAccuracy
      WHERE id = @runId AND epochs_done <= @epoch`),
    insertSnapshot: database.prepare(`
      INSERT OR REPLACE INTO snapshots
        (run_id, epoch, layer, units, height, width, channels, filter_values, norms, mean_activations)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    upsertCheckpoint: database.prepare(`
      INSERT INTO checkpoints (run_id, epoch, data, saved_at_ms) VALUES (?, ?, ?, ?)
      ON CONFLICT (run_id) DO UPDATE SET
        epoch = excluded.epoch, data = excluded.data, saved_at_ms = excluded.saved_at_ms`),
    epochs: database.prepare<[number], EpochSqlRow>('SELECT * FROM epochs WHERE run_id = ? ORDER BY epoch'),
    checkpoint: database.prepare<[number], { epoch: number; data: Buffer }>(
      'SELECT epoch, data FROM checkpoints WHERE run_id = ?',
    ),
    // The length of a blob is read without the blob.
    checkpointSize: database.prepare<[number], { epoch: number; bytes: number }>(
      'SELECT epoch, length(data) AS bytes FROM checkpoints WHERE run_id = ?',
    ),
    savedAt: database.prepare<[number], { saved_at_ms: number }>(
      'SELECT saved_at_ms FROM checkpoints WHERE run_id = ?',
    ),
    snapshotEpochs: database.prepare<[number], { epoch: number }>(
      'SELECT epoch FROM snapshots WHERE run_id = ? ORDER BY epoch',
    ),
    snapshot: database.prepare<[number, number], SnapshotSqlRow>(
      'SELECT * FROM snapshots WHERE run_id = ? AND epoch <= ? ORDER BY epoch DESC LIMIT 1',
    ),
    // Pieces of the blobs, since all of them together are large; substr counts from 1.
    unitSnapshots: database.prepare<
      { runId: number; unit: number },
      { epoch: number; norm: Buffer; mean_activation: Buffer }
    >(`
      SELECT epoch, substr(norms, 1 + 4 * @unit, 4) AS norm,
        substr(mean_activations, 1 + 4 * @unit, 4) AS mean_activation
      FROM snapshots WHERE run_id = @runId AND @unit < units ORDER BY epoch`),
    deleteSnapshot: database.prepare('DELETE FROM snapshots WHERE run_id = ? AND epoch = ?'),
  };
}

export class EpochRepository {
  readonly #database: Database;
  readonly #sql: Statements;

  constructor(database: Database) {
    this.#database = database;
    this.#sql = prepareStatements(database);
  }

  /**
   * Metrics, filters and, where it has one, checkpoint of one epoch in one transaction: all of it is there, or nothing.
   * An epoch that is trained again after a resume takes the place of its equal.
   */
  record(runId: number, message: EpochMessage, savedAtMs: number): void {
    this.#database.transaction(() => {
      this.#sql.insertEpoch.run(
        runId,
        message.epoch,
        JSON.stringify(message.train),
        message.validation === null ? null : JSON.stringify(message.validation),
        message.learningRate,
        message.samplesPerSecond,
        message.durationMs,
      );
      this.#sql.setLatest.run({
        runId,
        epoch: message.epoch,
        trainLoss: message.train.loss,
        validationLoss: message.validation?.loss ?? null,
        trainAccuracy: message.train.accuracy,
        validationAccuracy: message.validation?.accuracy ?? null,
      });
      this.#insertSnapshot(runId, message.epoch, message.filters, packValues(message.filters));
      if (message.checkpoint !== null) {
        this.#sql.upsertCheckpoint.run(runId, message.epoch, message.checkpoint, savedAtMs);
      }
      for (const epoch of snapshotsToDrop(this.snapshotEpochs(runId))) {
        this.#sql.deleteSnapshot.run(runId, epoch);
      }
    })();
  }

  /** A checkpoint apart from the end of an epoch. */
  saveCheckpoint(
    runId: number,
    { epoch, checkpoint }: Pick<CheckpointMessage, 'epoch' | 'checkpoint'>,
    savedAtMs: number,
  ): void {
    this.#sql.upsertCheckpoint.run(runId, epoch, checkpoint, savedAtMs);
  }

  /** To the last bit, in place of those that are kept of the epoch, if there are any. */
  saveFilters(runId: number, epoch: number, filters: FilterSet): void {
    this.#insertSnapshot(runId, epoch, filters, bytesOf(filters.values));
  }

  #insertSnapshot(runId: number, epoch: number, filters: FilterSet, values: Uint8Array): void {
    const { layer, units, height, width, channels, norms, meanActivations } = filters;
    this.#sql.insertSnapshot.run(
      runId,
      epoch,
      layer,
      units,
      height,
      width,
      channels,
      values,
      bytesOf(norms),
      bytesOf(meanActivations),
    );
  }

  list(runId: number): EpochRow[] {
    return this.#sql.epochs.all(runId).map(epochRow);
  }

  checkpoint(runId: number): Checkpoint | null {
    return this.#sql.checkpoint.get(runId) ?? null;
  }

  /** Without reading it. */
  checkpointSize(runId: number): { readonly epoch: number; readonly bytes: number } | null {
    return this.#sql.checkpointSize.get(runId) ?? null;
  }

  savedAtMs(runId: number): number | null {
    return this.#sql.savedAt.get(runId)?.saved_at_ms ?? null;
  }

  snapshotEpochs(runId: number): number[] {
    return this.#sql.snapshotEpochs.all(runId).map((row) => row.epoch);
  }

  /** Filters of the epoch, or of the nearest kept one before it. */
  filters(runId: number, epoch: number): { epoch: number; filters: FilterSet } | null {
    const row = this.#sql.snapshot.get(runId, epoch);
    if (row === undefined) return null;
    const { layer, units, height, width, channels } = row;
    const values = unpackValues(row.filter_values, row);
    const norms = floatsOf(row.norms);
    const meanActivations = floatsOf(row.mean_activations);
    return {
      epoch: row.epoch,
      filters: { layer, units, height, width, channels, values, norms, meanActivations },
    };
  }

  /** Empty where no snapshot has such a unit. */
  unitHistory(runId: number, unit: number): UnitSnapshot[] {
    return this.#sql.unitSnapshots.all({ runId, unit }).map((row) => ({
      epoch: row.epoch,
      norm: row.norm.readFloatLE(),
      meanActivation: row.mean_activation.readFloatLE(),
    }));
  }
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** A copy, since SQLite's buffer need not be aligned to four bytes. */
function floatsOf(bytes: Buffer): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}
