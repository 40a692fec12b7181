/**
 * Built-in sets as ordinary data sets: on first use one is generated in a decoder process, packed and given
 * rows like any other, under its name `sample:…`.
 */
import { sampleSets, type SampleSet } from '../../src-engine';
import { AppError } from '../contract/errors';
import type { DatasetRepository } from '../db/dataset-repository';
import type { ItemRepository } from '../db/item-repository';
import type { Database } from '../db/open';
import type { Clock } from '../training/throttle';
import { DecodePool } from './decode-pool';
import type { LaunchDecoder } from './decoder-process';
import type { PackedSets } from './packed-set';

export interface SampleStoreParts {
  readonly database: Database;
  readonly datasets: DatasetRepository;
  readonly items: ItemRepository;
  readonly packedSets: PackedSets;
  readonly launchDecoder: LaunchDecoder;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  readonly changed: () => void;
}

/** A set's row, and when its pictures are there. */
export interface Generation {
  readonly datasetId: number;
  readonly ready: Promise<void>;
}

/** As experiments and the list of sets call it. */
function nameOf(set: SampleSet): string {
  return `sample:${set.name}`;
}

export class SampleStore {
  readonly #parts: SampleStoreParts;
  #isClosed = false;
  readonly #underWay = new Map<string, Generation & { readonly close: () => void }>();

  constructor(parts: SampleStoreParts) {
    this.#parts = parts;
  }

  /** Names of all built-in sets. */
  names(): string[] {
    return sampleSets.map(nameOf);
  }

  /**
   * The set's row at once, and when its pictures are there. Asking twice generates once.
   * @throws AppError('notFound') for a name that is not built in
   */
  ensure(name: string): Generation {
    const underWay = this.#underWay.get(name);
    if (underWay !== undefined) return underWay;
    const existing = this.#parts.datasets.findByName(name);
    if (existing?.state === 'ready') return { datasetId: existing.id, ready: Promise.resolve() };
    const set = sampleSets.find((candidate) => nameOf(candidate) === name);
    if (set === undefined) {
      throw new AppError(
        'notFound',
        `There is no built-in set "${name}"; there are ${this.names().join(', ')}.`,
      );
    }
    // What an earlier process left half done is made anew.
    if (existing !== null) this.#parts.datasets.remove(existing.id);
    return this.#begin(set);
  }

  isGenerating(datasetId: number): boolean {
    return [...this.#underWay.values()].some((generation) => generation.datasetId === datasetId);
  }

  /** Generates all sets that are not there yet, one after another; failures are in the rows and the log. */
  async ensureAll(): Promise<void> {
    for (const name of this.names()) {
      if (this.#isClosed) return;
      await this.ensure(name).ready.catch(() => undefined);
    }
  }

  /** Ends generation under way; what was begun is made anew at the next use. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const open = [...this.#underWay.values()];
    for (const { close } of open) close();
    await Promise.allSettled(open.map(({ ready }) => ready));
  }

  #begin(set: SampleSet): Generation {
    const { datasets, packedSets, clock, changed, launchDecoder } = this.#parts;
    const datasetId = datasets.create({
      name: nameOf(set),
      source: 'sample',
      description: set.description,
      rootPath: null,
      sizePx: [set.heightPx, set.widthPx],
      channels: set.channels,
      fit: 'cover',
      createdAtMs: clock.dateMs(),
      above: packedSets.highestId(),
    });
    changed();
    const pool = new DecodePool({ launch: launchDecoder, processes: 1, silenceMs: 300_000 });
    const ready = this.#generate(set, datasetId, pool).finally(() => {
      pool.close();
      this.#underWay.delete(nameOf(set));
      changed();
    });
    // Whoever waits gets the error; that nobody waits is no reason to end the process.
    ready.catch(() => undefined);
    const entry = { datasetId, ready, close: () => pool.close() };
    this.#underWay.set(nameOf(set), entry);
    return entry;
  }

  async #generate(set: SampleSet, datasetId: number, pool: DecodePool): Promise<void> {
    const { database, datasets, items, packedSets, log } = this.#parts;
    try {
      const pixels = await pool.sample(set.name);
      const writer = await packedSets.create(datasetId);
      await writer.append(pixels);
      await writer.finish();
      database.transaction(() => {
        set.classNames.forEach((name, index) => datasets.addClass(datasetId, index, name));
        for (let slot = 0; slot < set.count; slot++) {
          const label = set.label(slot);
          items.add(datasetId, {
            relativePath: String(slot + 1).padStart(4, '0'),
            reason: null,
            classIndex: label < 0 ? null : label,
            slot,
            originalHeightPx: set.heightPx,
            originalWidthPx: set.widthPx,
          });
          if (label >= 0) datasets.addToClass(datasetId, label, 1);
        }
        datasets.addCounts(datasetId, set.count, 0, pixels.length);
        datasets.setState(datasetId, 'ready');
      })();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log(`${nameOf(set)}: ${reason}`);
      datasets.setState(datasetId, 'failed', reason);
      throw error;
    }
  }
}
