/**
 * The real supervisor, queue, bin and database with scripted workers and a clock turned by hand. It can end as an app is
 * closed or as a process is killed, and begin again on the same file.
 */
import { join } from 'node:path';
import { parseExperiment, type Experiment } from '../../src-engine';
import { AppError } from '../../src-main/contract/errors';
import type { RunUpdate } from '../../src-main/contract/runs';
import { BinRepository } from '../../src-main/db/bin-repository';
import { DatasetRepository } from '../../src-main/db/dataset-repository';
import { EpochRepository } from '../../src-main/db/epoch-repository';
import { EventRepository } from '../../src-main/db/event-repository';
import { openDatabase, type Database } from '../../src-main/db/open';
import { QueueRepository } from '../../src-main/db/queue-repository';
import { RunRepository } from '../../src-main/db/run-repository';
import { SettingsRepository } from '../../src-main/db/settings-repository';
import { RunBin } from '../../src-main/training/run-bin';
import { RunQueue } from '../../src-main/training/run-queue';
import { Supervisor } from '../../src-main/training/supervisor';
import { ManualClock } from './manual-clock';
import { scriptedTrainer, type ScriptedWorker } from './scripted-trainer';

/** Three epochs of a network with one dropout layer. */
export function smallExperiment(seed: number): Experiment {
  return parseExperiment({
    version: 1,
    name: `run of seed ${seed}`,
    seed,
    data: { dataset: 'cats', mode: 'images' },
    network: {
      layers: [
        { type: 'dropout', rate: 0.5 },
        { type: 'dense', units: 4, activation: 'sigmoid' },
      ],
    },
    objective: { target: 'input', loss: 'squaredError' },
    optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0.9 },
    training: { epochs: 3, batchSize: 10 },
  });
}

const pictures = {
  count: 0,
  height: 1,
  width: 1,
  channels: 1,
  pixels: new Uint8Array(),
  labels: new Int32Array(),
  classNames: [],
};

export class RunWorld {
  readonly #file: string;
  slots = 2;
  /** Whether the data set is there. */
  hasDataset = true;
  clock = new ManualClock();
  workers: ScriptedWorker[] = [];
  /** The latest message of each run in this process. */
  updates = new Map<number, RunUpdate>();
  database!: Database;
  supervisor!: Supervisor;
  events!: EventRepository;
  epochs!: EpochRepository;

  constructor(folder: string) {
    this.#file = join(folder, 'lab.sqlite');
    const database = openDatabase(this.#file);
    const set = { name: 'cats', source: 'folder', description: '', rootPath: '/' } as const;
    new DatasetRepository(database).create({
      ...set,
      sizePx: [1, 1],
      channels: 1,
      fit: 'fill',
      createdAtMs: 0,
      above: 0,
    });
    database.close();
    this.begin();
  }

  /** As a process begins: what an earlier one left is put right, and the queue goes on. */
  begin(): void {
    const database = openDatabase(this.#file);
    const events = new EventRepository(database);
    const epochs = new EpochRepository(database);
    const clock = new ManualClock();
    const workers: ScriptedWorker[] = [];
    const updates = new Map<number, RunUpdate>();
    const changed = (): void => undefined;
    const settings = new SettingsRepository(database);
    const supervisor = new Supervisor({
      runs: new RunRepository(database, events),
      epochs,
      queue: new RunQueue({ queue: new QueueRepository(database), settings, slots: () => this.slots }),
      bin: new RunBin({ bin: new BinRepository(database), clock, changed }),
      startTrainer: scriptedTrainer((worker) => workers.push(worker)),
      resolveDataset: () => {
        if (!this.hasDataset) throw new AppError('notFound', 'There is no data set "cats".');
        return { datasetId: 1, ready: Promise.resolve() };
      },
      loadPictures: () => Promise.resolve(pictures),
      clock,
      log: (line) => {
        // What a worker says has its place in every state it can be in.
        if (line.includes('has no place')) throw new Error(line);
      },
      changed,
      troubled: (trouble) => {
        throw trouble;
      },
      epochRecorded: () => undefined,
      update: (update) => {
        const before = updates.get(update.runId)?.seq ?? 0;
        if (update.seq !== before + 1) throw new Error(`Message ${update.seq} follows ${before}.`);
        updates.set(update.runId, update);
      },
    });
    Object.assign(this, { database, events, epochs, clock, workers, updates, supervisor });
    supervisor.recover();
    supervisor.openQueue();
  }

  get living(): ScriptedWorker[] {
    return this.workers.filter(({ isGone }) => !isGone);
  }

  /** Ends as an app does that is closed: every worker hears of it, some only by force. */
  async close(): Promise<void> {
    const closing = this.supervisor.close();
    this.living.filter((_, index) => index % 2 === 0).forEach((worker) => worker.obey());
    this.clock.advance(10_000);
    await closing;
    this.database.close();
  }

  /** Ends as a process does that is killed: nobody hears of anything. */
  async crash(): Promise<void> {
    await settled();
    this.database.close();
  }
}

/** Lets everything happen that waits for nothing but its turn. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
