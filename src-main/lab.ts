/**
 * The lab itself, put together once for both of its faces: the window (`main.ts`) and the command line (`cli.ts`). It
 * owns the data folder, the database, imports and runs; it knows neither windows nor terminals.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Experiment, GradientCheck } from '../src-engine';
import { readSettings } from './app/settings';
import type { ReadBundles } from './bundles/bundle-reader';
import type { ImportProgress } from './contract/datasets';
import type { ExportProgress } from './contract/exports';
import type { EpochRow, RunUpdate } from './contract/runs';
import { BinRepository } from './db/bin-repository';
import { DatasetRepository } from './db/dataset-repository';
import { EpochRepository } from './db/epoch-repository';
import { EventRepository } from './db/event-repository';
import { HistoryRepository } from './db/history-repository';
import { ItemRepository } from './db/item-repository';
import type { Checkpointer, StartCheckpointer } from './db/checkpointer';
import type { CopyDatabase } from './db/copy';
import { databaseOf } from './db/database-files';
import { lockDataFolder, type DataFolderLock } from './db/lock';
import { needsMigration, openDatabase, type Database } from './db/open';
import { QueueRepository } from './db/queue-repository';
import { RunRepository } from './db/run-repository';
import { SweepRepository } from './db/sweep-repository';
import { SettingsRepository } from './db/settings-repository';
import { StorageRepository } from './db/storage-repository';
import { explainOpening } from './db/trouble';
import { DatasetService } from './datasets/dataset-service';
import type { LaunchDecoder } from './datasets/decoder-process';
import { Importer } from './datasets/importer';
import { PackedSets } from './datasets/packed-set';
import { PictureService } from './datasets/picture-service';
import { SampleStore } from './datasets/sample-sets';
import { Emitter } from './emitter';
import { AnimationService } from './export/animation-service';
import type { StartExporter } from './export/exporter';
import { InspectService, type InspectProgress, type InspectServiceParts } from './inspect/inspect-service';
import type { StartInspector } from './inspect/inspector';
import type { ReadModels } from './model-import/model-thread';
import { filesOf, type LabFiles } from './lab-files';
import { Backups } from './storage/backups';
import { StorageService } from './storage/storage-service';
import type { CheckGradients } from './training/gradient-check';
import { SweepService, type SweepServiceParts } from './sweeps/sweep-service';
import { RunBin } from './training/run-bin';
import { RunHistory } from './training/run-history';
import { RunQueue } from './training/run-queue';
import { RunService } from './training/run-service';
import { Supervisor, type SupervisorParts } from './training/supervisor';
import { systemClock } from './training/throttle';
import type { StartTrainer } from './training/trainer';

export interface LabOptions {
  readonly dataDir: string;
  readonly resourcesDir: string;
  readonly launchDecoder: LaunchDecoder;
  readonly startTrainer: StartTrainer;
  readonly checkGradients: CheckGradients;
  readonly startInspector: StartInspector;
  readonly startExporter: StartExporter;
  readonly readBundles: ReadBundles;
  readonly models: ReadModels;
  readonly copyDatabase: CopyDatabase;
  readonly startCheckpointer: StartCheckpointer;
  readonly log: (line: string) => void;
  /** Decoders side by side; the default suits the machine. */
  readonly decoderProcesses?: number;
  /** Decoder silence that counts as a hang; the default suits people. */
  readonly decoderSilenceMs?: number;
  /**
   * Opens for reading alone, without the lock, so that a look is possible while another Simplecell is at work, or into
   * the file of a newer version. Imports and runs throw then.
   */
  readonly readOnly?: boolean;
  /** Queued runs begin by themselves and old ones leave the bin; not so where one command does one thing. @see Supervisor.openQueue */
  readonly runsQueue?: boolean;
}

export interface LabEvents {
  readonly importProgress: ImportProgress;
  readonly datasetsChanged: undefined;
  readonly runsChanged: undefined;
  readonly runUpdate: RunUpdate;
  readonly inspectProgress: InspectProgress;
  readonly exportProgress: ExportProgress;
  /** Something could not be written or read; the lab goes on. */
  readonly trouble: { readonly message: string };
  readonly epochRecorded: { readonly runId: number; readonly epoch: EpochRow };
}

export interface Lab extends LabFiles {
  readonly dataDir: string;
  /** Whether it is open for reading alone. */
  readonly readOnly: boolean;
  readonly backups: Backups;
  readonly storage: StorageService;
  readonly datasets: DatasetService;
  readonly importer: Importer;
  readonly samples: SampleStore;
  readonly pictures: PictureService;
  readonly runs: RunService;
  readonly history: RunHistory;
  readonly supervisor: Supervisor;
  readonly sweeps: SweepService;
  readonly inspect: InspectService;
  readonly animations: AnimationService;
  readonly settings: SettingsRepository;
  readonly events: Emitter<LabEvents>;
  /** Checks the gradients of an experiment on its data set, beside everything else. @throws AppError */
  checkGradients(experiment: Experiment): Promise<GradientCheck>;
  /** Ends imports and workers in good order and lets go of the data folder. */
  close(): Promise<void>;
}

const MAX_DECODERS = 4;

/** @throws DatabaseTrouble when the data folder is in use, or the database cannot be used */
export async function openLab(options: LabOptions): Promise<Lab> {
  const { dataDir, readOnly = false, runsQueue = true, copyDatabase, startCheckpointer, log } = options;
  const file = databaseOf(dataDir);
  const lock = readOnly ? null : lockDataFolder(dataDir);
  const events = new Emitter<LabEvents>(log);
  const failed = (error: unknown): void => {
    log(`daily backup: ${String(error)}`);
    events.emit('trouble', { message: error instanceof Error ? error.message : String(error) });
  };
  let database: Database | undefined;
  let checkpointer: Checkpointer | null = null;
  try {
    const backups = new Backups({ dataDir, copyDatabase, clock: systemClock, log, failed });
    if (!readOnly && needsMigration(file)) await backups.make('migration');
    database = openDatabase(file, { readOnly });
    checkpointer = readOnly ? null : startCheckpointer(database, log);
    const lab = assemble(options, { database, checkpointer, backups, events, lock });
    if (!readOnly) {
      lab.supervisor.recover();
      await lab.datasets.recover();
      lab.sweeps.recover();
      if (runsQueue) {
        lab.events.on('runsChanged', () => lab.sweeps.keepTogether());
        lab.supervisor.openQueue();
        // Nobody waits for it: what is left of it is for the next start.
        lab.supervisor.purgeOld().catch((error: unknown) => log(`old runs of the bin: ${String(error)}`));
      }
    }
    return lab;
  } catch (error) {
    await checkpointer?.close();
    database?.close();
    lock?.release();
    throw explainOpening(error, file);
  }
}

interface Ground {
  readonly database: Database;
  readonly checkpointer: Checkpointer | null;
  readonly backups: Backups;
  readonly events: Emitter<LabEvents>;
  readonly lock: DataFolderLock | null;
}

function assemble(options: LabOptions, ground: Ground): Lab {
  const { database, backups, events } = ground;
  const { dataDir, launchDecoder, log } = options;
  const datasetsChanged = (): void => events.emit('datasetsChanged', undefined);

  const datasetRows = new DatasetRepository(database);
  const items = new ItemRepository(database);
  const epochs = new EpochRepository(database);
  const runRows = new RunRepository(database, new EventRepository(database));
  const settings = new SettingsRepository(database);
  const packedSets = new PackedSets(dataDir);
  const rows = { datasets: datasetRows, items, packedSets };
  const store = { ...rows, database, launchDecoder, clock: systemClock, log, changed: datasetsChanged };

  const decoderSilence =
    options.decoderSilenceMs === undefined ? {} : { decoderSilenceMs: options.decoderSilenceMs };
  const samples = new SampleStore(store);
  const importer = new Importer({
    ...store,
    decoderProcesses: options.decoderProcesses ?? Math.min(MAX_DECODERS, availableParallelism()),
    ...decoderSilence,
    progress: (progress) => events.emit('importProgress', progress),
  });
  const datasets = new DatasetService({ ...store, runs: runRows, importer, samples });
  const pictures = new PictureService({ ...rows, launchDecoder, log, ...decoderSilence });
  const runsChanged = (): void => events.emit('runsChanged', undefined);
  const rowsOfRuns = { runs: runRows, epochs, loadPictures: (id: number) => datasets.pictures(id) };
  const resolveDataset = (experiment: Experiment) => datasets.resolve(experiment);
  const supervisor = supervisorOf(options, ground, { ...rowsOfRuns, resolveDataset }, settings);
  const inspect = inspectOf(options, { ...rowsOfRuns, items }, events);
  const files = filesOf({
    ...options,
    ...rows,
    database,
    runs: runRows,
    epochs,
    sets: datasets,
    samples,
    inspect,
    runsChanged,
    datasetsChanged,
    progress: (progress) => events.emit('exportProgress', progress),
  });
  const history = historyOf(options, database, runRows, epochs, runsChanged);
  const storage = storageOf(dataDir, database, datasets, supervisor, runsChanged);
  return {
    dataDir,
    readOnly: options.readOnly ?? false,
    backups,
    storage,
    datasets,
    importer,
    samples,
    pictures,
    ...history,
    supervisor,
    sweeps: sweepsOf(options, database, { runs: runRows, supervisor, datasets, changed: runsChanged }),
    inspect,
    ...files,
    settings,
    events,
    checkGradients: (experiment) => checkOn(datasets, experiment, options.checkGradients),
    async close() {
      pictures.close();
      history.animations.close();
      const { exports, bundles, modelImports } = files;
      const closing = [supervisor, inspect, exports, bundles, modelImports, samples, importer];
      await Promise.all(closing.map((part) => part.close()));
      await Promise.all([backups.close(), storage.close()]);
      await leave(ground);
    },
  };
}

function supervisorOf(
  { startTrainer, log }: LabOptions,
  { database, events }: Ground,
  rows: Pick<SupervisorParts, 'runs' | 'epochs' | 'loadPictures' | 'resolveDataset'>,
  settings: SettingsRepository,
): Supervisor {
  const changed = (): void => events.emit('runsChanged', undefined);
  return new Supervisor({
    ...rows,
    queue: new RunQueue({
      queue: new QueueRepository(database),
      settings,
      slots: () => readSettings(settings).parallelRuns,
    }),
    bin: new RunBin({ bin: new BinRepository(database), clock: systemClock, changed }),
    startTrainer,
    clock: systemClock,
    log,
    update: (update) => events.emit('runUpdate', update),
    changed,
    troubled: ({ message }) => events.emit('trouble', { message }),
    epochRecorded: (runId, epoch) => events.emit('epochRecorded', { runId, epoch }),
  });
}

async function checkOn(
  datasets: DatasetService,
  experiment: Experiment,
  check: CheckGradients,
): Promise<GradientCheck> {
  const { datasetId, ready } = datasets.resolve(experiment);
  await ready;
  return check(experiment, await datasets.pictures(datasetId));
}

function inspectOf(
  { startInspector, log }: LabOptions,
  rows: Pick<InspectServiceParts, 'runs' | 'epochs' | 'items' | 'loadPictures'>,
  events: Emitter<LabEvents>,
): InspectService {
  const inspect = new InspectService({
    ...rows,
    startInspector,
    progress: (progress) => events.emit('inspectProgress', progress),
    clock: systemClock,
    log,
  });
  events.on('runsChanged', () => inspect.forgetRemoved());
  return inspect;
}

/** The thread first: whoever closes last copies the log into the database. */
async function leave({ checkpointer, database, lock }: Ground): Promise<void> {
  await checkpointer?.close();
  database.close();
  lock?.release();
}

/** How much room everything takes, and giving it back. */
function storageOf(
  dataDir: string,
  database: Database,
  datasets: DatasetService,
  supervisor: Supervisor,
  changed: () => void,
): StorageService {
  return new StorageService({
    dataDir,
    rows: new StorageRepository(database),
    removeSet: (datasetId) => datasets.remove(datasetId),
    emptyBin: () => supervisor.purge(null),
    nowMs: () => systemClock.dateMs(),
    changed,
  });
}

function sweepsOf(
  { resourcesDir, log }: LabOptions,
  database: Database,
  parts: Pick<SweepServiceParts, 'runs' | 'supervisor' | 'changed'> & { readonly datasets: DatasetService },
): SweepService {
  const { datasets, ...rest } = parts;
  return new SweepService({
    ...rest,
    sweeps: new SweepRepository(database),
    resolveDataset: (experiment) => datasets.resolve(experiment),
    clock: systemClock,
    presetsDir: join(resourcesDir, 'sweeps'),
    log,
  });
}

/** What only reads runs and draws them, or writes on them. */
function historyOf(
  { resourcesDir, launchDecoder, log }: LabOptions,
  database: Database,
  runs: RunRepository,
  epochs: EpochRepository,
  changed: () => void,
): Pick<Lab, 'runs' | 'history' | 'animations'> {
  const presetsDir = join(resourcesDir, 'presets');
  return {
    runs: new RunService({ runs, epochs, events: new EventRepository(database), presetsDir, log }),
    animations: new AnimationService({ runs, epochs, launchDecoder }),
    history: new RunHistory({ history: new HistoryRepository(database), changed }),
  };
}
