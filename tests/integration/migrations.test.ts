/** Labs of every released version open with this one, and nothing in them is lost (R1). */
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseOf } from '../../src-main/db/database-files';
import { ensureBuilt, openTestLab, removeFolders, root, temporaryFolder } from './bench-lab';

beforeAll(ensureBuilt, 180_000);
afterAll(removeFolders);

const fixtures = join(root, 'tests', 'fixtures');
const schemas = readdirSync(fixtures).flatMap((name) => /^schema-(\d+)\.sqlite$/.exec(name)?.[1] ?? []);

interface OldRun {
  readonly runId: number;
  readonly name: string;
  readonly dataset: string;
  readonly state: string;
  readonly seed: number;
  readonly epochsDone: number;
  readonly epochsTotal: number;
  readonly parameterCount: number;
  readonly lastEpoch: { readonly train: object; readonly validation: object };
  readonly test: object | null;
  readonly createdAt: string;
  readonly weightsSha256: string | null;
}

function runsOf(schema: string): OldRun[] {
  const lines = readFileSync(join(fixtures, `schema-${schema}.runs.jsonl`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as OldRun);
}

/** Every value of the columns that a table of before had, in the order of its key. */
function rowsOf(file: string, table: string, columns: readonly string[]): unknown[] {
  const database = new Sqlite(file, { readonly: true });
  const rows = database.prepare(`SELECT ${columns.join(', ')} FROM ${table} ORDER BY 1, 2`).all();
  database.close();
  return rows;
}

/** Tables whose rows a migration must leave alone, with the columns of the first version. */
const untouched: readonly (readonly [string, readonly string[]])[] = [
  ['epochs', ['run_id', 'epoch', 'train', 'validation', 'learning_rate', 'samples_per_second']],
  ['snapshots', ['run_id', 'epoch', 'layer', 'units', 'filter_values', 'norms', 'mean_activations']],
  ['checkpoints', ['run_id', 'epoch', 'data', 'saved_at_ms']],
  ['experiments', ['id', 'document', 'created_at_ms']],
  ['classes', ['dataset_id', 'class_index', 'name', 'picture_count']],
  ['items', ['id', 'dataset_id', 'relative_path', 'state', 'reason', 'class_index', 'slot']],
];

it('there are fixtures to open', () => expect(schemas).toEqual(expect.arrayContaining(['1', '2'])));

describe.each(schemas)('a lab of schema %s', (schema) => {
  it('opens with its runs as they were, after a backup of it', async () => {
    const old = join(fixtures, `schema-${schema}.sqlite`);
    const dataDir = await temporaryFolder();
    mkdirSync(dataDir, { recursive: true });
    copyFileSync(old, databaseOf(dataDir));
    const lab = await openTestLab(dataDir);
    for (const run of runsOf(schema)) {
      expect(lab.runs.get(run.runId)).toMatchObject({
        name: run.name,
        datasetName: run.dataset,
        state: run.state,
        seed: run.seed,
        epochsDone: run.epochsDone,
        epochsTotal: run.epochsTotal,
        parameterCount: run.parameterCount,
        lastEpoch: { train: run.lastEpoch.train, validation: run.lastEpoch.validation },
        test: run.test,
        createdAtMs: Date.parse(run.createdAt),
        weightsSha256: run.weightsSha256,
      });
      expect(lab.runs.get(run.runId).layers).toHaveLength(2);
      expect(lab.runs.filters(run.runId, 1)?.filters.units).toBe(3);
    }
    expect(lab.runs.list()).toHaveLength(2);
    expect(lab.datasets.list()[0]).toMatchObject({
      name: 'halves',
      pictureCount: 6,
      skippedCount: 1,
      classCount: 2,
    });
    const backups = await lab.backups.folder.list();
    await lab.close();

    const [backup] = backups;
    expect(backups).toHaveLength(1);
    expect(backup).toMatchObject({ reason: 'migration', content: { runs: 2, schema: Number(schema) } });
    for (const [table, columns] of untouched) {
      expect(rowsOf(databaseOf(dataDir), table, columns)).toEqual(rowsOf(old, table, columns));
      expect(rowsOf(join(dataDir, 'backups', backup.id), table, columns)).toEqual(
        rowsOf(old, table, columns),
      );
    }
    const migrated = new Sqlite(databaseOf(dataDir), { readonly: true });
    expect(migrated.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(migrated.pragma('foreign_key_check')).toEqual([]);
    migrated.close();
  });
});
