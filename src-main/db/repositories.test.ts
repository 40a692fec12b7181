/** Rows go in and come out as they were, and belong together. */
import Sqlite from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseExperiment, type EpochMessage, type Experiment } from '../../src-engine';
import { BinRepository } from './bin-repository';
import { DatasetRepository } from './dataset-repository';
import { EpochRepository } from './epoch-repository';
import { EventRepository } from './event-repository';
import { ItemRepository } from './item-repository';
import { migrations } from './migrations';
import { openDatabase, type Database } from './open';
import { RunRepository } from './run-repository';
import { SettingsRepository } from './settings-repository';

let database: Database;
let datasets: DatasetRepository;
let items: ItemRepository;
let epochs: EpochRepository;
let runs: RunRepository;
let bin: BinRepository;

beforeEach(() => {
  database = openDatabase(':memory:');
  datasets = new DatasetRepository(database);
  items = new ItemRepository(database);
  epochs = new EpochRepository(database);
  runs = new RunRepository(database, new EventRepository(database));
  bin = new BinRepository(database);
});

function newDataset(name = 'cats'): number {
  return datasets.create({
    name,
    source: 'folder',
    description: '',
    rootPath: '/pictures',
    sizePx: [4, 5],
    channels: 1,
    fit: 'cover',
    createdAtMs: 1,
    above: 0,
  });
}

const experiment: Experiment = parseExperiment({
  version: 1,
  name: 'first',
  seed: 7,
  data: { dataset: 'cats', mode: 'patches' },
  network: {
    layers: [
      { type: 'dense', units: 4, activation: 'sigmoid' },
      { type: 'dense', units: 100, activation: 'sigmoid' },
    ],
  },
  objective: { target: 'input', loss: 'squaredError' },
  optimizer: { type: 'adam', learningRate: 0.01 },
  training: { epochs: 3, batchSize: 10 },
});

function epochMessage(epoch: number): EpochMessage {
  const metrics = { loss: 1 / epoch, data: 0.1, weightDecay: 0.2, sparsity: 0.3, accuracy: null };
  return {
    type: 'epoch',
    epoch,
    train: metrics,
    validation: epoch === 1 ? null : metrics,
    learningRate: 0.01,
    samplesPerSecond: 1000,
    durationMs: 5,
    checkpoint: Uint8Array.of(epoch, 2, 3),
    filters: {
      layer: 0,
      units: 1,
      height: 1,
      width: 2,
      channels: 1,
      values: Float32Array.of(epoch, -0.5),
      norms: Float32Array.of(2),
      meanActivations: Float32Array.of(0.25),
    },
  };
}

describe('data sets and items', () => {
  it('page through the pictures, by class and through the skipped ones', () => {
    const id = newDataset();
    datasets.addClass(id, 0, 'a');
    datasets.addClass(id, 1, 'b');
    const size = { originalHeightPx: 1, originalWidthPx: 2 };
    for (let slot = 0; slot < 10; slot++) {
      items.add(id, { relativePath: `${slot}.png`, reason: null, classIndex: slot % 2, slot, ...size });
      datasets.addToClass(id, slot % 2, 1);
    }
    items.add(id, {
      relativePath: 'x',
      reason: 'why',
      classIndex: null,
      slot: null,
      originalHeightPx: null,
      originalWidthPx: null,
    });
    datasets.addCounts(id, 10, 1, 200);
    const page = (state: 'ready' | 'skipped', classIndex: number | null, offset: number) =>
      items.page({ datasetId: id, state, classIndex, offset, limit: 3 });
    expect(page('ready', null, 8).items.map((item) => item.relativePath)).toEqual(['8.png', '9.png']);
    expect(page('ready', 1, 2)).toMatchObject({
      total: 5,
      items: [{ relativePath: '5.png', className: 'b' }, {}, {}],
    });
    expect(page('skipped', null, 0)).toMatchObject({
      total: 1,
      items: [{ relativePath: 'x', reason: 'why', state: 'skipped' }],
    });
    expect([...items.labels(id)]).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
    expect(datasets.get(id)).toMatchObject({
      pictureCount: 10,
      skippedCount: 1,
      sizeBytes: 200,
      classCount: 2,
    });
    expect(datasets.get(id).coverItemIds).toHaveLength(6);
  });

  it('refuses a second set of the same name', () => {
    newDataset();
    expect(() => newDataset()).toThrow(/exists already/);
  });

  it('take their items with them when they go', () => {
    const id = newDataset();
    items.add(id, {
      relativePath: 'a',
      reason: 'b',
      classIndex: null,
      slot: null,
      originalHeightPx: null,
      originalWidthPx: null,
    });
    datasets.remove(id);
    expect(database.prepare('SELECT count(*) FROM items').pluck().get()).toBe(0);
  });
});

describe('runs and epochs', () => {
  it('give back the experiment, the epochs and the filters', () => {
    const runId = runs.create(experiment, newDataset(), 5, 'preparing');
    epochs.record(runId, epochMessage(1), 10);
    epochs.record(runId, epochMessage(2), 20);
    expect(runs.experiment(runId)).toEqual(experiment);
    const { train, validation } = epochMessage(2);
    expect(epochs.list(runId)[1]).toEqual({
      epoch: 2,
      train,
      validation,
      learningRate: 0.01,
      samplesPerSecond: 1000,
      durationMs: 5,
    });
    const kept = epochs.filters(runId, 9);
    const { values, ...exact } = epochMessage(2).filters;
    expect(kept).toMatchObject({ epoch: 2, filters: exact });
    // Values lie on 127 steps up to the largest of their unit.
    expect(kept?.filters.values[0]).toBe(values[0]);
    expect(kept?.filters.values[1]).toBeCloseTo(values[1], 2);
    expect(epochs.filters(runId, 1)?.epoch).toBe(1);
    expect(epochs.filters(runId, 0)).toBeNull();
    expect(runs.get(runId)).toMatchObject({
      epochsDone: 2,
      epochsTotal: 3,
      seed: 7,
      lastEpoch: { epoch: 2 },
    });
  });

  it('keep one checkpoint, the latest', () => {
    const runId = runs.create(experiment, newDataset(), 5, 'preparing');
    epochs.record(runId, epochMessage(1), 10);
    epochs.record(runId, epochMessage(2), 20);
    expect(Uint8Array.from(epochs.checkpoint(runId)!.data)).toEqual(Uint8Array.of(2, 2, 3));
    expect(epochs.savedAtMs(runId)).toBe(20);
  });

  it('store an epoch as a whole or not at all', () => {
    const runId = runs.create(experiment, newDataset(), 5, 'preparing');
    epochs.record(runId, epochMessage(1), 10);
    // A whole number of units is what the table wants; the metrics before it may not stay either.
    const { filters, ...rest } = epochMessage(2);
    const broken = { ...rest, filters: { ...filters, units: 0.5 } };
    expect(() => epochs.record(runId, broken, 30)).toThrow();
    expect(epochs.list(runId).map(({ epoch }) => epoch)).toEqual([1]);
    expect(epochs.savedAtMs(runId)).toBe(10);
  });

  it('take an epoch again in the place of the old one, with or without a checkpoint', () => {
    const runId = runs.create(experiment, newDataset(), 5, 'preparing');
    epochs.record(runId, epochMessage(1), 10);
    epochs.record(runId, { ...epochMessage(2), checkpoint: null }, 20);
    expect(epochs.savedAtMs(runId)).toBe(10);
    epochs.record(runId, { ...epochMessage(2), durationMs: 77 }, 30);
    expect(epochs.list(runId).map(({ epoch, durationMs }) => [epoch, durationMs])).toEqual([
      [1, 5],
      [2, 77],
    ]);
    expect(epochs.snapshotEpochs(runId)).toEqual([1, 2]);
    expect(epochs.savedAtMs(runId)).toBe(30);
  });

  it('take a checkpoint apart from an epoch', () => {
    const runId = runs.create(experiment, newDataset(), 5, 'preparing');
    epochs.record(runId, epochMessage(1), 10);
    epochs.saveCheckpoint(runId, { epoch: 1, checkpoint: Uint8Array.of(7) }, 40);
    expect(Uint8Array.from(epochs.checkpoint(runId)!.data)).toEqual(Uint8Array.of(7));
    expect(epochs.savedAtMs(runId)).toBe(40);
    expect(epochs.list(runId)).toHaveLength(1);
  });

  it('tell which epoch the weights are from, and keep its filters where thinning dropped them', () => {
    const runId = runs.create(experiment, newDataset(), 5, 'preparing');
    for (let epoch = 1; epoch <= 70; epoch++) epochs.record(runId, epochMessage(epoch), epoch);
    expect(epochs.snapshotEpochs(runId)).not.toContain(38);
    expect(runs.get(runId).weightsEpoch).toBeNull();
    epochs.saveFilters(runId, 38, epochMessage(38).filters);
    runs.setResult(runId, { train: null, test: null, weightsSha256: 'ab', weightsEpoch: 38 });
    expect(runs.get(runId)).toMatchObject({ weightsEpoch: 38, weightsSha256: 'ab', epochsDone: 70 });
    expect(epochs.filters(runId, 38)).toEqual({ epoch: 38, filters: epochMessage(38).filters });
  });

  it('say of a run whether it is exactly repeatable', () => {
    const datasetId = newDataset();
    const exact = runs.create(experiment, datasetId, 5, 'preparing');
    const training = { ...experiment.training, relaxed: true as const };
    const relaxed = runs.create({ ...experiment, training }, datasetId, 6, 'preparing');
    expect(runs.list().map(({ id, relaxed: isRelaxed }) => [id, isRelaxed])).toEqual([
      [relaxed, true],
      [exact, false],
    ]);
  });

  it('of a data folder from before weights had an epoch are still there', () => {
    const old = new Sqlite(':memory:');
    old.exec(migrations[0]);
    old.exec(`
      INSERT INTO experiments VALUES (1, '${JSON.stringify(experiment)}', 0);
      INSERT INTO runs (id, experiment_id, dataset_name, name, state, seed, epochs_total, weights_sha256, created_at_ms)
      VALUES (4, 1, 'cats', 'old', 'finished', 7, 3, 'cd', 0)`);
    old.pragma('foreign_keys = OFF');
    for (const sql of migrations.slice(1)) old.exec(sql);
    const repository = new RunRepository(old, new EventRepository(old));
    expect(repository.get(4)).toMatchObject({ name: 'old', weightsSha256: 'cd', weightsEpoch: null });
    old.close();
  });

  it('share an experiment and remove it with the last run of it', () => {
    const datasetId = newDataset();
    const first = runs.create(experiment, datasetId, 5, 'preparing');
    const second = runs.create(experiment, datasetId, 6, 'preparing');
    const count = () => database.prepare('SELECT count(*) FROM experiments').pluck().get();
    epochs.record(first, epochMessage(1), 1);
    expect(count()).toBe(1);
    bin.put([first], 9);
    bin.purge(first);
    expect(count()).toBe(1);
    bin.put([second], 9);
    bin.purge(second);
    expect(count()).toBe(0);
    expect(database.prepare('SELECT count(*) FROM checkpoints').pluck().get()).toBe(0);
  });

  it('outlive their data set', () => {
    const datasetId = newDataset();
    const runId = runs.create(experiment, datasetId, 5, 'preparing');
    datasets.remove(datasetId);
    expect(runs.datasetId(runId)).toBeNull();
    expect(runs.get(runId).datasetName).toBe('cats');
  });
});

describe('settings', () => {
  it('are null until they are written, and then what was written last', () => {
    const settings = new SettingsRepository(database);
    expect(settings.read('window')).toBeNull();
    settings.write('window', { width: 5 });
    settings.write('window', { width: 6 });
    expect(settings.read('window')).toEqual({ width: 6 });
  });
});
