/** What a killed process left behind, looked at in a copy, so that the next process finds it untouched. */
import { cpSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';

export interface EpochFound {
  readonly epoch: number;
  readonly loss: number;
}

export interface SetFound {
  readonly id: number;
  readonly name: string;
  readonly state: string;
  readonly pictures: number;
  readonly bytesPerPicture: number;
}

export interface Findings {
  /** Sentences; empty when nothing is wrong. */
  readonly wrong: readonly string[];
  readonly runs: number;
  /** Of the one run there is. */
  readonly epochs: readonly EpochFound[];
  /** SHA-256 of its weights, where it had come to its end. */
  readonly weights: string | null;
  readonly sets: readonly SetFound[];
}

const nothing: Findings = { wrong: [], runs: 0, epochs: [], weights: null, sets: [] };

/** Copies the database with its log and looks at every page, every reference and what belongs together. */
export function examine(dataDir: string): Findings {
  if (!existsSync(join(dataDir, 'lab.sqlite'))) return nothing;
  const folder = mkdtempSync(join(tmpdir(), 'simplecell-autopsy-'));
  try {
    for (const ending of ['', '-wal']) {
      const file = join(dataDir, `lab.sqlite${ending}`);
      if (existsSync(file)) cpSync(file, join(folder, `lab.sqlite${ending}`));
    }
    const database = new Sqlite(join(folder, 'lab.sqlite'));
    try {
      return findingsOf(database, dataDir);
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function findingsOf(database: Sqlite.Database, dataDir: string): Findings {
  const wrong: string[] = [];
  const integrity = database.pragma('integrity_check', { simple: true });
  if (integrity !== 'ok') wrong.push(`integrity_check: ${String(integrity)}`);
  const orphans = database.pragma('foreign_key_check') as unknown[];
  if (orphans.length > 0) wrong.push(`${orphans.length} rows without their parents`);
  const unused = database
    .prepare('SELECT count(*) FROM experiments WHERE id NOT IN (SELECT experiment_id FROM runs)')
    .pluck()
    .get() as number;
  if (unused > 0) wrong.push(`${unused} experiments without a run`);
  const epochs = database
    .prepare<[], EpochFound>("SELECT epoch, train ->> '$.loss' AS loss FROM epochs ORDER BY epoch")
    .all();
  epochs.forEach(({ epoch }, index) => {
    if (epoch !== index + 1) wrong.push(`epoch ${index + 1} is missing`);
  });
  const checkpoint = database.prepare('SELECT max(epoch) FROM checkpoints').pluck().get() as number | null;
  if ((checkpoint ?? 0) > epochs.length)
    wrong.push(`the checkpoint is of epoch ${String(checkpoint)}, which is missing`);
  const sets = database
    .prepare<[], SetFound>(
      `SELECT id, name, state, picture_count AS pictures, height_px * width_px * channels AS bytesPerPicture FROM datasets`,
    )
    .all();
  for (const set of sets) wrong.push(...lookAtSet(database, dataDir, set));
  const runs = database.prepare('SELECT count(*) FROM runs').pluck().get() as number;
  const finished = "SELECT weights_sha256 FROM runs WHERE state = 'finished'";
  const weights = (database.prepare(finished).pluck().get() ?? null) as string | null;
  return { wrong, runs, epochs, weights, sets };
}

/** Rows never point at pixels that are not there, and are as many as the set says. */
function lookAtSet(database: Sqlite.Database, dataDir: string, set: SetFound): string[] {
  const { id, name, pictures, bytesPerPicture } = set;
  const rows = database
    .prepare('SELECT count(*), max(slot) FROM items WHERE dataset_id = ? AND slot IS NOT NULL')
    .raw()
    .get(id) as [number, number | null];
  const wrong: string[] = [];
  if (rows[0] !== pictures) wrong.push(`${name} says ${pictures} pictures and has ${rows[0]}`);
  if ((rows[1] ?? -1) + 1 !== rows[0]) wrong.push(`${name} has a gap in its slots`);
  const file = join(dataDir, 'sets', `${id}.pixels`);
  const size =
    [file, `${file}.part`].filter((path) => existsSync(path)).map((path) => statSync(path).size)[0] ?? 0;
  if (size < pictures * bytesPerPicture)
    wrong.push(`${name} has ${size} bytes of pixels for ${pictures} pictures`);
  return wrong;
}
