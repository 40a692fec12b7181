/** All SQL about data sets and their classes. */
import type { DatasetDetail, DatasetState, DatasetSummary, ImportOptions } from '../contract/datasets';
import { AppError } from '../contract/errors';
import type { Database } from './open';

export interface NewDataset {
  readonly name: string;
  readonly source: 'folder' | 'sample';
  readonly description: string;
  readonly rootPath: string | null;
  /** [height, width]; [0, 0] while it is not known yet. */
  readonly sizePx: readonly [number, number];
  readonly channels: 1 | 3;
  readonly fit: ImportOptions['fit'];
  readonly createdAtMs: number;
  /** Its number will be a higher one than this. */
  readonly above: number;
}

interface DatasetRow {
  id: number;
  name: string;
  source: 'folder' | 'sample';
  description: string;
  state: DatasetState;
  height_px: number;
  width_px: number;
  channels: number;
  picture_count: number;
  skipped_count: number;
  size_bytes: number;
  created_at_ms: number;
  class_count: number;
}

interface ClassRow {
  class_index: number;
  name: string;
  picture_count: number;
}

const COVER_COUNT = 6;

const SELECT = `
  SELECT d.*, (SELECT count(*) FROM classes c WHERE c.dataset_id = d.id) AS class_count FROM datasets d`;

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: Database) {
  return {
    insert: database.prepare(`
      INSERT INTO datasets
        (id, name, source, description, state, root_path, height_px, width_px, channels, fit, created_at_ms)
      VALUES
        (1 + max(@above, (SELECT coalesce(max(id), 0) FROM datasets)), @name, @source, @description, 'importing', @rootPath, @heightPx, @widthPx, @channels, @fit, @createdAtMs)`),
    all: database.prepare<[], DatasetRow>(`${SELECT} ORDER BY d.created_at_ms DESC, d.id DESC`),
    one: database.prepare<[number], DatasetRow>(`${SELECT} WHERE d.id = ?`),
    byName: database.prepare<[string], DatasetRow>(`${SELECT} WHERE d.name = ?`),
    error: database.prepare<[number], { error: string | null }>('SELECT error FROM datasets WHERE id = ?'),
    fit: database.prepare<[number], { fit: ImportOptions['fit'] }>('SELECT fit FROM datasets WHERE id = ?'),
    classes: database.prepare<[number], ClassRow>(
      'SELECT class_index, name, picture_count FROM classes WHERE dataset_id = ? ORDER BY class_index',
    ),
    cover: database.prepare<[number, number], { id: number }>(
      'SELECT id FROM items WHERE dataset_id = ? AND slot = ?',
    ),
    setSize: database.prepare('UPDATE datasets SET height_px = ?, width_px = ? WHERE id = ?'),
    setState: database.prepare('UPDATE datasets SET state = ?, error = ? WHERE id = ?'),
    addCounts: database.prepare(`
      UPDATE datasets SET
        picture_count = picture_count + ?, skipped_count = skipped_count + ?, size_bytes = size_bytes + ?
      WHERE id = ?`),
    addClass: database.prepare('INSERT INTO classes (dataset_id, class_index, name) VALUES (?, ?, ?)'),
    addToClass: database.prepare(
      'UPDATE classes SET picture_count = picture_count + ? WHERE dataset_id = ? AND class_index = ?',
    ),
    remove: database.prepare('DELETE FROM datasets WHERE id = ?'),
    unfinished: database.prepare<[], { id: number }>("SELECT id FROM datasets WHERE state = 'importing'"),
  };
}

export class DatasetRepository {
  readonly #sql: Statements;

  constructor(database: Database) {
    this.#sql = prepareStatements(database);
  }

  /** @throws AppError('conflict') when the name is taken */
  create(dataset: NewDataset): number {
    if (this.#sql.byName.get(dataset.name) !== undefined) {
      throw new AppError(
        'conflict',
        `A data set named "${dataset.name}" exists already. Choose another name, or remove that set first.`,
        { field: 'name' },
      );
    }
    const { name, source, description, rootPath, channels, fit, createdAtMs, above } = dataset;
    const [heightPx, widthPx] = dataset.sizePx;
    const row = { name, source, description, rootPath, channels, fit, createdAtMs, above, heightPx, widthPx };
    return Number(this.#sql.insert.run(row).lastInsertRowid);
  }

  list(): DatasetSummary[] {
    return this.#sql.all.all().map((row) => this.#summary(row));
  }

  findByName(name: string): DatasetSummary | null {
    const row = this.#sql.byName.get(name);
    return row === undefined ? null : this.#summary(row);
  }

  /** @throws AppError('notFound') */
  get(datasetId: number): DatasetDetail {
    const row = this.#sql.one.get(datasetId);
    if (row === undefined) {
      throw new AppError('notFound', 'This data set does not exist any more. Choose another one.');
    }
    return { ...this.#summary(row), classes: this.classes(datasetId) };
  }

  /** How pictures were brought to the set's size. @throws AppError('notFound') */
  fit(datasetId: number): ImportOptions['fit'] {
    const row = this.#sql.fit.get(datasetId);
    if (row !== undefined) return row.fit;
    throw new AppError('notFound', 'This data set does not exist any more. Choose another one.');
  }

  classes(datasetId: number): DatasetDetail['classes'] {
    return this.#sql.classes
      .all(datasetId)
      .map((row) => ({ index: row.class_index, name: row.name, pictureCount: row.picture_count }));
  }

  /** Why the import failed; null when it did not. */
  error(datasetId: number): string | null {
    return this.#sql.error.get(datasetId)?.error ?? null;
  }

  setSize(datasetId: number, heightPx: number, widthPx: number): void {
    this.#sql.setSize.run(heightPx, widthPx, datasetId);
  }

  setState(datasetId: number, state: DatasetState, error: string | null = null): void {
    this.#sql.setState.run(state, error, datasetId);
  }

  addClass(datasetId: number, index: number, name: string): void {
    this.#sql.addClass.run(datasetId, index, name);
  }

  addToClass(datasetId: number, index: number, pictures: number): void {
    this.#sql.addToClass.run(pictures, datasetId, index);
  }

  addCounts(datasetId: number, pictures: number, skipped: number, bytes: number): void {
    this.#sql.addCounts.run(pictures, skipped, bytes, datasetId);
  }

  remove(datasetId: number): void {
    this.#sql.remove.run(datasetId);
  }

  /** Sets whose import never came to its end. */
  unfinished(): number[] {
    return this.#sql.unfinished.all().map((row) => row.id);
  }

  #summary(row: DatasetRow): DatasetSummary {
    return {
      id: row.id,
      name: row.name,
      source: row.source,
      description: row.description,
      state: row.state,
      heightPx: row.height_px,
      widthPx: row.width_px,
      channels: row.channels,
      classCount: row.class_count,
      pictureCount: row.picture_count,
      skippedCount: row.skipped_count,
      sizeBytes: row.size_bytes,
      createdAtMs: row.created_at_ms,
      coverItemIds: this.#cover(row.id, row.picture_count),
    };
  }

  /** Ids of pictures spread evenly over the set. */
  #cover(datasetId: number, pictureCount: number): number[] {
    const count = Math.min(COVER_COUNT, pictureCount);
    const ids: number[] = [];
    for (let i = 0; i < count; i++) {
      const row = this.#sql.cover.get(datasetId, Math.floor(((i + 0.5) * pictureCount) / count));
      if (row !== undefined) ids.push(row.id);
    }
    return ids;
  }
}
