/** Looking into runs through the lab: answers of a real thread, located samples, cancelled questions, dead threads. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseExperiment, TrainedNetwork, type Experiment } from '../../src-engine';
import type { Lab } from '../../src-main/lab';
import { workerInspector } from '../../src-main/inspect/inspector';
import { ensureBuilt, openTestLab, removeFolders, temporaryFolder, workerEntry } from './bench-lab';

let lab: Lab;

beforeAll(async () => {
  await ensureBuilt();
  lab = await openTestLab(await temporaryFolder());
}, 180_000);
afterAll(async () => {
  await lab.close();
  await removeFolders();
});

const common = {
  version: 1,
  seed: 2,
  split: { validation: 0.1, test: 0.1 },
  optimizer: { type: 'adam', learningRate: 0.01 },
  training: { epochs: 2, batchSize: 32 },
};

const classifier = parseExperiment({
  ...common,
  name: 'Shapes',
  data: { dataset: 'sample:shapes', mode: 'images', preprocess: 'standardize' },
  network: {
    layers: [
      { type: 'conv2d', filters: 4, kernelSize: 5, stride: 3, activation: 'relu' },
      { type: 'flatten' },
      { type: 'dense', units: 6, activation: 'softmax' },
    ],
  },
  objective: { target: 'labels', loss: 'crossEntropy' },
});

const autoencoder = parseExperiment({
  ...common,
  name: 'Patches',
  data: {
    dataset: 'sample:shapes',
    mode: 'patches',
    patchSize: [6, 6],
    patchCount: 600,
    preprocess: 'ufldl',
  },
  network: {
    layers: [
      { type: 'dense', units: 9, activation: 'sigmoid' },
      { type: 'dense', units: 36, activation: 'sigmoid' },
    ],
  },
  objective: { target: 'input', loss: 'squaredError' },
});

async function train(experiment: Experiment): Promise<number> {
  const runId = lab.supervisor.create(experiment, 'running');
  await lab.supervisor.ended(runId);
  expect(lab.runs.summary(runId).state).toBe('finished');
  return runId;
}

describe('looking into a run that learned labels', () => {
  let asker: { runId: number; token: string };
  beforeAll(async () => {
    asker = { runId: await train(classifier), token: 'test' };
  }, 120_000);

  it('hands over what the page needs to run the network itself', async () => {
    const network = await lab.inspect.network(asker);
    expect(network.epoch).toBe(2);
    expect(network.classNames.length).toBe(6);
    const { sampleShape, experiment, checkpoint } = network;
    const own = new TrainedNetwork(
      { experiment, sampleShape, classCount: 6, checkpoint },
      { kernelsWasm: null, rows: 1 },
    );
    const page = { split: 'test', which: { kind: 'all' }, offset: 3, limit: 2 } as const;
    const { samples, probabilities, total } = await lab.inspect.askSamples(asker, 'predictions', page);
    expect(total).toBe(network.sampleCounts.test);
    own.forward(samples[1].values, 1);
    own.probabilities().forEach((value, j) => expect(value).toBeCloseTo(probabilities[1][j], 5));
  });

  it('counts a confusion matrix whose diagonal is the accuracy, and shows the pictures of a cell and the mistakes', async () => {
    const { counts } = await lab.inspect.ask(asker, 'confusion', { split: 'test' });
    const all = counts.flat().reduce((sum, count) => sum + count, 0);
    const right = counts.reduce((sum, row, actual) => sum + row[actual], 0);
    expect(right / all).toBeCloseTo(lab.runs.summary(asker.runId).test?.accuracy ?? NaN, 6);

    const question = { split: 'test', offset: 0, limit: 500 } as const;
    const ask = (which: Parameters<typeof lab.inspect.askSamples<'predictions'>>[2]['which']) =>
      lab.inspect.askSamples(asker, 'predictions', { ...question, which });
    const mistakes = await ask({ kind: 'mistakes' });
    expect(mistakes.total).toBe(all - right);
    const confidences = mistakes.probabilities.map((row) => Math.max(...row));
    expect(confidences).toEqual([...confidences].sort((a, b) => b - a));
    const cell = await ask({ kind: 'cell', actual: 1, predicted: 1 });
    expect(cell.total).toBe(counts[1][1]);
    for (const sample of cell.samples) {
      expect(sample.label).toBe(1);
      expect(sample.relativePath).not.toBe('');
      const page = lab.datasets.items({
        datasetId: (await lab.inspect.network(asker)).datasetId,
        state: 'ready',
        classIndex: null,
        offset: sample.picture,
        limit: 1,
      });
      expect(page.items[0]).toMatchObject({ id: sample.itemId, relativePath: sample.relativePath });
    }
  });

  it('pictures a convolution by its kernels, and shows the part of each sample that excites a unit most', async () => {
    const layer = await lab.inspect.ask(asker, 'layer', { layer: 0, smoothness: 0 });
    expect(layer.kind).toBe('kernels');
    expect([layer.filters.units, layer.filters.height, layer.filters.width]).toEqual([4, 5, 5]);
    expect(layer.health.units.length).toBe(4);
    const unit = await lab.inspect.unit(asker, { layer: 0, unit: 2, smoothness: 0 });
    expect(unit.top.length).toBe(9);
    expect(new Set(unit.top.map(({ sample }) => sample)).size).toBe(9);
    expect(unit.topActivations).toEqual([...unit.topActivations].sort((a, b) => b - a));
    for (const { region, values } of unit.top) {
      expect([region.height, region.width]).toEqual([5, 5]);
      expect(values.length).toBe(25);
    }
    const weights = unit.weights?.values ?? [];
    unit.optimised.values.forEach((value, i) => expect(value).toBeCloseTo(weights[i], 4));
    expect(unit.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(unit.lookedAt * 64);
  });

  it('optimises inputs of a deeper layer, and maps its activations to the plane', async () => {
    const layer = await lab.inspect.ask(asker, 'layer', { layer: 2, smoothness: 0 });
    expect(layer.kind).toBe('optimised');
    const { height, width, units, values } = layer.filters;
    expect(values.length).toBe(units * height * width);
    const map = await lab.inspect.map(asker, { layer: 2, method: 'pca', split: 'test', limit: 40 });
    expect(map.points.length).toBe(2 * map.samples.length);
    expect(map.itemIds.length).toBe(map.samples.length);
    expect(Math.max(...map.points)).toBeLessThanOrEqual(1);
    expect(map.explained?.[0]).toBeGreaterThanOrEqual(map.explained?.[1] ?? NaN);
  });

  it('keeps the history of a unit of the first layer', () => {
    const history = lab.inspect.unitHistory(asker.runId, 3);
    const latest = lab.runs.filters(asker.runId, null);
    expect(history.map(({ epoch }) => epoch)).toEqual(lab.runs.get(asker.runId).snapshotEpochs);
    expect(history.at(-1)?.norm).toBe(latest?.filters.norms[3]);
    expect(history.at(-1)?.meanActivation).toBe(latest?.filters.meanActivations[3]);
    expect(lab.inspect.unitHistory(asker.runId, 4)).toEqual([]);
  });

  it('refuses what does not fit the network, as a validation error with its field', async () => {
    const page = { split: 'test', offset: 0, limit: 5 } as const;
    await expect(lab.inspect.askSamples(asker, 'reconstructions', page)).rejects.toMatchObject({
      kind: 'validation',
      field: 'objective.target',
    });
    await expect(lab.inspect.ask(asker, 'layer', { layer: 9, smoothness: 0 })).rejects.toMatchObject({
      kind: 'validation',
      message: 'Expected a layer from 0 to 2, got 9.',
    });
    await expect(lab.inspect.unit(asker, { layer: 0, unit: 4, smoothness: 0 })).rejects.toMatchObject({
      kind: 'validation',
    });
    await expect(lab.inspect.network({ runId: 999, token: '' })).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('makes a waiting question obsolete by a newer one of the same token, and shares equal ones', async () => {
    const ask = (token: string, index: number) =>
      lab.inspect.askSamples({ ...asker, token }, 'samples', { samples: [index] });
    const first = ask('a', 0);
    const waiting = ask('a', 1);
    const other = ask('b', 1);
    const newer = ask('a', 2);
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
    expect((await first).samples[0].sample).toBe(0);
    expect((await other).samples[0].sample).toBe(1);
    expect((await newer).samples[0].sample).toBe(2);
  });

  it('cancels a t-SNE that is under way, after it reported progress', async () => {
    const tsne = { ...asker, token: 'map' };
    const parts: number[] = [];
    const stop = lab.events.on('inspectProgress', ({ token, progress }) => {
      if (token !== 'map') return;
      parts.push(progress);
      lab.inspect.cancel(tsne);
    });
    await expect(
      lab.inspect.map(tsne, { layer: 1, method: 'tsne', split: 'train', limit: 2000 }),
    ).rejects.toMatchObject({ kind: 'cancelled' });
    stop();
    expect(parts.length).toBeGreaterThan(0);
    // The thread answers the next question as if nothing had happened.
    expect((await lab.inspect.network(asker)).epoch).toBe(2);
  });

  it('lets go of a run that is removed', async () => {
    const runId = await train(classifier);
    const one = { runId, token: '' };
    await lab.inspect.network(one);
    lab.supervisor.remove([runId]);
    await expect(lab.inspect.network(one)).rejects.toMatchObject({ kind: 'notFound' });
  });
});

describe('a thread that dies', () => {
  it('fails the question under way with a reason, and the next one has a new thread', async () => {
    const dataDir = await temporaryFolder();
    const dying = join(dataDir, 'dying.mjs');
    await writeFile(
      dying,
      "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(7));",
    );
    const start = workerInspector(workerEntry, null);
    const startDying = workerInspector(pathToFileURL(dying), null);
    let starts = 0;
    const own = await openTestLab(dataDir, {
      startInspector: (order, events) => (starts++ === 0 ? startDying : start)(order, events),
    });
    const runId = own.supervisor.create(autoencoder, 'running');
    await own.supervisor.ended(runId);
    const asker = { runId, token: '' };
    const first = own.inspect.network(asker);
    const second = own.inspect.ask(asker, 'layer', { layer: 0, smoothness: 0 });
    await expect(first).rejects.toMatchObject({ kind: 'engine', message: /exit code 7/ });
    expect((await second).kind).toBe('weights');
    expect(starts).toBe(2);
    await own.close();
  }, 120_000);
});

describe('looking into a run that learned its input', () => {
  it('gives reconstructions, worst first, and follows a run that goes on', async () => {
    const runId = await train(autoencoder);
    const asker = { runId, token: '' };
    const page = { split: 'validation', offset: 0, limit: 60 } as const;
    const answer = await lab.inspect.askSamples(asker, 'reconstructions', page);
    expect(answer.total).toBe(60);
    expect(answer.errors).toEqual([...answer.errors].sort((a, b) => b - a));
    const mean = answer.errors.reduce((sum, error) => sum + error, 0) / 60;
    expect(mean).toBeCloseTo(lab.runs.summary(runId).lastEpoch?.validation?.data ?? NaN, 5);
    const [worst] = answer.samples;
    const squares = worst.values.reduce((sum, value, i) => sum + (value - answer.outputs[0][i]) ** 2, 0);
    expect(squares / 2).toBeCloseTo(answer.errors[0], 6);
    expect([worst.region.height, worst.region.width]).toEqual([6, 6]);
  }, 120_000);

  it('says that there are no weights yet, and answers from the latest checkpoint of a run under way', async () => {
    const runId = lab.supervisor.create(
      { ...autoencoder, training: { epochs: 400, batchSize: 32 } },
      'paused',
    );
    const asker = { runId, token: '' };
    await expect(lab.inspect.network(asker)).rejects.toMatchObject({ kind: 'precondition' });
    const epochs: number[] = [];
    const stop = lab.events.on('epochRecorded', ({ runId: id, epoch }) => {
      if (id === runId) epochs.push(epoch.epoch);
    });
    lab.supervisor.control(runId, 'resume');
    let first = 0;
    while (first === 0) {
      await new Promise<void>((go) => {
        const once = lab.events.on('epochRecorded', () => {
          once();
          go();
        });
      });
      first = await lab.inspect.network(asker).then(
        ({ epoch }) => epoch,
        () => 0,
      );
    }
    lab.supervisor.control(runId, 'stop');
    await lab.supervisor.ended(runId);
    stop();
    const last = await lab.inspect.network(asker);
    expect(epochs).toContain(first);
    expect(last.epoch).toBe(epochs.at(-1));
    expect(last.epoch).toBeGreaterThan(first);
  }, 120_000);
});
