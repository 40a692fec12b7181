/**
 * Comparing: sweeps, a queue, notes and tags, a bin, the record of what happened to a run, and the figures of its latest
 * epoch beside it, so that a history of any length is sorted by SQLite. The planned layers get a table of their own, since
 * they are most of a row and no list needs them. The number of a run that was purged is never given to another one, lest
 * whoever remembers the first takes the second for it.
 */
export const history = `
CREATE TABLE sweeps (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  document TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE plans (
  run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  layers TEXT NOT NULL
) STRICT;
INSERT INTO plans (run_id, layers) SELECT id, layers FROM runs WHERE layers <> '[]';

CREATE TABLE new_runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  experiment_id INTEGER NOT NULL REFERENCES experiments (id),
  dataset_id INTEGER REFERENCES datasets (id) ON DELETE SET NULL,
  sweep_id INTEGER REFERENCES sweeps (id) ON DELETE SET NULL,
  arm INTEGER,
  origin_run_id INTEGER REFERENCES runs (id) ON DELETE SET NULL,
  dataset_name TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (
    state IN ('queued', 'preparing', 'running', 'paused', 'finished', 'stopped', 'failed', 'interrupted')
  ),
  seed INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  duration_ms REAL NOT NULL DEFAULT 0,
  epochs_total INTEGER NOT NULL,
  epochs_done INTEGER NOT NULL DEFAULT 0,
  parameter_count INTEGER,
  train_loss REAL,
  validation_loss REAL,
  test_loss REAL,
  train_accuracy REAL,
  validation_accuracy REAL,
  test_accuracy REAL,
  priority INTEGER NOT NULL DEFAULT 0,
  queue_place REAL,
  pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
  archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
  deleted_at_ms INTEGER,
  note TEXT NOT NULL DEFAULT '',
  train_metrics TEXT,
  test_metrics TEXT,
  weights_epoch INTEGER,
  weights_sha256 TEXT,
  error TEXT,
  CHECK (state <> 'queued' OR queue_place IS NOT NULL)
) STRICT;

INSERT INTO new_runs (
  id, experiment_id, dataset_id, dataset_name, name, state, seed, created_at_ms, duration_ms, epochs_total, epochs_done,
  parameter_count, train_loss, validation_loss, test_loss, train_accuracy, validation_accuracy, test_accuracy, test_metrics,
  weights_epoch, weights_sha256, error
)
SELECT
  r.id, r.experiment_id, r.dataset_id, r.dataset_name, r.name, r.state, r.seed, r.created_at_ms, r.duration_ms,
  r.epochs_total, coalesce(e.epoch, 0), r.parameter_count, e.train ->> '$.loss', e.validation ->> '$.loss',
  r.test_metrics ->> '$.loss', e.train ->> '$.accuracy', e.validation ->> '$.accuracy', r.test_metrics ->> '$.accuracy',
  r.test_metrics, r.weights_epoch, r.weights_sha256, r.error
FROM runs r
LEFT JOIN epochs e ON e.run_id = r.id AND e.epoch = (SELECT max(l.epoch) FROM epochs l WHERE l.run_id = r.id);

DROP TABLE runs;
ALTER TABLE new_runs RENAME TO runs;
CREATE INDEX runs_by_dataset ON runs (dataset_id);
CREATE INDEX runs_by_experiment ON runs (experiment_id);
CREATE INDEX runs_by_sweep ON runs (sweep_id, arm, seed) WHERE sweep_id IS NOT NULL;
CREATE INDEX runs_by_origin ON runs (origin_run_id) WHERE origin_run_id IS NOT NULL;
CREATE INDEX runs_waiting ON runs (priority DESC, queue_place, id) WHERE state = 'queued';
CREATE INDEX runs_in_bin ON runs (deleted_at_ms) WHERE deleted_at_ms IS NOT NULL;

CREATE TABLE run_tags (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (run_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_tags_by_tag ON run_tags (tag, run_id);

CREATE TABLE run_events (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  at_ms INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  batch INTEGER,
  x REAL NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('state', 'change', 'extended')),
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX run_events_by_run ON run_events (run_id, kind, id);
`;
