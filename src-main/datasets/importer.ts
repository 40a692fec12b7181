/**
 * Imports folders: scan, decode, pack, rows. One import at a time; each is a job that can be cancelled and
 * that keeps what it has done.
 */
import { basename, join } from 'node:path';
import type { ImportOptions, ImportProgress } from '../contract/datasets';
import { AppError } from '../contract/errors';
import type { DatasetRepository } from '../db/dataset-repository';
import type { ItemRepository } from '../db/item-repository';
import type { Database } from '../db/open';
import { explainWriting } from '../db/trouble';
import type { Clock } from '../training/throttle';
import { DecodePool } from './decode-pool';
import type { PictureForm } from './decoder-protocol';
import type { LaunchDecoder } from './decoder-process';
import { freeSetName } from './free-set-name';
import { chooseSize, pickForProbe } from './import-size';
import { ImportProgressReporter } from './import-progress';
import type { PackedSets } from './packed-set';
import { Packing } from './packing';
import { scanFolder, type ScannedFile } from './scan';
import { stackOf } from '../stack-of';

export interface ImporterParts {
  readonly database: Database;
  readonly datasets: DatasetRepository;
  readonly items: ItemRepository;
  readonly packedSets: PackedSets;
  readonly launchDecoder: LaunchDecoder;
  readonly decoderProcesses: number;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  readonly progress: (progress: ImportProgress) => void;
  /** Called when a set appears or changes its state. */
  readonly changed: () => void;
  readonly decoderSilenceMs?: number;
}

export interface ImportJob {
  readonly datasetId: number;
  /** Resolves at the end, whatever it is; the set's state and error tell which. Never rejects. */
  readonly done: Promise<void>;
  cancel(): void;
}

interface Job {
  readonly datasetId: number;
  readonly root: string;
  readonly options: ImportOptions;
  readonly signal: AbortSignal;
  readonly report: ImportProgressReporter;
}

export class Importer {
  readonly #parts: ImporterParts;
  readonly #jobs = new Map<number, ImportJob>();
  #last: Promise<void> = Promise.resolve();

  constructor(parts: ImporterParts) {
    this.#parts = parts;
  }

  /** @throws AppError('conflict') when the chosen name is taken, AppError('validation') for a reserved one */
  start(root: string, options: ImportOptions): ImportJob {
    const { datasets, packedSets, clock, progress, changed } = this.#parts;
    const datasetId = datasets.create({
      name: this.#name(root, options.name),
      source: 'folder',
      // Its name alone: the page never learns a path.
      description: `Folder ${basename(root)}`,
      rootPath: root,
      sizePx: options.size === 'auto' ? [0, 0] : options.size,
      channels: options.color === 'grey' ? 1 : 3,
      fit: options.fit,
      createdAtMs: clock.dateMs(),
      above: packedSets.highestId(),
    });
    changed();
    const cancel = new AbortController();
    const report = new ImportProgressReporter(datasetId, progress, clock);
    const run = (): Promise<void> => this.#run({ datasetId, root, options, signal: cancel.signal, report });
    const done = this.#last.then(run);
    this.#last = done;
    const job = { datasetId, done, cancel: () => cancel.abort() };
    this.#jobs.set(datasetId, job);
    return job;
  }

  /** @throws AppError('precondition') when the set is not being imported */
  cancel(datasetId: number): void {
    const job = this.#jobs.get(datasetId);
    if (job === undefined)
      throw new AppError('precondition', 'This data set is not being imported at the moment.');
    job.cancel();
  }

  isImporting(datasetId: number): boolean {
    return this.#jobs.has(datasetId);
  }

  /** Cancels all imports and waits until they have put down what they have. */
  async close(): Promise<void> {
    for (const job of this.#jobs.values()) job.cancel();
    await this.#last;
  }

  #name(root: string, wanted: string | undefined): string {
    if (wanted?.startsWith('sample:')) {
      throw new AppError(
        'validation',
        'Names that begin with "sample:" are those of built-in sets. Choose another name.',
        {
          field: 'options.name',
        },
      );
    }
    if (wanted !== undefined) return wanted;
    return freeSetName(this.#parts.datasets, basename(root));
  }

  async #run(job: Job): Promise<void> {
    const { datasetId, signal, report } = job;
    const { datasets, log, changed } = this.#parts;
    try {
      await this.#import(job);
      const state = signal.aborted ? 'cancelled' : 'ready';
      datasets.setState(datasetId, state);
      report.ended(state, null);
    } catch (error) {
      const known = error instanceof AppError ? error : explainWriting(error);
      const message = known?.message ?? `The import ended early: ${String(error)}`;
      log(`import ${datasetId}: ${stackOf(error)}`);
      await this.#fail(datasetId, message);
      report.ended('failed', message);
    } finally {
      this.#jobs.delete(datasetId);
      changed();
    }
  }

  /** On a full disk the pixels make room for the word that they are of no use; failing that, the next start says it. */
  async #fail(datasetId: number, message: string): Promise<void> {
    const { datasets, packedSets, log } = this.#parts;
    try {
      datasets.setState(datasetId, 'failed', message);
    } catch (error) {
      log(`import ${datasetId}: its state cannot be written yet: ${String(error)}`);
      try {
        await packedSets.remove(datasetId);
        datasets.setState(datasetId, 'failed', message);
      } catch (again) {
        log(`import ${datasetId}: its state cannot be written: ${String(again)}`);
      }
    }
  }

  async #import(job: Job): Promise<void> {
    const { launchDecoder, decoderProcesses, decoderSilenceMs, packedSets, log } = this.#parts;
    const files = await scanFolder(job.root, (found) => job.report.scanned(found, true), job.signal);
    job.report.scanned(files.length, false);
    const readable = files.filter((file) => file.reason === null);
    if (readable.length === 0 && !job.signal.aborted) throw noPictures(job.root, files.length);
    const processes = Math.max(1, Math.min(decoderProcesses, Math.ceil(readable.length / 8)));
    const silence = decoderSilenceMs === undefined ? {} : { silenceMs: decoderSilenceMs };
    const pool = new DecodePool({ launch: launchDecoder, processes, log, ...silence });
    const writer = await packedSets.create(job.datasetId);
    try {
      const form = await this.#form(job, pool, readable);
      const pack = new Packing({
        ...this.#parts,
        datasetId: job.datasetId,
        files,
        writer,
        report: job.report,
      });
      const paths = readable.map((file) => join(job.root, file.relativePath));
      for await (const part of pool.decode(paths, form, job.signal)) await pack.add(part);
      if (!job.signal.aborted) pack.finish();
      await writer.finish();
      if (pack.pictures === 0 && !job.signal.aborted) throw noPictures(job.root, files.length);
    } catch (error) {
      await writer.abandon();
      throw error;
    } finally {
      pool.close();
    }
  }

  async #form(job: Job, pool: DecodePool, files: readonly ScannedFile[]): Promise<PictureForm> {
    const { size, color, fit } = job.options;
    let sizePx = size;
    if (sizePx === 'auto') {
      const probed = pickForProbe(files).map((file) => join(job.root, file.relativePath));
      sizePx = chooseSize(await pool.probe(probed));
      this.#parts.datasets.setSize(job.datasetId, ...sizePx);
    }
    return { heightPx: sizePx[0], widthPx: sizePx[1], channels: color === 'grey' ? 1 : 3, fit };
  }
}

function noPictures(root: string, files: number): AppError {
  const what = files === 0 ? 'no files' : `${files} files, none of them a picture that can be read`;
  return new AppError(
    'validation',
    `${root} holds ${what}. Choose a folder with JPEG, PNG, WebP, TIFF, GIF or AVIF pictures.`,
  );
}
