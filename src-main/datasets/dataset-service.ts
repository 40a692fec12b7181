/** Everything the window and the command line can do with data sets, over the importer, the samples and the rows. */
import { basename } from 'node:path';
import type { Experiment, PackedPictures } from '../../src-engine';
import type { DatasetDetail, DatasetItem, DatasetSummary } from '../contract/datasets';
import { AppError } from '../contract/errors';
import type { DatasetRepository } from '../db/dataset-repository';
import type { ItemPageQuery, ItemRepository } from '../db/item-repository';
import type { RunRepository } from '../db/run-repository';
import type { PictureForm } from './decoder-protocol';
import type { Importer } from './importer';
import type { PackedSets } from './packed-set';
import type { SampleStore } from './sample-sets';

export interface DatasetServiceParts {
  readonly datasets: DatasetRepository;
  readonly items: ItemRepository;
  readonly runs: RunRepository;
  readonly packedSets: PackedSets;
  readonly importer: Importer;
  readonly samples: SampleStore;
  readonly changed: () => void;
}

/** Pixels of one picture. */
export interface Picture {
  readonly heightPx: number;
  readonly widthPx: number;
  readonly channels: number;
  /** uint8 [heightPx, widthPx, channels]. */
  readonly pixels: Uint8Array;
}

export class DatasetService {
  readonly #parts: DatasetServiceParts;

  constructor(parts: DatasetServiceParts) {
    this.#parts = parts;
  }

  list(): DatasetSummary[] {
    return this.#parts.datasets.list();
  }

  get(datasetId: number): DatasetDetail {
    return this.#parts.datasets.get(datasetId);
  }

  /** What every picture of the set was brought to. @throws AppError('notFound') */
  form(datasetId: number): PictureForm {
    const { heightPx, widthPx, channels } = this.get(datasetId);
    return { heightPx, widthPx, channels: channels === 3 ? 3 : 1, fit: this.#parts.datasets.fit(datasetId) };
  }

  items(query: ItemPageQuery): { total: number; items: DatasetItem[] } {
    return this.#parts.items.page(query);
  }

  /** Why the set failed; null when it did not. */
  error(datasetId: number): string | null {
    return this.#parts.datasets.error(datasetId);
  }

  /** @throws AppError('precondition') while it is being imported or a run trains on it */
  async remove(datasetId: number): Promise<void> {
    const { datasets, runs, importer, samples, packedSets, changed } = this.#parts;
    const { name } = datasets.get(datasetId);
    if (importer.isImporting(datasetId)) {
      throw new AppError('precondition', `"${name}" is being imported. Cancel the import first.`);
    }
    if (samples.isGenerating(datasetId)) {
      throw new AppError('precondition', `"${name}" is being generated. Try again in a moment.`);
    }
    if (runs.usesDataset(datasetId)) {
      throw new AppError('precondition', `A run is training on "${name}". Stop it first.`);
    }
    datasets.remove(datasetId);
    await packedSets.remove(datasetId);
    changed();
  }

  /** Null for items that do not exist or were skipped. */
  async picture(itemId: number): Promise<Picture | null> {
    const place = this.#parts.items.place(itemId);
    if (place === null) return null;
    const { datasetId, slot, heightPx, widthPx, channels } = place;
    const pixels = await this.#parts.packedSets.readSlot(datasetId, slot, heightPx * widthPx * channels);
    return { heightPx, widthPx, channels, pixels };
  }

  /**
   * The set an experiment names; a built-in one is generated on first use, and `ready` says when it is there.
   * @throws AppError('notFound') naming the sets there are, AppError('precondition') for one that is not whole
   */
  resolve(experiment: Experiment): { readonly datasetId: number; readonly ready: Promise<void> } {
    const name = experiment.data.dataset;
    const { datasets, samples } = this.#parts;
    if (samples.names().includes(name)) return samples.ensure(name);
    const set = datasets.findByName(name);
    if (set === null) {
      const known = [...datasets.list().map((one) => one.name), ...samples.names()];
      throw new AppError(
        'notFound',
        `There is no data set "${name}". There are: ${[...new Set(known)].join(', ')}.`,
        {
          field: 'data.dataset',
        },
      );
    }
    if (set.state !== 'ready') {
      throw new AppError(
        'precondition',
        set.state === 'importing'
          ? `"${name}" is still being imported. Wait until it is complete.`
          : `The import of "${name}" did not come to its end. Remove it and import the folder again.`,
        { field: 'data.dataset' },
      );
    }
    return { datasetId: set.id, ready: Promise.resolve() };
  }

  /** The whole set as the engine takes it, on shared memory. */
  async pictures(datasetId: number): Promise<PackedPictures> {
    const { datasets, items, packedSets } = this.#parts;
    const set = datasets.get(datasetId);
    const { pictureCount: count, heightPx: height, widthPx: width, channels } = set;
    const pixels = await packedSets.readAll(datasetId, count * height * width * channels);
    const labels = items.labels(datasetId);
    return {
      count,
      height,
      width,
      channels,
      pixels,
      labels,
      classNames: set.classes.map(({ name }) => name),
    };
  }

  /**
   * After a restart: imports that ended with the process are marked so, and keep what they have; sets whose pixels are not
   * there, as when a backup was put back that knows a set which was removed later, are marked too.
   */
  async recover(): Promise<void> {
    const { datasets, packedSets } = this.#parts;
    for (const datasetId of datasets.unfinished()) {
      await packedSets.adopt(datasetId);
      const { name } = datasets.get(datasetId);
      datasets.setState(
        datasetId,
        'failed',
        `The import of "${basename(name)}" was cut off when Simplecell ended. Remove it and import the folder again.`,
      );
    }
    for (const { id, name, state, pictureCount, heightPx, widthPx, channels } of datasets.list()) {
      if (state !== 'ready') continue;
      if (await packedSets.isWhole(id, pictureCount * heightPx * widthPx * channels)) continue;
      datasets.setState(
        id,
        'failed',
        `The pixels of "${name}" are not there any more. Remove it and import the folder again.`,
      );
    }
  }
}
