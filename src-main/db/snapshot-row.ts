/** Filters of one epoch as the table has them. */

export interface SnapshotSqlRow {
  epoch: number;
  layer: number;
  units: number;
  height: number;
  width: number;
  channels: number;
  filter_values: Buffer;
  norms: Buffer;
  mean_activations: Buffer;
}
