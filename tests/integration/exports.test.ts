/** Exports through the lab and the command line: what is left on the disk when they succeed, fail and are cancelled. */
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseExperiment, runPortable } from '../../src-engine';
import type { ExportResult } from '../../src-main/contract/exports';
import { workerExporter } from '../../src-main/export/exporter';
import { drawFilterSheet } from '../../src-main/export/filter-sheet';
import { runExport } from '../../src-main/export/run-export';
import { exportReaders } from '../../src-main/export/readers';
import { discardStaged } from '../../src-main/export/stage-files';
import { decodeModelNpz } from '../../src-main/export/write-npz';
import type { Lab } from '../../src-main/lab';
import { trainedExample } from '../engine/portable-networks';
import { smallPictures } from './small-run';
import { cliEntry, ensureBuilt, openTestLab, removeFolders, temporaryFolder } from './bench-lab';
import { sabotagedExportEntry } from './sabotage';

let lab: Lab;
let dataDir: string;
let runId: number;

const experiment = parseExperiment({
  version: 1,
  name: 'Shapes: small/quick?',
  seed: 2,
  data: { dataset: 'sample:shapes', mode: 'images', preprocess: 'standardize' },
  network: {
    layers: [
      { type: 'conv2d', filters: 4, kernelSize: 5, stride: 3, activation: 'relu' },
      { type: 'flatten' },
      { type: 'dense', units: 6, activation: 'softmax' },
    ],
  },
  objective: { target: 'labels', loss: 'crossEntropy' },
  optimizer: { type: 'adam', learningRate: 0.01 },
  training: { epochs: 1, batchSize: 64 },
});

beforeAll(async () => {
  await ensureBuilt();
  dataDir = await temporaryFolder();
  lab = await openTestLab(dataDir);
  runId = lab.supervisor.create(experiment, 'running');
  await lab.supervisor.ended(runId);
}, 180_000);
afterAll(async () => {
  await lab.close();
  await removeFolders();
});

describe('exporting a run', () => {
  it('writes one file, read back by onnxruntime on 256 samples, and remembers where it lies', async () => {
    const folder = await temporaryFolder();
    const stages = new Set<string>();
    const stop = lab.events.on('exportProgress', ({ token, stage }) => stages.add(`${token} ${stage}`));
    const result = await lab.exports.write({ runId, format: 'onnx', token: 'a' }, join(folder, 'net.onnx'));
    stop();
    expect(await readdir(folder)).toEqual(['net.onnx']);
    expect(result).toMatchObject({ files: ['net.onnx'], epoch: 1 });
    expect(result.bytes).toBe((await readFile(join(folder, 'net.onnx'))).length);
    expect(result.verification).toMatchObject({ reader: 'onnxruntime', samples: 256, sameClass: 1 });
    expect(result.verification?.relativeDifference).toBeLessThan(1e-5);
    expect(lab.exports.fileOf(result.id)).toBe(join(folder, 'net.onnx'));
    expect([...stages]).toEqual(['a preparing', 'a writing', 'a verifying']);
  });

  it('suggests a name that every file system takes', () => {
    expect(lab.exports.suggestedName(runId, 'onnx')).toBe('Shapes small quick.onnx');
    expect(lab.exports.suggestedName(runId, 'tfjs')).toBe('Shapes small quick');
  });

  it('leaves nothing where it was cancelled, and says so', async () => {
    const folder = join(await temporaryFolder(), 'new');
    const writing = lab.exports.write({ runId, format: 'tfjs', token: 'b' }, folder);
    const stop = lab.events.on('exportProgress', ({ token }) => void lab.exports.cancel(token));
    await expect(writing).rejects.toMatchObject({ kind: 'cancelled' });
    stop();
    expect(await readdir(folder).catch(() => [])).toEqual([]);
  });

  it('leaves nothing where its thread died in the middle, says why, and does not take the lab with it', async () => {
    const broken = await openTestLab(await temporaryFolder(), {
      startExporter: workerExporter(await sabotagedExportEntry(), null),
    });
    const ownRun = broken.supervisor.create(experiment, 'running');
    await broken.supervisor.ended(ownRun);
    const folder = await temporaryFolder();
    for (const format of ['npz', 'tfjs'] as const) {
      const writing = broken.exports.write({ runId: ownRun, format, token: format }, join(folder, 'net.npz'));
      await expect(writing).rejects.toMatchObject({ kind: 'engine' });
      await expect(writing).rejects.toThrow('exit code 7');
    }
    expect(await readdir(folder, { recursive: true })).toEqual(['net.npz']);
    expect(broken.supervisor.create(experiment, 'paused')).toBeGreaterThan(ownRun);
    await broken.close();
  });

  it('refuses a run without weights and a file that was never written', async () => {
    await expect(lab.exports.write({ runId: 99, format: 'npz', token: 'c' }, '/x')).rejects.toMatchObject({
      kind: 'notFound',
    });
    expect(() => lab.exports.fileOf(77)).toThrow('not known');
  });

  it('says at once where a folder cannot be made', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    for (const path of [join(file, 'net.npz'), join(file, 'deep', 'net.npz')]) {
      await expect(lab.exports.write({ runId, format: 'npz', token: 'd' }, path)).rejects.toMatchObject({
        kind: 'io',
      });
    }
  });
});

describe('what a run has recorded', () => {
  it('is a table of its epochs, with the very numbers', async () => {
    const folder = await temporaryFolder();
    const written = await lab.exports.write({ runId, format: 'curves', token: 'r' }, join(folder, 'c'));
    expect(written).toMatchObject({ files: ['c.csv'], verification: null, epoch: 1 });
    const [heading, ...rows] = (await readFile(join(folder, 'c.csv'), 'utf8')).trim().split('\r\n');
    const [{ epoch, train, learningRate }] = lab.runs.get(runId).epochs;
    const cells = rows[0].split(',').map(Number);
    const cell = (name: string): number => cells[heading.split(',').indexOf(name)];
    expect(rows).toHaveLength(1);
    expect([cell('epoch'), cell('train_loss'), cell('learning_rate')]).toEqual([
      epoch,
      train.loss,
      learningRate,
    ]);
  });

  it('is its experiment, as the lab reads it', async () => {
    const folder = await temporaryFolder();
    await lab.exports.write({ runId, format: 'experiment', token: 'r' }, join(folder, 'x.json'));
    const json = JSON.parse(await readFile(join(folder, 'x.json'), 'utf8')) as unknown;
    expect(parseExperiment(json)).toEqual(experiment);
  });

  it('is its filters, on a sheet and one by one', async () => {
    const folder = await temporaryFolder();
    await lab.exports.write({ runId, format: 'filters', token: 'r' }, join(folder, 'f.png'));
    const { filters } = lab.runs.filters(runId, null)!;
    const { data } = await sharp(join(folder, 'f.png')).raw().toBuffer({ resolveWithObject: true });
    expect(new Uint8Array(data)).toEqual(drawFilterSheet(filters).pixels);
    const single = await lab.exports.write(
      { runId, format: 'filterPictures', token: 'r' },
      join(folder, 'all'),
    );
    expect(single.files).toEqual([1, 2, 3, 4].map((n) => `filter-${n}.png`));
    expect(await readdir(join(folder, 'all'))).toEqual(single.files);
  });

  it('is what its convolution makes of a picture, and says which layers make maps', async () => {
    const folder = await temporaryFolder();
    const { mapLayers } = lab.exports.offer(runId);
    const [{ title }] = lab.runs.get(runId).layers;
    expect(mapLayers).toEqual([{ layer: 0, title: `Layer 1: ${title}`, maps: 4 }]);
    const path = join(folder, 'maps');
    const written = await lab.exports.write({ runId, format: 'featureMaps', token: 'r' }, path);
    expect(written.files).toEqual(['maps.png', 'picture.png', ...[1, 2, 3, 4].map((n) => `map-${n}.png`)]);
    const { width, height } = await sharp(join(path, 'map-1.png')).metadata();
    // (28 − 5) / 3 + 1 = 8 numbers a side, 16 pixels each.
    expect([width, height]).toEqual([128, 128]);
    const wrong = { runId, format: 'featureMaps', options: { layer: 2 }, token: 'r' } as const;
    await expect(lab.exports.write(wrong, path)).rejects.toThrow('Choose one of these: Layer 1');
    const foreign = { runId, format: 'featureMaps', options: { itemId: 999_999 }, token: 'r' } as const;
    await expect(lab.exports.write(foreign, path)).rejects.toMatchObject({ kind: 'validation' });
  });

  it('is a page that says how many of the test split it names right', async () => {
    const folder = await temporaryFolder();
    await lab.exports.write({ runId, format: 'report', token: 'r' }, join(folder, 'page.html'));
    const page = await readFile(join(folder, 'page.html'), 'utf8');
    const { counts } = await lab.inspect.ask({ runId, token: 'r' }, 'confusion', { split: 'test' });
    const total = counts.flat().reduce((sum, count) => sum + count, 0);
    const right = counts.reduce((sum, row, index) => sum + row[index], 0);
    expect(page).toContain(`right, ${right} of ${total}`);
    expect(page).not.toContain('<script');
  });
});

describe('a run whose data set was removed', () => {
  const plain = parseExperiment({
    ...experiment,
    name: 'plain',
    data: { dataset: 'mine', mode: 'images', preprocess: 'none' },
    network: {
      layers: [
        { type: 'dense', units: 5, activation: 'relu' },
        { type: 'dense', units: 2, activation: 'softmax' },
      ],
    },
  });
  const fitted = parseExperiment({ ...plain, data: { ...plain.data, preprocess: 'standardize' } });
  let [plainRun, fittedRun] = [0, 0];

  beforeAll(async () => {
    const options = { size: [6, 5] as [number, number], color: 'rgb', fit: 'cover', name: 'mine' } as const;
    const { done, datasetId } = lab.importer.start(await smallPictures(20), options);
    await done;
    for (const one of [plain, fitted]) {
      const id = lab.supervisor.create(one, 'running');
      await lab.supervisor.ended(id);
      if (one === plain) plainRun = id;
      else fittedRun = id;
    }
    await lab.datasets.remove(datasetId);
  }, 60_000);

  it('is proved with noise and blobs where its preparation needs no pictures, and says so', async () => {
    const folder = await temporaryFolder();
    const request = { runId: plainRun, format: 'onnx', token: 's' } as const;
    const written = await lab.exports.write(request, join(folder, 'net.onnx'));
    expect(written.verification).toMatchObject({ reader: 'onnxruntime', samples: 256, sameClass: 1 });
    expect(written.verification?.note).toContain('128 pictures of noise and 128 of smooth blobs');
    await lab.exports.write({ ...request, format: 'npz' }, join(folder, 'net.npz'));
    const model = decodeModelNpz(new Uint8Array(await readFile(join(folder, 'net.npz'))));
    expect(model.input).toEqual({ height: 6, width: 5, channels: 3 });
  });

  it('is refused where statistics of its pictures are needed; what needs none of them is written', async () => {
    const folder = await temporaryFolder();
    const { formats, datasetBytes } = lab.exports.offer(fittedRun);
    expect(datasetBytes).toBeNull();
    const refused = formats.filter(({ refusal }) => refusal !== null).map(({ format }) => format);
    expect(refused).toEqual(['onnx', 'tfjs', 'safetensors', 'npz', 'pytorch', 'keras', 'featureMaps']);
    for (const { format, refusal } of formats) {
      const writing = lab.exports.write({ runId: fittedRun, format, token: 's' }, join(folder, format));
      if (refusal === null) expect((await writing).check).toContain('Read back');
      else await expect(writing).rejects.toMatchObject({ kind: 'precondition', message: refusal });
    }
  });
});

describe('an export that proves wrong', () => {
  const { experiment: written, pictures, checkpoint } = trainedExample('dense');
  const order = { experiment: written, pictures, checkpoint, notes: [], stem: 'net', token: 'wrong' };

  it('leaves what was there before, and no other file', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'net.npz'), 'before');
    const { npz } = exportReaders;
    const wrong: typeof npz = {
      ...npz,
      async ask(file, inputs, progress) {
        const answers = await npz.ask(file, inputs, progress);
        return answers.map((value) => value * 1.0001);
      },
    };
    const readers = { ...exportReaders, npz: wrong };
    await expect(runExport({ ...order, format: 'npz', folder }, () => undefined, readers)).rejects.toThrow(
      'No file was kept',
    );
    expect(await readdir(folder)).toEqual(['net.npz']);
    expect(await readFile(join(folder, 'net.npz'), 'utf8')).toBe('before');
  });

  it('notices an answer that is no number', async () => {
    const folder = await temporaryFolder();
    const { npz } = exportReaders;
    const silent = { ...npz, ask: async () => Promise.resolve(new Float32Array(240 * 10).fill(NaN)) };
    const run = runExport({ ...order, format: 'npz', folder }, () => undefined, {
      ...exportReaders,
      npz: silent,
    });
    await expect(run).rejects.toMatchObject({ kind: 'engine' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves temporary files of others alone', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, '.simplecell-other-net.npz.part'), '');
    await writeFile(join(folder, '.simplecell-mine-net.npz.part'), '');
    discardStaged(folder, 'mine');
    expect(await readdir(folder)).toEqual(['.simplecell-other-net.npz.part']);
  });
});

interface Prediction {
  readonly file: string;
  readonly class: string;
  readonly probabilities: Readonly<Record<string, number>>;
}

interface Evaluated {
  readonly pictures: number;
  readonly correct: number;
  readonly classes: readonly { readonly pictures: number }[];
}

describe('the command line', () => {
  const run = promisify(execFile);
  const cli = (...args: string[]) =>
    run(process.execPath, [cliEntry, '--data', dataDir, '--json', ...args], { maxBuffer: 2 ** 26 });

  it('exports while the lab is open, and says what it proved', async () => {
    const folder = await temporaryFolder();
    const { stdout } = await cli('export', String(runId), '--format', 'npz', '--out', join(folder, 'net'));
    const done = JSON.parse(stdout) as ExportResult;
    expect(done).toMatchObject({ files: ['net.npz'], epoch: 1 });
    expect(done.verification?.samples).toBe(256);
    const model = decodeModelNpz(new Uint8Array(await readFile(join(folder, 'net.npz'))));
    expect(model.classNames.length).toBe(6);
    expect(model.origin?.experiment.name).toBe('Shapes: small/quick?');
  });

  it('predicts picture files as the exported network does', async () => {
    const folder = await temporaryFolder();
    await cli('export', String(runId), '--format', 'npz', '--out', join(folder, 'net'));
    const model = decodeModelNpz(new Uint8Array(await readFile(join(folder, 'net.npz'))));
    const datasetId = lab.datasets.list().find(({ name }) => name === 'sample:shapes')!.id;
    const { items } = lab.datasets.items({
      datasetId,
      state: 'ready',
      classIndex: null,
      offset: 5,
      limit: 2,
    });
    const files = items.map(({ id }) => join(folder, `${id}.png`));
    const expected: Float32Array[] = [];
    for (const [i, { id }] of items.entries()) {
      const { pixels, heightPx, widthPx } = (await lab.datasets.picture(id))!;
      await sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 1 } })
        .png()
        .toFile(files[i]);
      expected.push(runPortable(model, pixels));
    }
    const { stdout } = await cli('predict', String(runId), ...files);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Prediction);
    lines.forEach(({ file, probabilities }, i) => {
      expect(file).toBe(files[i]);
      const got = model.classNames.map((name) => probabilities[name]);
      expect(got).toEqual([...expected[i]]);
      expect(lines[i].class).toBe(model.classNames[got.indexOf(Math.max(...got))]);
    });
  });

  it('evaluates a set: on the one it was trained on as often right as its predictions are', async () => {
    const { stdout } = await cli('evaluate', String(runId), '--dataset', 'sample:shapes');
    const done = JSON.parse(stdout) as Evaluated;
    const splits = ['train', 'validation', 'test'] as const;
    const answers = await Promise.all(
      splits.map((split) => lab.inspect.ask({ runId, token: split }, 'confusion', { split })),
    );
    const counts = answers.map((answer) => answer.counts);
    const all = counts.flat(2).reduce((sum, count) => sum + count, 0);
    const right = counts.flatMap((rows) => rows.map((row, actual) => row[actual]));
    expect(done).toMatchObject({ pictures: all, correct: right.reduce((sum, count) => sum + count, 0) });
    expect(done.classes.reduce((sum, { pictures }) => sum + pictures, 0)).toBe(all);
    await expect(cli('evaluate', String(runId), '--dataset', 'nothing')).rejects.toMatchObject({ code: 1 });
  });

  it('says which picture it cannot read', async () => {
    const file = join(await temporaryFolder(), 'no-picture.png');
    await writeFile(file, 'words');
    await expect(cli('predict', String(runId), file)).rejects.toMatchObject({ code: 1 });
  });

  it('writes a TensorFlow.js model as a folder', async () => {
    const folder = join(await temporaryFolder(), 'net');
    await mkdir(folder);
    await cli('export', String(runId), '--format', 'tfjs', '--out', folder);
    expect((await readdir(folder)).sort()).toEqual(['model.json', 'weights.bin']);
  });
});
