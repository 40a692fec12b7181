/** Exports of runs: what can be exported, the exports under way, and where the finished ones lie. */
import { randomUUID } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';
import type { PackedPictures } from '../../src-engine';
import type { BundleService } from '../bundles/bundle-service';
import { AppError } from '../contract/errors';
import {
  exportFormatNames,
  exportFormatSchema,
  isModelFormat,
  type ExportFormatId,
  type ExportOffer,
  type ExportOptions,
  type ExportProgress,
  type ExportResult,
  type ModelFormatId,
} from '../contract/exports';
import type { DatasetRepository } from '../db/dataset-repository';
import type { EpochRepository } from '../db/epoch-repository';
import type { RunRepository } from '../db/run-repository';
import type { ExportOrder, ExportPlace } from './export-protocol';
import type { OneAnswer } from '../threads/one-answer';
import type { StartExporter } from './exporter';
import { preparationNotes } from './preparation-notes';
import type { RecordSource } from './record-source';
import { standInFor, standInNote } from './stand-in';

export interface ExportServiceParts {
  readonly runs: RunRepository;
  readonly epochs: EpochRepository;
  readonly datasets: DatasetRepository;
  readonly bundles: Pick<BundleService, 'source' | 'refusal' | 'pictureBytes'>;
  readonly records: RecordSource;
  readonly loadPictures: (datasetId: number) => Promise<PackedPictures>;
  readonly startExporter: StartExporter;
  readonly progress: (progress: ExportProgress) => void;
}

export interface ExportRequest {
  readonly runId: number;
  readonly format: ExportFormatId;
  readonly options?: Partial<ExportOptions>;
  /** Names the export in `progress` and `cancel`. */
  readonly token: string;
}

/** An export under way: first its run is gathered, then a thread writes it. */
interface UnderWay {
  thread: OneAnswer<unknown> | null;
  isCancelled: boolean;
}

const usual: ExportOptions = { withDataset: false, layer: null, itemId: null };

const unknownSizeNote =
  'How files became the pictures that the network takes went with its data set: bring yours to the size of the input.';

/** About how many bytes a format needs beside its weights. */
const descriptionBytes = 8192;

export class ExportService {
  readonly #parts: ExportServiceParts;
  readonly #underWay = new Map<string, UnderWay>();
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

  /** What can be exported of a run as it is now. @throws AppError('notFound') */
  offer(runId: number): ExportOffer {
    const { runs, epochs, bundles, records } = this.#parts;
    const { weightsEpoch } = runs.get(runId);
    const saved = epochs.checkpointSize(runId);
    return {
      epoch: saved === null ? null : (weightsEpoch ?? saved.epoch),
      formats: exportFormatSchema.options.map((format) => ({
        format,
        refusal: this.#refusal(runId, format),
        bytes: this.#bytes(runId, format),
      })),
      datasetBytes: bundles.pictureBytes(runId),
      mapLayers: records.mapLayers(runId),
    };
  }

  /**
   * Writes a run in a format; of its trained network the best weights where early stopping has ended it.
   * @param path the main file, or the folder of formats that are one; its ending is put right
   * @returns rejects with AppError('precondition') where there is nothing to export or to prove it with, 'cancelled', and as
   * `carryOut` throws
   */
  async write(request: ExportRequest, path: string): Promise<ExportResult> {
    const { startExporter, progress } = this.#parts;
    const { token, format } = request;
    if (this.#underWay.has(token)) throw new AppError('conflict', 'An export of this name is under way.');
    const underWay: UnderWay = { thread: null, isCancelled: false };
    this.#underWay.set(token, underWay);
    try {
      progress({ token, stage: 'preparing', progress: 0 });
      const place = { ...placeOf(path, exportFormatNames[format].ending), token: randomUUID() };
      const order = await this.#order(request, place);
      if (underWay.isCancelled)
        throw new AppError('cancelled', 'The export was cancelled; no file was left.');
      const thread = startExporter(order, (each) => progress({ token, ...each }));
      underWay.thread = thread;
      const result = await thread.answer;
      const id = this.#files.push(join(place.folder, result.files[0] ?? '')) - 1;
      return { id, ...result };
    } finally {
      this.#underWay.delete(token);
    }
  }

  async cancel(token: string): Promise<void> {
    const underWay = this.#underWay.get(token);
    if (underWay === undefined) return;
    underWay.isCancelled = true;
    await underWay.thread?.end();
  }

  /** Where the main file of a finished export lies. @throws AppError('notFound') */
  fileOf(id: number): string {
    const file = this.#files[id];
    if (file === undefined) throw new AppError('notFound', 'This export is not known any more.');
    return file;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#underWay.keys()].map((token) => this.cancel(token)));
  }

  async #order({ runId, format, options }: ExportRequest, place: ExportPlace): Promise<ExportOrder> {
    const { bundles, records } = this.#parts;
    const chosen = { ...usual, ...options };
    if (isModelFormat(format)) return this.#modelOrder(runId, format, place);
    if (format === 'bundle') return { format, source: await bundles.source(runId, chosen), ...place };
    return { format, record: await records.of(runId, format, chosen), ...place };
  }

  async #modelOrder(runId: number, format: ModelFormatId, place: ExportPlace): Promise<ExportOrder> {
    const { runs, epochs, datasets, loadPictures } = this.#parts;
    const refusal = this.#modelRefusal(runId);
    if (refusal !== null) throw new AppError('precondition', refusal);
    const checkpoint = epochs.checkpoint(runId)?.data ?? new Uint8Array();
    const experiment = runs.experiment(runId);
    const order = { experiment, checkpoint, format, ...place };
    const datasetId = runs.datasetId(runId);
    if (datasetId !== null) {
      const pictures = await loadPictures(datasetId);
      return { ...order, pictures, notes: preparationNotes(experiment, pictures, datasets.fit(datasetId)) };
    }
    const pictures = this.#standIn(runId);
    if (pictures === null) throw new AppError('internal', `Run ${runId} has no pictures to be proved with.`);
    return { ...order, pictures, notes: [unknownSizeNote], samplesNote: standInNote };
  }

  #refusal(runId: number, format: ExportFormatId): string | null {
    const { bundles, records } = this.#parts;
    if (isModelFormat(format)) return this.#modelRefusal(runId);
    return format === 'bundle' ? bundles.refusal(runId) : records.refusal(runId, format);
  }

  /** @throws AppError('notFound') */
  #modelRefusal(runId: number): string | null {
    const { runs, epochs } = this.#parts;
    const { name, datasetName } = runs.get(runId);
    if (epochs.checkpointSize(runId) === null) {
      return `Run ${runId}, "${name}", has saved no weights yet. Wait for the end of its first epoch, or pause it.`;
    }
    if (runs.datasetId(runId) !== null || this.#standIn(runId) !== null) return null;
    return (
      `The data set "${datasetName}" that run ${runId} was trained on was removed. Its preparation of pictures ` +
      'is computed from it, and so is the proof of an export. Import the pictures again and train anew, or export a bundle.'
    );
  }

  #standIn(runId: number): PackedPictures | null {
    const { runs, epochs } = this.#parts;
    const latest = epochs.filters(runId, Number.MAX_SAFE_INTEGER);
    return standInFor({
      experiment: runs.experiment(runId),
      layers: runs.layers(runId),
      filters: latest?.filters ?? null,
    });
  }

  /** Weights are nearly all of a model's file, checkpoint and filters of a bundle's. */
  #bytes(runId: number, format: ExportFormatId): number | null {
    const { runs, epochs } = this.#parts;
    const { parameterCount } = runs.get(runId);
    if (isModelFormat(format) && parameterCount !== null) return 4 * parameterCount + descriptionBytes;
    const saved = epochs.checkpointSize(runId);
    return format === 'bundle' && saved !== null ? saved.bytes + descriptionBytes : null;
  }
}

function placeOf(path: string, ending: string): { readonly folder: string; readonly stem: string } {
  const full = resolve(path);
  if (ending === '') return { folder: full, stem: basename(full) };
  return { folder: dirname(full), stem: basename(full, ending) };
}
