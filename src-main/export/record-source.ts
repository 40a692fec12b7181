/** Gathers what the lab knows of a run for a report, a table or pictures, and refuses what it does not know. */
import type { LayerSummary } from '../../src-engine';
import type { Environment } from '../bundles/bundle-format';
import type { ExportOffer, ExportOptions, RecordFormatId } from '../contract/exports';
import { AppError } from '../contract/errors';
import type { DatasetRepository } from '../db/dataset-repository';
import type { EpochRepository } from '../db/epoch-repository';
import type { EventRepository } from '../db/event-repository';
import type { ItemRepository } from '../db/item-repository';
import type { RunRepository } from '../db/run-repository';
import type { InspectService } from '../inspect/inspect-service';
import type { Clock } from '../training/throttle';
import type { MapSource, RecordedConfusion, RunRecord } from './run-record';

export interface RecordSourceParts {
  readonly runs: RunRepository;
  readonly epochs: EpochRepository;
  readonly events: EventRepository;
  readonly datasets: DatasetRepository;
  readonly items: ItemRepository;
  readonly inspect: Pick<InspectService, 'ask' | 'network'>;
  readonly readPicture: (itemId: number) => Promise<{
    readonly heightPx: number;
    readonly widthPx: number;
    readonly channels: number;
    readonly pixels: Uint8Array;
  } | null>;
  readonly environment: Environment;
  readonly clock: Clock;
}

/** Whoever asks the inspector here. */
const token = 'export';

/** Layers whose output is maps, where the network sees whole pictures. */
const mapping: ReadonlySet<string> = new Set([
  'conv2d',
  'convTranspose2d',
  'pool2d',
  'upsample2d',
  'batchNorm',
]);

export class RecordSource {
  readonly #parts: RecordSourceParts;

  constructor(parts: RecordSourceParts) {
    this.#parts = parts;
  }

  /** @returns rejects with AppError('notFound' | 'precondition' | 'validation') where the format needs what is not there */
  async of(
    runId: number,
    format: Exclude<RecordFormatId, 'bundle'>,
    { layer, itemId }: Pick<ExportOptions, 'layer' | 'itemId'>,
  ): Promise<RunRecord> {
    const { runs, epochs, events, environment, clock } = this.#parts;
    const refusal = this.refusal(runId, format);
    if (refusal !== null) throw new AppError('precondition', refusal);
    const run = runs.get(runId);
    const record = {
      run,
      experiment: runs.experiment(runId),
      epochs: epochs.list(runId),
      events: events.list(runId),
      layers: runs.layers(runId),
      filters: epochs.filters(runId, run.weightsEpoch ?? Number.MAX_SAFE_INTEGER),
      dataset: this.#dataset(runId),
      environment,
      writtenAtMs: clock.dateMs(),
    };
    return {
      ...record,
      confusion: format === 'report' ? await this.#confusion(runId) : null,
      maps: format === 'featureMaps' ? await this.#maps(runId, layer, itemId) : null,
    };
  }

  /** Why a run cannot be written in this format now, and what to do; null where it can. @throws AppError('notFound') */
  refusal(runId: number, format: Exclude<RecordFormatId, 'bundle'>): string | null {
    const { runs, epochs } = this.#parts;
    const { epochsDone, datasetName } = runs.get(runId);
    if (format === 'curves' && epochsDone === 0) {
      return `Run ${runId} has finished no epoch yet, so it has no curves. Wait for the end of its first one.`;
    }
    const hasFilters = epochs.snapshotEpochs(runId).length > 0;
    if ((format === 'filters' || format === 'filterPictures') && !hasFilters) {
      return `Run ${runId} keeps no filters yet; the first ones are kept after epoch 1.`;
    }
    if (format !== 'featureMaps') return null;
    if (runs.datasetId(runId) === null) {
      return `The data set "${datasetName}" of run ${runId} was removed, so there is no picture to show its network.`;
    }
    if (epochs.checkpointSize(runId) === null) {
      return `Run ${runId} has saved no weights yet. Wait for the end of its first epoch, or pause it.`;
    }
    return this.mapLayers(runId).length > 0
      ? null
      : `Run ${runId} has no layer that makes maps of a picture.`;
  }

  /** Layers of a run with feature maps, in their order. */
  mapLayers(runId: number): ExportOffer['mapLayers'] {
    const { runs } = this.#parts;
    const layers = runs.layers(runId);
    const { data } = runs.experiment(runId);
    if (data.mode === 'images') {
      return layers
        .filter(({ type, outputShape }) => mapping.has(type) && outputShape.length === 3)
        .map(({ index, title, outputShape }) => ({
          layer: index,
          title: titled(index, title),
          maps: outputShape[2] ?? 0,
        }));
    }
    // Trained on patches: its first filters slide over the picture (lecture §7).
    const first = layers.find(({ parameterCount }) => parameterCount > 0);
    const isSliding = first?.type === 'dense' || first?.type === 'conv2d';
    return first === undefined || !isSliding ? [] : [slidingLayer(first)];
  }

  #dataset(runId: number): RunRecord['dataset'] {
    const { runs, datasets } = this.#parts;
    const datasetId = runs.datasetId(runId);
    if (datasetId === null) return null;
    const { pictureCount, heightPx, widthPx, channels, classCount } = datasets.get(datasetId);
    return { pictures: pictureCount, heightPx, widthPx, channels, classes: classCount };
  }

  /** Of the test split, or the first one before it that has samples. */
  async #confusion(runId: number): Promise<RecordedConfusion | null> {
    const { runs, epochs, inspect } = this.#parts;
    const { objective } = runs.experiment(runId);
    const canAsk = runs.datasetId(runId) !== null && epochs.checkpointSize(runId) !== null;
    if (objective.target !== 'labels' || !canAsk) return null;
    const { classNames, sampleCounts } = await inspect.network({ runId, token });
    const split = (['test', 'validation'] as const).find((one) => sampleCounts[one] > 0) ?? 'train';
    const { counts } = await inspect.ask({ runId, token }, 'confusion', { split });
    return { split, classNames, counts };
  }

  async #maps(runId: number, layer: number | null, itemId: number | null): Promise<MapSource> {
    const { inspect, items, readPicture, runs } = this.#parts;
    const layers = this.mapLayers(runId);
    const chosen = layer ?? layers[0]?.layer ?? 0;
    if (!layers.some((one) => one.layer === chosen)) {
      const known = layers.map(({ title }) => title).join(', ');
      throw new AppError(
        'validation',
        `Layer ${chosen + 1} makes no maps of a picture. Choose one of these: ${known}.`,
      );
    }
    const datasetId = runs.datasetId(runId) ?? 0;
    const asked = itemId ?? items.atSlot(datasetId, 0)?.id ?? 0;
    const place = items.place(asked);
    const picture = await readPicture(asked);
    if (place?.datasetId !== datasetId || picture === null) {
      throw new AppError(
        'validation',
        `Picture ${asked} is not one of the data set that run ${runId} was trained on.`,
      );
    }
    const { checkpoint, sampleShape, classNames, preprocessing, whiteningScale } = await inspect.network({
      runId,
      token,
    });
    return {
      layer: chosen,
      checkpoint,
      sampleShape,
      classCount: classNames.length,
      preprocessing,
      whiteningScale,
      picture: {
        height: picture.heightPx,
        width: picture.widthPx,
        channels: picture.channels,
        pixels: picture.pixels,
      },
      pictureName: items.origin(asked)?.relativePath ?? '',
    };
  }
}

function titled(index: number, title: string): string {
  return `Layer ${index + 1}: ${title}`;
}

function slidingLayer({ index, title, outputShape }: LayerSummary): ExportOffer['mapLayers'][number] {
  return { layer: index, title: titled(index, title), maps: outputShape.at(-1) ?? 0 };
}
