/** Exports of runs: what can be exported, the exports under way, and where the finished ones lie. */
import { randomUUID } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';
import type { PackedPictures } from '../../src-engine';
import { AppError } from '../contract/errors';
import {
  exportFormatNames,
  type ExportFormatId,
  type ExportProgress,
  type ExportResult,
} from '../contract/exports';
import type { DatasetRepository } from '../db/dataset-repository';
import type { EpochRepository } from '../db/epoch-repository';
import type { RunRepository } from '../db/run-repository';
import type { Exporter, StartExporter } from './exporter';
import { preparationNotes } from './preparation-notes';

export interface ExportServiceParts {
  readonly runs: RunRepository;
  readonly epochs: EpochRepository;
  readonly datasets: DatasetRepository;
  readonly loadPictures: (datasetId: number) => Promise<PackedPictures>;
  readonly startExporter: StartExporter;
  readonly progress: (progress: ExportProgress) => void;
}

export interface ExportRequest {
  readonly runId: number;
  readonly format: ExportFormatId;
  /** Names the export in `progress` and `cancel`. */
  readonly token: string;
}

export class ExportService {
  readonly #parts: ExportServiceParts;
  readonly #underWay = new Map<string, Exporter>();
  /** Main files by the ids of their results. */
  readonly #files: string[] = [];

  constructor(parts: ExportServiceParts) {
    this.#parts = parts;
  }

  /** A name for the file or the folder, of letters that every system takes. @throws AppError('notFound') */
  suggestedName(runId: number, format: ExportFormatId): string {
    const { name } = this.#parts.runs.get(runId);
    const plain = name
      .replaceAll(/[^\p{L}\p{N} _-]/gu, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim()
      .slice(0, 80);
    return `${plain === '' ? `run ${runId}` : plain}${exportFormatNames[format].ending}`;
  }

  /**
   * Writes the trained network of a run, the best weights where early stopping has ended it.
   * @param path the main file, or the folder of formats that are one; its ending is put right
   * @returns rejects with AppError('precondition') where there is nothing to export or to prove it with, 'cancelled', and as
   * `runExport` throws
   */
  async write({ runId, format, token }: ExportRequest, path: string): Promise<ExportResult> {
    const { runs, startExporter, progress } = this.#parts;
    const checkpoint = this.#checkpoint(runId);
    const datasetId = this.#datasetId(runId);
    if (this.#underWay.has(token)) throw new AppError('conflict', 'An export of this name is under way.');
    const experiment = runs.experiment(runId);
    const pictures = await this.#parts.loadPictures(datasetId);
    const notes = preparationNotes(experiment, pictures, this.#parts.datasets.fit(datasetId));
    const place = placeOf(path, exportFormatNames[format].ending);
    const order = { experiment, checkpoint, pictures, notes, format, ...place, token: randomUUID() };
    const exporter = startExporter(order, (each) => progress({ token, ...each }));
    this.#underWay.set(token, exporter);
    try {
      const result = await exporter.result;
      const id = this.#files.push(join(place.folder, result.files[0] ?? '')) - 1;
      return { id, ...result };
    } finally {
      this.#underWay.delete(token);
    }
  }

  async cancel(token: string): Promise<void> {
    await this.#underWay.get(token)?.cancel();
  }

  /** Where the main file of a finished export lies. @throws AppError('notFound') */
  fileOf(id: number): string {
    const file = this.#files[id];
    if (file === undefined) throw new AppError('notFound', 'This export is not known any more.');
    return file;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#underWay.values()].map((exporter) => exporter.cancel()));
  }

  #checkpoint(runId: number): Uint8Array {
    const { runs, epochs } = this.#parts;
    const { name } = runs.get(runId);
    const stored = epochs.checkpoint(runId);
    if (stored !== null) return stored.data;
    throw new AppError(
      'precondition',
      `Run ${runId}, "${name}", has saved no weights yet. Wait for the end of its first epoch, or pause it.`,
    );
  }

  #datasetId(runId: number): number {
    const { runs } = this.#parts;
    const datasetId = runs.datasetId(runId);
    if (datasetId !== null) return datasetId;
    throw new AppError(
      'precondition',
      `The data set "${runs.get(runId).datasetName}" that run ${runId} was trained on was removed. Its preparation of pictures ` +
        'is computed from it, and so is the proof of an export. Import the pictures again and train anew.',
    );
  }
}

function placeOf(path: string, ending: string): { readonly folder: string; readonly stem: string } {
  const full = resolve(path);
  if (ending === '') return { folder: full, stem: basename(full) };
  return { folder: dirname(full), stem: basename(full, ending) };
}
