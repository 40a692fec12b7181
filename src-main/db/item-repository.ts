/** All SQL about the pictures of data sets, imported and skipped. */
import type { DatasetItem } from '../contract/datasets';
import type { Database } from './open';

/** A file that was looked at: in a slot of the packed set, or skipped for a reason. */
export interface NewItem {
  readonly relativePath: string;
  readonly reason: string | null;
  readonly classIndex: number | null;
  readonly slot: number | null;
  readonly originalHeightPx: number | null;
  readonly originalWidthPx: number | null;
}

/** Where the pixels of one picture lie. */
export interface ItemPlace {
  readonly datasetId: number;
  readonly slot: number;
  readonly heightPx: number;
  readonly widthPx: number;
  readonly channels: number;
}

/** Where one picture came from. */
export interface ItemOrigin {
  readonly relativePath: string;
  /** The imported folder; null for built-in pictures. */
  readonly rootPath: string | null;
}

interface ItemRow {
  id: number;
  relative_path: string;
  state: 'ready' | 'skipped';
  reason: string | null;
  class_name: string | null;
  original_height_px: number | null;
  original_width_px: number | null;
}

export interface ItemPageQuery {
  readonly datasetId: number;
  readonly state: 'ready' | 'skipped';
  readonly classIndex: number | null;
  readonly offset: number;
  readonly limit: number;
}

const SELECT = `
  SELECT i.id, i.relative_path, i.state, i.reason, c.name AS class_name, i.original_height_px, i.original_width_px
  FROM items i LEFT JOIN classes c ON c.dataset_id = i.dataset_id AND c.class_index = i.class_index`;

interface FullItemRow {
  id: number;
  relative_path: string;
  reason: string | null;
  class_index: number | null;
  slot: number | null;
  original_height_px: number | null;
  original_width_px: number | null;
}

interface PlaceRow {
  dataset_id: number;
  slot: number;
  height_px: number;
  width_px: number;
  channels: number;
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: Database) {
  return {
    insert: database.prepare(`
      INSERT INTO items
        (dataset_id, relative_path, state, reason, class_index, slot, original_height_px, original_width_px)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`),
    // Slots are 0, 1, 2 …, so that an offset into all pictures is a look-up and not a count.
    pageBySlot: database.prepare<[number, number, number], ItemRow>(
      `${SELECT} WHERE i.dataset_id = ? AND i.slot >= ? ORDER BY i.slot LIMIT ?`,
    ),
    pageByClass: database.prepare<[number, number, number, number], ItemRow>(
      `${SELECT} WHERE i.dataset_id = ? AND i.class_index = ? AND i.slot IS NOT NULL ORDER BY i.slot LIMIT ? OFFSET ?`,
    ),
    pageSkipped: database.prepare<[number, number, number], ItemRow>(
      `${SELECT} WHERE i.dataset_id = ? AND i.slot IS NULL ORDER BY i.id LIMIT ? OFFSET ?`,
    ),
    classCount: database.prepare<[number, number], { picture_count: number }>(
      'SELECT picture_count FROM classes WHERE dataset_id = ? AND class_index = ?',
    ),
    counts: database.prepare<[number], { picture_count: number; skipped_count: number }>(
      'SELECT picture_count, skipped_count FROM datasets WHERE id = ?',
    ),
    place: database.prepare<[number], PlaceRow>(`
      SELECT i.dataset_id, i.slot, d.height_px, d.width_px, d.channels
      FROM items i JOIN datasets d ON d.id = i.dataset_id WHERE i.id = ? AND i.slot IS NOT NULL`),
    origin: database.prepare<[number], { relative_path: string; root_path: string | null }>(`
      SELECT i.relative_path, d.root_path
      FROM items i JOIN datasets d ON d.id = i.dataset_id WHERE i.id = ? AND i.slot IS NOT NULL`),
    atSlot: database.prepare<[number, number], { id: number; relative_path: string }>(
      'SELECT id, relative_path FROM items WHERE dataset_id = ? AND slot = ?',
    ),
    after: database.prepare<[number, number, number], FullItemRow>(
      'SELECT * FROM items WHERE dataset_id = ? AND id > ? ORDER BY id LIMIT ?',
    ),
    labels: database.prepare<[number], { label: number }>(`
      SELECT coalesce(class_index, -1) AS label FROM items
      WHERE dataset_id = ? AND slot IS NOT NULL ORDER BY slot`),
  };
}

export class ItemRepository {
  readonly #sql: Statements;

  constructor(database: Database) {
    this.#sql = prepareStatements(database);
  }

  /** Returns the new item's id. */
  add(datasetId: number, item: NewItem): number {
    const result = this.#sql.insert.run(
      datasetId,
      item.relativePath,
      item.slot === null ? 'skipped' : 'ready',
      item.reason,
      item.classIndex,
      item.slot,
      item.originalHeightPx,
      item.originalWidthPx,
    );
    return Number(result.lastInsertRowid);
  }

  page(query: ItemPageQuery): { total: number; items: DatasetItem[] } {
    const items = this.#rows(query).map((row) => ({
      id: row.id,
      relativePath: row.relative_path,
      state: row.state,
      reason: row.reason,
      className: row.class_name,
      originalHeightPx: row.original_height_px,
      originalWidthPx: row.original_width_px,
    }));
    return { total: this.#total(query), items };
  }

  /** Null for items that do not exist or were skipped. */
  place(itemId: number): ItemPlace | null {
    const row = this.#sql.place.get(itemId);
    if (row === undefined) return null;
    return {
      datasetId: row.dataset_id,
      slot: row.slot,
      heightPx: row.height_px,
      widthPx: row.width_px,
      channels: row.channels,
    };
  }

  /** Null for items that do not exist or were skipped. */
  origin(itemId: number): ItemOrigin | null {
    const row = this.#sql.origin.get(itemId);
    return row === undefined ? null : { relativePath: row.relative_path, rootPath: row.root_path };
  }

  /** The picture in a slot of a set, or null. */
  atSlot(datasetId: number, slot: number): { readonly id: number; readonly relativePath: string } | null {
    const row = this.#sql.atSlot.get(datasetId, slot);
    return row === undefined ? null : { id: row.id, relativePath: row.relative_path };
  }

  /** Items of a set in the order in which they were added, those with higher ids than `after` alone. */
  after(datasetId: number, after: number, limit: number): (NewItem & { readonly id: number })[] {
    return this.#sql.after.all(datasetId, after, limit).map((row) => ({
      id: row.id,
      relativePath: row.relative_path,
      reason: row.reason,
      classIndex: row.class_index,
      slot: row.slot,
      originalHeightPx: row.original_height_px,
      originalWidthPx: row.original_width_px,
    }));
  }

  /** Class index of each slot, −1 where there is none. */
  labels(datasetId: number): Int32Array {
    return Int32Array.from(this.#sql.labels.all(datasetId), (row) => row.label);
  }

  #total(query: ItemPageQuery): number {
    if (query.state === 'ready' && query.classIndex !== null) {
      return this.#sql.classCount.get(query.datasetId, query.classIndex)?.picture_count ?? 0;
    }
    const counts = this.#sql.counts.get(query.datasetId);
    return (query.state === 'ready' ? counts?.picture_count : counts?.skipped_count) ?? 0;
  }

  #rows({ datasetId, state, classIndex, offset, limit }: ItemPageQuery): ItemRow[] {
    if (state === 'skipped') return this.#sql.pageSkipped.all(datasetId, limit, offset);
    if (classIndex === null) return this.#sql.pageBySlot.all(datasetId, offset, limit);
    return this.#sql.pageByClass.all(datasetId, classIndex, limit, offset);
  }
}
