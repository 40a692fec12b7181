/** Bundles on the side of the lab: what of a run goes into one, and how a run in a file becomes a run of this lab. */
import { setImmediate as breathe } from 'node:timers/promises';
import type { Experiment } from '../../src-engine';
import { AppError } from '../contract/errors';
import type { RunState } from '../contract/runs';
import type { BundleRepository } from '../db/bundle-repository';
import type { DatasetRepository } from '../db/dataset-repository';
import type { EpochRepository } from '../db/epoch-repository';
import type { EventRepository } from '../db/event-repository';
import type { ItemRepository } from '../db/item-repository';
import type { Database } from '../db/open';
import type { RunRepository } from '../db/run-repository';
import type { PackedSets } from '../datasets/packed-set';
import type { SampleStore } from '../datasets/sample-sets';
import { isUnderWay } from '../training/run-states';
import type { Clock } from '../training/throttle';
import { itemPiece, type BundledRun, type Environment } from './bundle-format';
import type { BundleContent, BundleSource, SetInLab } from './bundle-protocol';
import type { ReadBundles } from './bundle-reader';
import { BundledSets } from './bundled-sets';
import { sampleShape } from './read-bundle';
import { itemPage } from './write-archive';

export interface BundleServiceParts {
  readonly database: Database;
  readonly bundles: BundleRepository;
  readonly runs: RunRepository;
  readonly epochs: EpochRepository;
  readonly events: EventRepository;
  readonly datasets: DatasetRepository;
  readonly items: ItemRepository;
  readonly packedSets: PackedSets;
  readonly samples: SampleStore;
  readonly readBundles: ReadBundles;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  readonly runsChanged: () => void;
  readonly datasetsChanged: () => void;
}

/** What a bundle holds, before it is opened. */
export interface BundleInspection {
  readonly name: string;
  /** Of the file. */
  readonly bytes: number;
  /** Null where the data set had been removed before the bundle was written. */
  readonly input: { readonly height: number; readonly width: number; readonly channels: number } | null;
  readonly layers: readonly { readonly name: string; readonly description: string }[];
  readonly parameters: number | null;
  readonly classNames: readonly string[];
  readonly state: RunState;
  readonly epochsDone: number;
  readonly datasetName: string;
  readonly withPictures: boolean;
  /** The set of this lab with the same pictures, where it has one. */
  readonly datasetId: number | null;
  /** The very same run, where it is in this lab already. */
  readonly runId: number | null;
  readonly environment: Environment;
}

export interface OpenedBundle {
  readonly runId: number;
  /** Null where its pictures are neither in the bundle nor in the lab. */
  readonly datasetId: number | null;
  /** It was in the lab before, and nothing was added. */
  readonly wasThere: boolean;
}

export class BundleService {
  readonly #parts: BundleServiceParts;
  readonly #sets: BundledSets;
  /** One is opened after the other, so that a file that is opened twice is one run. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: BundleServiceParts) {
    this.#parts = parts;
    this.#sets = new BundledSets(parts);
  }

  /**
   * Everything of a run that goes into a bundle.
   * @throws AppError('notFound'), or 'precondition' where there is nothing yet, or no pictures to go along
   */
  async source(runId: number, { withDataset }: { readonly withDataset: boolean }): Promise<BundleSource> {
    const { bundles, runs, epochs, events, environment, clock } = this.#parts;
    const { datasetName } = runs.get(runId);
    const datasetId = runs.datasetId(runId);
    const checkpoint = epochs.checkpoint(runId);
    const refusal = this.refusal(runId);
    if (refusal !== null) throw new AppError('precondition', refusal);
    if (withDataset && datasetId === null) {
      throw new AppError(
        'precondition',
        `The data set "${datasetName}" of run ${runId} was removed, so its pictures cannot go along. Export the bundle without them.`,
      );
    }
    const source = {
      environment,
      writtenAtMs: clock.dateMs(),
      experiment: runs.experiment(runId),
      run: this.#bundled(runId),
      epochs: epochs.list(runId),
      events: events.list(runId),
      checkpoint: checkpoint?.data ?? null,
      snapshots: bundles.snapshots(runId),
      dataset: datasetId === null ? null : this.#setInLab(datasetId),
    };
    const items = withDataset && datasetId !== null ? await this.#items(datasetId) : null;
    return { ...source, items };
  }

  /** Why there is nothing to put into a bundle; null where there is something. @throws AppError('notFound') */
  refusal(runId: number): string | null {
    const { runs, epochs } = this.#parts;
    if (runs.get(runId).epochsDone > 0 || epochs.checkpointSize(runId) !== null) return null;
    return `Run ${runId} has nothing to put into a bundle yet. Wait for the end of its first epoch, or export its experiment.`;
  }

  /** About how many bytes the pictures of a run add to a bundle; null where they are not there. */
  pictureBytes(runId: number): number | null {
    const { runs, datasets } = this.#parts;
    const datasetId = runs.datasetId(runId);
    return datasetId === null ? null : datasets.get(datasetId).sizeBytes;
  }

  /** Reads and checks a file; adds nothing. @returns rejects with AppError('validation' | 'io') */
  async inspect(path: string): Promise<BundleInspection> {
    const content = await this.#parts.readBundles({ job: 'read', file: path });
    const { manifest, experiment, run, bytes } = content;
    const { dataset } = manifest;
    const [height, width, channels] = dataset === null ? [0, 0, 0] : sampleShape(experiment, dataset);
    return {
      name: run.name,
      bytes,
      input: dataset === null ? null : { height, width, channels },
      layers: run.layers.map(({ index, title }) => ({ name: `Layer ${index + 1}`, description: title })),
      parameters: run.parameterCount,
      classNames: dataset?.classNames ?? [],
      state: run.state,
      epochsDone: run.epochsDone,
      datasetName: run.datasetName,
      withPictures: manifest.withPictures,
      datasetId: dataset === null ? null : await this.#sets.find(dataset),
      runId: this.#find(content),
      environment: manifest.environment,
    };
  }

  /**
   * Makes the run of a bundle a run of this lab, with its data set where that is in the file or in the lab. A run that is here
   * already stays the only one.
   * @returns rejects with AppError('validation' | 'io'), and nothing is added then
   */
  open(path: string): Promise<OpenedBundle> {
    const opened = this.#last.then(() => this.#open(path));
    this.#last = opened.catch(() => undefined);
    return opened;
  }

  /** What is being opened is there, or not at all. */
  async close(): Promise<void> {
    await this.#last;
  }

  async #open(path: string): Promise<OpenedBundle> {
    const { bundles, runs, readBundles, runsChanged, datasetsChanged } = this.#parts;
    const content = await readBundles({ job: 'read', file: path });
    const there = this.#find(content);
    if (there !== null) return { runId: there, datasetId: runs.datasetId(there), wasThere: true };
    const set = await this.#sets.make(content.manifest, path);
    try {
      const whole = { ...content, ...this.#settled(content, set.name), datasetId: set.datasetId };
      const runId = bundles.insert(whole, set.complete);
      if (set.isNew) datasetsChanged();
      runsChanged();
      return { runId, datasetId: set.datasetId, wasThere: false };
    } catch (error) {
      await set.discard();
      throw error;
    }
  }

  /** The run as it can be here: none trains in the moment it arrives, and its experiment names the set as this lab does. */
  #settled(
    { run, events, experiment }: BundleContent,
    datasetName: string | null,
  ): Pick<BundleContent, 'run' | 'events' | 'experiment'> {
    const named = datasetName ?? run.datasetName;
    const own: Experiment =
      named === experiment.data.dataset
        ? experiment
        : { ...experiment, data: { ...experiment.data, dataset: named } };
    const { epochsDone } = run;
    const state = stateHere(run);
    const here: BundledRun = { ...run, datasetName: named, state };
    if (state === run.state) return { run: here, events, experiment: own };
    const arrived = {
      kind: 'state',
      from: run.state,
      to: state,
      reason: 'It was under way when its bundle was written.',
      atMs: this.#parts.clock.dateMs(),
      epoch: epochsDone,
      batch: null,
      x: epochsDone,
    } as const;
    return { run: here, events: [...events, arrived], experiment: own };
  }

  #find({ experiment, run, checkpoint }: BundleContent): number | null {
    const { createdAtMs, epochsDone, weightsSha256, durationMs } = run;
    const state = stateHere(run);
    const { seed } = experiment;
    return this.#parts.bundles.find({
      createdAtMs,
      epochsDone,
      weightsSha256,
      durationMs,
      state,
      seed,
      checkpoint,
    });
  }

  #bundled(runId: number): BundledRun {
    const { runs, epochs } = this.#parts;
    const run = runs.get(runId);
    const checkpoint = epochs.checkpointSize(runId);
    const savedAtMs = epochs.savedAtMs(runId);
    return {
      name: run.name,
      datasetName: run.datasetName,
      state: run.state,
      createdAtMs: run.createdAtMs,
      durationMs: run.durationMs,
      epochsTotal: run.epochsTotal,
      epochsDone: run.epochsDone,
      parameterCount: run.parameterCount,
      trainAtEnd: run.trainAtEnd,
      test: run.test,
      weightsSha256: run.weightsSha256,
      weightsEpoch: run.weightsEpoch,
      error: run.error,
      pinned: run.pinned,
      note: run.note,
      tags: run.tags,
      layers: runs
        .layers(runId)
        .map(({ outputShape, ...layer }) => ({ ...layer, outputShape: [...outputShape] })),
      checkpoint:
        checkpoint === null ? null : { epoch: checkpoint.epoch, savedAtMs: savedAtMs ?? run.createdAtMs },
    };
  }

  #setInLab(datasetId: number): SetInLab {
    const { datasets, items, packedSets } = this.#parts;
    const set = datasets.get(datasetId);
    return {
      name: set.name,
      source: set.source,
      description: set.description,
      shape: [set.heightPx, set.widthPx, set.channels === 3 ? 3 : 1],
      fit: datasets.fit(datasetId),
      createdAtMs: set.createdAtMs,
      pictureCount: set.pictureCount,
      skippedCount: set.skippedCount,
      classNames: set.classes.map(({ name }) => name),
      pixelsFile: packedSets.finishedPath(datasetId),
      labels: items.labels(datasetId),
    };
  }

  /** Page by page, so that main stays free to answer. */
  async #items(datasetId: number): Promise<Uint8Array[]> {
    const pages: Uint8Array[] = [];
    for (let last = 0; ;) {
      const page = this.#parts.items.after(datasetId, last, itemPiece.rows);
      const end = page.at(-1);
      if (end === undefined) return pages;
      pages.push(
        itemPage(
          page.map((item) => [
            item.relativePath,
            item.reason,
            item.classIndex,
            item.slot,
            item.originalHeightPx,
            item.originalWidthPx,
          ]),
        ),
      );
      last = end.id;
      await breathe();
    }
  }
}

/** None trains or waits in the moment it arrives. */
function stateHere({ state }: BundledRun): RunState {
  return isUnderWay(state) || state === 'queued' ? 'interrupted' : state;
}
