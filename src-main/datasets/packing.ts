/** Puts decoded parts into the packed file, and files into rows: decoded, not decodable and never tried, in one order. */
import type { DatasetRepository } from '../db/dataset-repository';
import type { ItemRepository, NewItem } from '../db/item-repository';
import type { Database } from '../db/open';
import type { DecodedPart } from './decode-pool';
import type { ImportProgressReporter } from './import-progress';
import type { PackedSetWriter } from './packed-set';
import type { ScannedFile } from './scan';

export interface PackingParts {
  readonly database: Database;
  readonly datasets: DatasetRepository;
  readonly items: ItemRepository;
  readonly datasetId: number;
  /** All scanned files; those without a reason are decoded, in this order. */
  readonly files: readonly ScannedFile[];
  readonly writer: PackedSetWriter;
  readonly report: ImportProgressReporter;
}

export class Packing {
  readonly #parts: PackingParts;
  readonly #classes = new Map<string, number>();
  #nextFile = 0;
  pictures = 0;

  constructor(parts: PackingParts) {
    this.#parts = parts;
  }

  async add({ results, pixels }: DecodedPart): Promise<void> {
    // Pixels first: a row never points at a slot that is not there.
    await this.#parts.writer.append(pixels);
    const rows: NewItem[] = [];
    for (const { reason, original } of results) {
      this.#passOver(rows);
      const file = this.#parts.files[this.#nextFile++];
      if (file === undefined) break;
      const ready = reason === null;
      rows.push({
        relativePath: file.relativePath,
        reason,
        classIndex: ready && file.className !== null ? this.#classIndex(file.className) : null,
        slot: ready ? this.pictures++ : null,
        originalHeightPx: original?.heightPx ?? null,
        originalWidthPx: original?.widthPx ?? null,
      });
    }
    this.#store(rows, pixels.length);
  }

  /** The unreadable files that come after the last decoded one. */
  finish(): void {
    const rows: NewItem[] = [];
    this.#passOver(rows);
    this.#store(rows, 0);
  }

  #passOver(rows: NewItem[]): void {
    for (;;) {
      const file = this.#parts.files[this.#nextFile];
      if (file === undefined || file.reason === null) return;
      this.#nextFile++;
      const { relativePath, reason } = file;
      rows.push({
        relativePath,
        reason,
        classIndex: null,
        slot: null,
        originalHeightPx: null,
        originalWidthPx: null,
      });
    }
  }

  #classIndex(name: string): number {
    let index = this.#classes.get(name);
    if (index === undefined) {
      index = this.#classes.size;
      this.#classes.set(name, index);
      this.#parts.datasets.addClass(this.#parts.datasetId, index, name);
    }
    return index;
  }

  #store(rows: readonly NewItem[], bytes: number): void {
    if (rows.length === 0) return;
    const { database, datasets, items, datasetId, report } = this.#parts;
    const readyIds: number[] = [];
    const perClass = new Map<number, number>();
    database.transaction(() => {
      for (const row of rows) {
        const id = items.add(datasetId, row);
        if (row.slot === null) continue;
        readyIds.push(id);
        if (row.classIndex !== null) perClass.set(row.classIndex, (perClass.get(row.classIndex) ?? 0) + 1);
      }
      for (const [index, pictures] of perClass) datasets.addToClass(datasetId, index, pictures);
      datasets.addCounts(datasetId, readyIds.length, rows.length - readyIds.length, bytes);
    })();
    report.added(readyIds, rows.length - readyIds.length);
  }
}
