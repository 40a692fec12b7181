/** The part of the lab that turns runs into files and files into runs, put together: exports, bundles, models from elsewhere. */
import { currentEnvironment } from './app/environment';
import type { ReadBundles } from './bundles/bundle-reader';
import { BundleService } from './bundles/bundle-service';
import type { ExportProgress } from './contract/exports';
import type { DatasetService } from './datasets/dataset-service';
import type { PackedSets } from './datasets/packed-set';
import type { SampleStore } from './datasets/sample-sets';
import { AdoptedRuns } from './db/adopted-runs';
import { BundleRepository } from './db/bundle-repository';
import type { DatasetRepository } from './db/dataset-repository';
import type { EpochRepository } from './db/epoch-repository';
import { EventRepository } from './db/event-repository';
import type { ItemRepository } from './db/item-repository';
import type { Database } from './db/open';
import type { RunRepository } from './db/run-repository';
import { ExportService } from './export/export-service';
import type { StartExporter } from './export/exporter';
import { RecordSource } from './export/record-source';
import type { InspectService } from './inspect/inspect-service';
import { ModelImportService } from './model-import/model-import-service';
import type { ReadModels } from './model-import/model-thread';
import { systemClock } from './training/throttle';

export interface LabFiles {
  readonly exports: ExportService;
  readonly bundles: BundleService;
  readonly modelImports: ModelImportService;
}

export interface LabFilesParts {
  readonly startExporter: StartExporter;
  readonly readBundles: ReadBundles;
  readonly models: ReadModels;
  readonly database: Database;
  readonly runs: RunRepository;
  readonly epochs: EpochRepository;
  readonly datasets: DatasetRepository;
  readonly items: ItemRepository;
  readonly packedSets: PackedSets;
  readonly sets: DatasetService;
  readonly samples: SampleStore;
  readonly inspect: InspectService;
  readonly log: (line: string) => void;
  readonly runsChanged: () => void;
  readonly datasetsChanged: () => void;
  readonly progress: (progress: ExportProgress) => void;
}

export function filesOf(parts: LabFilesParts): LabFiles {
  const { database, runs, epochs, sets } = parts;
  const common = {
    ...parts,
    events: new EventRepository(database),
    environment: currentEnvironment(),
    clock: systemClock,
    loadPictures: (datasetId: number) => sets.pictures(datasetId),
  };
  const bundles = new BundleService({
    ...common,
    bundles: new BundleRepository(database, common.events),
  });
  const records = new RecordSource({ ...common, readPicture: (itemId) => sets.picture(itemId) });
  return {
    bundles,
    exports: new ExportService({ ...common, bundles, records }),
    modelImports: modelImportsOf(parts, bundles, new AdoptedRuns(database, runs, epochs)),
  };
}

function modelImportsOf(
  { models, sets, samples, runsChanged }: LabFilesParts,
  bundles: BundleService,
  adopted: AdoptedRuns,
): ModelImportService {
  return new ModelImportService({
    models,
    bundles,
    adopted,
    listDatasets: () => sets.list(),
    loadPictures: (datasetId) => sets.pictures(datasetId),
    ensureBuiltIn: async (name) => {
      if (samples.names().includes(name)) await samples.ensure(name).ready;
    },
    clock: systemClock,
    changed: runsChanged,
  });
}
