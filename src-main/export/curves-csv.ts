/** All epochs of a run as a table: one row for each, a point before decimals, nothing where there is no number. */
import type { EpochRow } from '../contract/runs';

type Column = readonly [name: string, value: (row: EpochRow) => number | null | undefined];

const columns: readonly Column[] = [
  ['epoch', ({ epoch }) => epoch],
  ['train_loss', ({ train }) => train.loss],
  ['train_data', ({ train }) => train.data],
  ['train_weight_decay', ({ train }) => train.weightDecay],
  ['train_sparsity', ({ train }) => train.sparsity],
  ['train_accuracy', ({ train }) => train.accuracy],
  ['validation_loss', ({ validation }) => validation?.loss],
  ['validation_data', ({ validation }) => validation?.data],
  ['validation_weight_decay', ({ validation }) => validation?.weightDecay],
  ['validation_sparsity', ({ validation }) => validation?.sparsity],
  ['validation_accuracy', ({ validation }) => validation?.accuracy],
  ['learning_rate', ({ learningRate }) => learningRate],
  ['samples_per_second', ({ samplesPerSecond }) => samplesPerSecond],
  ['duration_ms', ({ durationMs }) => durationMs],
];

/** @see RFC 4180 */
export function curvesCsv(epochs: readonly EpochRow[]): string {
  const heading = columns.map(([name]) => name);
  const rows = epochs.map((row) => columns.map(([, value]) => String(value(row) ?? '')));
  return [heading, ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
}
