/** One epoch as the table has it, and as the contract does. */
import type { Metrics } from '../../src-engine';
import type { EpochRow } from '../contract/runs';

export interface EpochSqlRow {
  epoch: number;
  train: string;
  validation: string | null;
  learning_rate: number;
  samples_per_second: number;
  duration_ms: number;
}

export function epochRow(row: EpochSqlRow): EpochRow {
  return {
    epoch: row.epoch,
    train: JSON.parse(row.train) as Metrics,
    validation: row.validation === null ? null : (JSON.parse(row.validation) as Metrics),
    learningRate: row.learning_rate,
    samplesPerSecond: row.samples_per_second,
    durationMs: row.duration_ms,
  };
}
