/**
 * All SQL about looking through a history of many runs: search, filters, sort, pages, counts, small curves, and what people
 * write on runs. Rows are chosen and sorted by narrow columns first; only those of one page are then read as a whole.
 */
import type { Annotation, RunFacets, RunPage, RunQuery, RunSort, Sparkline } from '../contract/run-history';
import type { RunState, RunSummary } from '../contract/runs';
import type { Database } from './open';
import { SELECT_SUMMARY, summaryOf, type SummarySqlRow } from './run-summary';
import { searchTerms } from './search-terms';

/** What is sorted by; never a word of the asker's. */
const sortColumns: Readonly<Record<Exclude<RunSort, 'queue'>, string>> = {
  created: 'r.created_at_ms',
  name: 'r.name COLLATE NOCASE',
  dataset: 'r.dataset_name COLLATE NOCASE',
  state: 'r.state',
  epochs: 'r.epochs_done',
  duration: 'r.duration_ms',
  parameters: 'r.parameter_count',
  seed: 'r.seed',
  priority: 'r.priority',
  changes: "(SELECT count(*) FROM run_events v WHERE v.run_id = r.id AND v.kind = 'change')",
  trainLoss: 'r.train_loss',
  validationLoss: 'r.validation_loss',
  testLoss: 'r.test_loss',
  trainAccuracy: 'r.train_accuracy',
  validationAccuracy: 'r.validation_accuracy',
  testAccuracy: 'r.test_accuracy',
};

export const SPARKLINE_POINTS = 32;

type Filter = Omit<RunQuery, 'offset' | 'limit'>;
type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: Database) {
  return {
    rows: database.prepare<[string], SummarySqlRow>(
      `${SELECT_SUMMARY} WHERE r.id IN (SELECT value FROM json_each(?))`,
    ),
    totals: database.prepare<[], { total: number; archived: number; in_bin: number }>(`
      SELECT count(*) FILTER (WHERE deleted_at_ms IS NULL) AS total,
        count(*) FILTER (WHERE deleted_at_ms IS NULL AND archived = 1) AS archived,
        count(*) FILTER (WHERE deleted_at_ms IS NOT NULL) AS in_bin
      FROM runs`),
    states: database.prepare<[], { value: RunState; count: number }>(
      'SELECT state AS value, count(*) AS count FROM runs WHERE deleted_at_ms IS NULL GROUP BY 1 ORDER BY 2 DESC, 1',
    ),
    datasets: database.prepare<[], { value: string; count: number }>(
      'SELECT dataset_name AS value, count(*) AS count FROM runs WHERE deleted_at_ms IS NULL GROUP BY 1 ORDER BY 2 DESC, 1',
    ),
    tags: database.prepare<[], { value: string; count: number }>(`
      SELECT t.tag AS value, count(*) AS count FROM run_tags t JOIN runs r ON r.id = t.run_id
      WHERE r.deleted_at_ms IS NULL GROUP BY 1 ORDER BY 2 DESC, 1`),
    sweeps: database.prepare<[], RunFacets['sweeps'][number]>(`
      SELECT s.id, s.name, count(*) AS count FROM sweeps s JOIN runs r ON r.sweep_id = s.id
      WHERE r.deleted_at_ms IS NULL GROUP BY s.id ORDER BY s.id DESC`),
    epochsDone: database.prepare<[number], { epochs_done: number }>(
      'SELECT epochs_done FROM runs WHERE id = ?',
    ),
    losses: database.prepare<[string, number], { train: number; validation: number | null }>(`
      SELECT e.train ->> '$.loss' AS train, e.validation ->> '$.loss' AS validation
      FROM json_each(?) j JOIN epochs e ON e.run_id = ? AND e.epoch = j.value ORDER BY j.key`),
    annotate: database.prepare(`
      UPDATE runs SET name = coalesce(@name, name), note = coalesce(@note, note), pinned = coalesce(@pinned, pinned),
        archived = coalesce(@archived, archived)
      WHERE id = @runId`),
    // A run that is gone meanwhile takes no tag.
    addTag: database.prepare(
      'INSERT INTO run_tags (run_id, tag) SELECT id, @tag FROM runs WHERE id = @runId ON CONFLICT DO NOTHING',
    ),
    removeTag: database.prepare('DELETE FROM run_tags WHERE run_id = @runId AND tag = @tag'),
  };
}

export class HistoryRepository {
  readonly #database: Database;
  readonly #sql: Statements;

  constructor(database: Database) {
    this.#database = database;
    this.#sql = prepareStatements(database);
  }

  query({ offset, limit, ...filter }: RunQuery): RunPage {
    const { where, values } = conditions(filter);
    const total = this.#database
      .prepare<unknown[], number>(`SELECT count(*) FROM runs r WHERE ${where}`)
      .pluck()
      .get(...values);
    const ids = this.#database
      .prepare<unknown[], number>(
        `SELECT r.id FROM runs r WHERE ${where} ORDER BY ${order(filter)} LIMIT ? OFFSET ?`,
      )
      .pluck()
      .all(...values, limit, offset);
    const rows = new Map(this.#sql.rows.all(JSON.stringify(ids)).map((row) => [row.id, row]));
    return { total: total ?? 0, runs: ids.flatMap((id) => summariesOf(rows.get(id))) };
  }

  queryIds(filter: Filter): number[] {
    const { where, values } = conditions(filter);
    return this.#database
      .prepare<unknown[], number>(`SELECT r.id FROM runs r WHERE ${where} ORDER BY ${order(filter)}`)
      .pluck()
      .all(...values);
  }

  facets(): RunFacets {
    const totals = this.#sql.totals.get();
    return {
      total: totals?.total ?? 0,
      archived: totals?.archived ?? 0,
      inBin: totals?.in_bin ?? 0,
      states: this.#sql.states.all(),
      datasets: this.#sql.datasets.all(),
      tags: this.#sql.tags.all(),
      sweeps: this.#sql.sweeps.all(),
    };
  }

  /** Runs that do not exist are left out. */
  sparklines(runIds: readonly number[]): Sparkline[] {
    return runIds.flatMap((runId) => {
      const row = this.#sql.epochsDone.get(runId);
      if (row === undefined) return [];
      const points = this.#sql.losses.all(JSON.stringify(spread(row.epochs_done)), runId);
      const train = points.map((point) => point.train);
      const validation = points.flatMap((point) => (point.validation === null ? [] : [point.validation]));
      return [{ runId, train, validation }];
    });
  }

  annotate(
    runIds: readonly number[],
    { name, note, pinned, archived, addTags, removeTags }: Annotation,
  ): void {
    const flag = (value: boolean | undefined): number | null => (value === undefined ? null : Number(value));
    const change = { name: name ?? null, note: note ?? null, pinned: flag(pinned), archived: flag(archived) };
    const isPlain = Object.values(change).every((value) => value === null);
    this.#database.transaction(() => {
      for (const runId of runIds) {
        if (!isPlain) this.#sql.annotate.run({ ...change, runId });
        for (const tag of removeTags ?? []) this.#sql.removeTag.run({ runId, tag });
        for (const tag of addTags ?? []) this.#sql.addTag.run({ runId, tag });
      }
    })();
  }
}

function summariesOf(row: SummarySqlRow | undefined): RunSummary[] {
  return row === undefined ? [] : [summaryOf(row)];
}

/** Up to 32 epochs from the first to the last, evenly spaced. */
function spread(epochs: number): number[] {
  const points = Math.min(epochs, SPARKLINE_POINTS);
  if (points < 2) return points === 0 ? [] : [1];
  return Array.from({ length: points }, (_, i) => 1 + Math.round((i * (epochs - 1)) / (points - 1)));
}

function conditions({ text, states, datasets, tags, sweepId, archived, bin }: Filter): {
  where: string;
  values: unknown[];
} {
  const parts = [`r.deleted_at_ms IS ${bin ? 'NOT ' : ''}NULL`];
  const values: unknown[] = [];
  const add = (part: string, ...given: unknown[]): void => {
    parts.push(part);
    values.push(...given);
  };
  if (archived !== 'with') add(`r.archived = ${archived === 'only' ? 1 : 0}`);
  if (states.length > 0) add('r.state IN (SELECT value FROM json_each(?))', JSON.stringify(states));
  if (datasets.length > 0)
    add('r.dataset_name IN (SELECT value FROM json_each(?))', JSON.stringify(datasets));
  if (sweepId !== null) add('r.sweep_id = ?', sweepId);
  for (const tag of tags) add('EXISTS (SELECT 1 FROM run_tags t WHERE t.run_id = r.id AND t.tag = ?)', tag);
  for (const term of searchTerms(text)) {
    if (term.runId !== null) add('r.id = ?', term.runId);
    else {
      const tagged = "EXISTS (SELECT 1 FROM run_tags t WHERE t.run_id = r.id AND t.tag LIKE ? ESCAPE '\\')";
      const columns = ['r.name', 'r.note', 'r.dataset_name'].map((column) => `${column} LIKE ? ESCAPE '\\'`);
      add(`(${[...columns, tagged].join(' OR ')})`, ...new Array<string>(4).fill(term.pattern));
    }
  }
  return { where: parts.join(' AND '), values };
}

/** Runs without a figure come last, whichever way it goes; equal ones by age, the youngest first. */
function order({ pinnedFirst, sort }: Filter): string {
  const [direction, opposite] = sort.descending ? ['DESC', 'ASC'] : ['ASC', 'DESC'];
  if (sort.by === 'queue') {
    // Queued ones before all others, pinned or not, as they will begin.
    return `r.state = 'queued' DESC, r.priority ${opposite}, r.queue_place ${direction}, r.id ${direction}`;
  }
  const column = sortColumns[sort.by];
  return `${pinnedFirst ? 'r.pinned DESC, ' : ''}${column} ${direction} NULLS LAST, r.id DESC`;
}
