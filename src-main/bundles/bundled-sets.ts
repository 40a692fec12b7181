/** The data set of a bundle in this lab: the one with the same pictures, or the pictures of the file as a set of its own. */
import { freeSetName } from '../datasets/free-set-name';
import type { BundledItem, BundledSet, Manifest } from './bundle-format';
import type { BundleServiceParts } from './bundle-service';

type Parts = Pick<
  BundleServiceParts,
  'database' | 'datasets' | 'items' | 'packedSets' | 'samples' | 'readBundles' | 'clock' | 'log'
>;

/** A set for a run that is about to come. */
export interface PreparedSet {
  readonly datasetId: number | null;
  /** As this lab calls it; null where it has none. */
  readonly name: string | null;
  readonly isNew: boolean;
  /** Within the transaction in which the run comes. */
  readonly complete: () => void;
  /** Where it does not come. */
  readonly discard: () => Promise<void>;
}

const nothing = { isNew: false, complete: () => undefined, discard: () => Promise.resolve() };

export class BundledSets {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Of a set with the same pictures, labels and names of classes; a built-in one is generated where it is not there yet. */
  async find(set: BundledSet): Promise<number | null> {
    const { datasets, items, packedSets, samples, readBundles, log } = this.#parts;
    if (set.source === 'sample' && samples.names().includes(set.name)) {
      // Where that does not work, the run comes without its set.
      await samples.ensure(set.name).ready.catch((error: unknown) => log(`${set.name}: ${String(error)}`));
    }
    const [height, width, channels] = set.shape;
    const alike = datasets
      .list()
      .filter(
        (one) =>
          one.state === 'ready' &&
          one.heightPx === height &&
          one.widthPx === width &&
          one.channels === channels &&
          one.pictureCount === set.pictureCount &&
          sameNames(datasets.classes(one.id), set.classNames),
      );
    if (alike.length === 0) return null;
    const candidates = alike.map(({ id }) => ({
      datasetId: id,
      pixelsFile: packedSets.finishedPath(id),
      labels: items.labels(id),
    }));
    return readBundles({ job: 'match', set, candidates });
  }

  /** @returns rejects with AppError where the pictures of the file are not whole; nothing of them is left then */
  async make({ dataset, withPictures }: Manifest, path: string): Promise<PreparedSet> {
    const found = dataset === null ? null : await this.find(dataset);
    if (found !== null) return { ...nothing, datasetId: found, name: this.#parts.datasets.get(found).name };
    if (dataset === null || !withPictures) return { ...nothing, datasetId: null, name: null };
    return this.#unpack(dataset, path);
  }

  /** As an import does: its rows come page by page, and until it is whole its state says that it is not. */
  async #unpack(set: BundledSet, path: string): Promise<PreparedSet> {
    const { datasets, packedSets, readBundles } = this.#parts;
    const name = freeSetName(datasets, set.name);
    const datasetId = this.#create(set, name);
    const discard = async (): Promise<void> => {
      datasets.remove(datasetId);
      await packedSets.remove(datasetId);
    };
    try {
      const pixelsFile = await packedSets.prepare(datasetId);
      set.classNames.forEach((className, index) => datasets.addClass(datasetId, index, className));
      await readBundles({ job: 'unpack', file: path, pixelsFile }, (page) => this.#add(set, datasetId, page));
      await packedSets.adopt(datasetId);
      return { datasetId, name, isNew: true, complete: () => datasets.setState(datasetId, 'ready'), discard };
    } catch (error) {
      await discard();
      throw error;
    }
  }

  #create(set: BundledSet, name: string): number {
    const { datasets, packedSets, clock } = this.#parts;
    const [height, width, channels] = set.shape;
    return datasets.create({
      name,
      source: 'folder',
      description: set.description,
      rootPath: null,
      sizePx: [height, width],
      channels,
      fit: set.fit,
      createdAtMs: clock.dateMs(),
      above: packedSets.highestId(),
    });
  }

  #add(set: BundledSet, datasetId: number, page: readonly BundledItem[]): void {
    const { database, datasets, items } = this.#parts;
    const pictureBytes = set.shape.reduce((product, side) => product * side, 1);
    const perClass = new Map<number, number>();
    let ready = 0;
    database.transaction(() => {
      for (const [relativePath, reason, classIndex, slot, originalHeightPx, originalWidthPx] of page) {
        items.add(datasetId, { relativePath, reason, classIndex, slot, originalHeightPx, originalWidthPx });
        if (slot === null) continue;
        ready += 1;
        if (classIndex !== null) perClass.set(classIndex, (perClass.get(classIndex) ?? 0) + 1);
      }
      for (const [index, pictures] of perClass) datasets.addToClass(datasetId, index, pictures);
      datasets.addCounts(datasetId, ready, page.length - ready, ready * pictureBytes);
    })();
  }
}

function sameNames(classes: readonly { readonly name: string }[], names: readonly string[]): boolean {
  return classes.length === names.length && classes.every(({ name }, index) => name === names[index]);
}
