/** A run as lists show it: the one SELECT behind all of them, and its row as the contract has it. */
import type { Metrics } from '../../src-engine';
import type { AppErrorData } from '../contract/errors';
import type { RunState, RunSummary } from '../contract/runs';
import { epochRow, type EpochSqlRow } from './epoch-row';

export interface SummarySqlRow extends Omit<EpochSqlRow, 'epoch' | 'duration_ms'> {
  id: number;
  name: string;
  dataset_name: string;
  state: RunState;
  seed: number;
  epochs_done: number;
  epochs_total: number;
  parameter_count: number | null;
  train_metrics: string | null;
  test_metrics: string | null;
  duration_ms: number;
  created_at_ms: number;
  weights_sha256: string | null;
  weights_epoch: number | null;
  relaxed: 0 | 1;
  error: string | null;
  note: string;
  pinned: 0 | 1;
  archived: 0 | 1;
  priority: number;
  origin_run_id: number | null;
  sweep_id: number | null;
  sweep_name: string | null;
  arm: number | null;
  arm_name: string | null;
  tags: string;
  changes: number;
  epoch: number | null;
  epoch_duration_ms: number;
}

/** To be followed by WHERE and ORDER BY; the run is `r`. */
export const SELECT_SUMMARY = `
  SELECT r.id, r.name, r.dataset_name, r.state, r.seed, r.epochs_done, r.epochs_total, r.parameter_count, r.train_metrics, r.test_metrics,
    r.duration_ms, r.created_at_ms, r.weights_sha256, r.weights_epoch, r.error, r.note, r.pinned, r.archived, r.priority,
    r.origin_run_id, r.sweep_id, r.arm, s.name AS sweep_name,
    s.document ->> ('$.arms[' || r.arm || '].name') AS arm_name,
    coalesce(x.document ->> '$.training.relaxed', 0) AS relaxed,
    (SELECT json_group_array(t.tag) FROM run_tags t WHERE t.run_id = r.id) AS tags,
    (SELECT count(*) FROM run_events v WHERE v.run_id = r.id AND v.kind = 'change') AS changes,
    e.epoch, e.train, e.validation, e.learning_rate, e.samples_per_second, e.duration_ms AS epoch_duration_ms
  FROM runs r
  JOIN experiments x ON x.id = r.experiment_id
  LEFT JOIN sweeps s ON s.id = r.sweep_id
  LEFT JOIN epochs e ON e.run_id = r.id AND e.epoch = r.epochs_done`;

export function summaryOf(row: SummarySqlRow): RunSummary {
  const { epoch, epoch_duration_ms } = row;
  return {
    id: row.id,
    name: row.name,
    datasetName: row.dataset_name,
    state: row.state,
    seed: row.seed,
    epochsDone: row.epochs_done,
    epochsTotal: row.epochs_total,
    parameterCount: row.parameter_count,
    lastEpoch: epoch === null ? null : epochRow({ ...row, epoch, duration_ms: epoch_duration_ms }),
    test: row.test_metrics === null ? null : (JSON.parse(row.test_metrics) as Metrics),
    trainAtEnd: row.train_metrics === null ? null : (JSON.parse(row.train_metrics) as Metrics),
    durationMs: row.duration_ms,
    createdAtMs: row.created_at_ms,
    weightsSha256: row.weights_sha256,
    weightsEpoch: row.weights_epoch,
    relaxed: row.relaxed === 1,
    error: row.error === null ? null : (JSON.parse(row.error) as AppErrorData),
    tags: (JSON.parse(row.tags) as string[]).sort(),
    note: row.note,
    pinned: row.pinned === 1,
    archived: row.archived === 1,
    priority: row.priority,
    originRunId: row.origin_run_id,
    sweep: sweepOf(row),
    changes: row.changes,
  };
}

function sweepOf({ sweep_id, sweep_name, arm, arm_name }: SummarySqlRow): RunSummary['sweep'] {
  if (sweep_id === null || sweep_name === null || arm === null) return null;
  return { id: sweep_id, name: sweep_name, arm, armName: arm_name ?? `arm ${arm + 1}` };
}
