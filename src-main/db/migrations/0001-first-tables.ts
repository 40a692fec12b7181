/** First schema: data sets and their pictures, experiments, runs with epochs, snapshots and checkpoints. */
export const firstTables = `
CREATE TABLE datasets (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL CHECK (source IN ('folder', 'sample')),
  description TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('importing', 'ready', 'cancelled', 'failed')),
  error TEXT,
  root_path TEXT,
  height_px INTEGER NOT NULL,
  width_px INTEGER NOT NULL,
  channels INTEGER NOT NULL CHECK (channels IN (1, 3)),
  fit TEXT NOT NULL CHECK (fit IN ('cover', 'contain', 'fill')),
  picture_count INTEGER NOT NULL DEFAULT 0,
  skipped_count INTEGER NOT NULL DEFAULT 0,
  size_bytes INTEGER NOT NULL DEFAULT 0,
  created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE classes (
  dataset_id INTEGER NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  class_index INTEGER NOT NULL,
  name TEXT NOT NULL,
  picture_count INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (dataset_id, class_index),
  UNIQUE (dataset_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE items (
  id INTEGER PRIMARY KEY,
  dataset_id INTEGER NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  relative_path TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('ready', 'skipped')),
  reason TEXT,
  class_index INTEGER,
  slot INTEGER,
  original_height_px INTEGER,
  original_width_px INTEGER,
  CHECK ((state = 'ready') = (slot IS NOT NULL)),
  CHECK ((state = 'skipped') = (reason IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX items_by_slot ON items (dataset_id, slot) WHERE slot IS NOT NULL;
CREATE INDEX items_by_class ON items (dataset_id, class_index, slot) WHERE slot IS NOT NULL;
CREATE INDEX items_skipped ON items (dataset_id, id) WHERE slot IS NULL;

CREATE TABLE experiments (
  id INTEGER PRIMARY KEY,
  document TEXT NOT NULL UNIQUE,
  created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  experiment_id INTEGER NOT NULL REFERENCES experiments (id),
  dataset_id INTEGER REFERENCES datasets (id) ON DELETE SET NULL,
  dataset_name TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (
    state IN ('preparing', 'running', 'paused', 'finished', 'stopped', 'failed', 'interrupted')
  ),
  seed INTEGER NOT NULL,
  epochs_total INTEGER NOT NULL,
  parameter_count INTEGER,
  layers TEXT NOT NULL DEFAULT '[]',
  test_metrics TEXT,
  duration_ms REAL NOT NULL DEFAULT 0,
  weights_sha256 TEXT,
  error TEXT,
  created_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX runs_by_dataset ON runs (dataset_id);
CREATE INDEX runs_by_experiment ON runs (experiment_id);

CREATE TABLE epochs (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  epoch INTEGER NOT NULL,
  train TEXT NOT NULL,
  validation TEXT,
  learning_rate REAL NOT NULL,
  samples_per_second REAL NOT NULL,
  duration_ms REAL NOT NULL,
  PRIMARY KEY (run_id, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshots (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  epoch INTEGER NOT NULL,
  layer INTEGER NOT NULL,
  units INTEGER NOT NULL,
  height INTEGER NOT NULL,
  width INTEGER NOT NULL,
  channels INTEGER NOT NULL,
  filter_values BLOB NOT NULL,
  norms BLOB NOT NULL,
  mean_activations BLOB NOT NULL,
  PRIMARY KEY (run_id, epoch)
) STRICT;

CREATE TABLE checkpoints (
  run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  epoch INTEGER NOT NULL,
  data BLOB NOT NULL,
  saved_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
