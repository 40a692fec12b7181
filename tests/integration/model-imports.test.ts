/** Models from files through the lab and the command line: they become runs like any other. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseExperiment } from '../../src-engine';
import type { RunSummary } from '../../src-main/contract/runs';
import type { Lab } from '../../src-main/lab';
import { trainedExample } from '../engine/portable-networks';
import { cliEntry, ensureBuilt, openTestLab, removeFolders, temporaryFolder } from './bench-lab';
import { writeModel } from './model-files';
import { onnxByHand } from './onnx-by-hand';

let lab: Lab;
let runId: number;
let folder: string;

const experiment = parseExperiment({
  version: 1,
  name: 'Shapes',
  seed: 2,
  data: { dataset: 'sample:shapes', mode: 'images', preprocess: 'standardize' },
  network: {
    layers: [
      { type: 'conv2d', filters: 4, kernelSize: 5, stride: 3, activation: 'relu' },
      { type: 'dropout', rate: 0.1 },
      { type: 'flatten' },
      { type: 'dense', units: 6, activation: 'softmax' },
    ],
  },
  objective: { target: 'labels', loss: 'crossEntropy' },
  optimizer: { type: 'adam', learningRate: 0.01 },
  training: { epochs: 2, batchSize: 64 },
});

beforeAll(async () => {
  await ensureBuilt();
  lab = await openTestLab(await temporaryFolder());
  runId = lab.supervisor.create(experiment, 'running');
  await lab.supervisor.ended(runId);
  folder = await temporaryFolder();
}, 180_000);
afterAll(async () => {
  await lab.close();
  await removeFolders();
});

/** What people compare runs by. */
function result({ state, epochsDone, epochsTotal, weightsSha256, parameterCount, test }: RunSummary) {
  return { state, epochsDone, epochsTotal, weightsSha256, parameterCount, test };
}

describe('a run that was exported and imported', () => {
  it('is the same run again: weights, figures, filters', async () => {
    const file = join(folder, 'shapes.onnx');
    await lab.exports.write({ runId, format: 'onnx', token: 'x' }, file);
    const found = await lab.modelImports.inspect(file);
    const datasetId = lab.datasets.list().find(({ name }) => name === 'sample:shapes')!.id;
    expect(found).toMatchObject({ kind: 'onnx', name: 'Shapes', suggestedDatasetId: datasetId });
    expect(found.fittingDatasetIds).toEqual([datasetId]);
    expect(found.layers.map(({ name }) => name)).toContain('layer2.dropout');
    const imported = await lab.modelImports.import(found.token, datasetId, 'Shapes again');
    const before = lab.runs.get(runId);
    const after = lab.runs.get(imported.runId);
    expect(after).toMatchObject({ name: 'Shapes again', datasetName: 'sample:shapes' });
    expect(result(after)).toEqual(result(before));
    expect(lab.runs.filters(imported.runId, null)?.filters.values).toEqual(
      lab.runs.filters(runId, null)?.filters.values,
    );
    expect(after.events.at(-1)).toMatchObject({
      kind: 'state',
      to: 'finished',
      reason: 'It was read from shapes.onnx (ONNX).',
    });
  });

  it('can be looked into, exported again and trained on', async () => {
    const file = join(folder, 'again.npz');
    await lab.exports.write({ runId, format: 'npz', token: 'y' }, file);
    const { token, suggestedDatasetId } = await lab.modelImports.inspect(file);
    const imported = await lab.modelImports.import(token, suggestedDatasetId!, 'To go on with');
    const ask = async (id: number) =>
      (await lab.inspect.ask({ runId: id, token: String(id) }, 'confusion', { split: 'test' })).counts;
    expect(await ask(imported.runId)).toEqual(await ask(runId));
    const again = await lab.exports.write(
      { runId: imported.runId, format: 'npz', token: 'z' },
      join(folder, 'third.npz'),
    );
    expect(again.epoch).toBe(2);
    lab.supervisor.extend(imported.runId, 3);
    await lab.supervisor.ended(imported.runId);
    expect(lab.runs.get(imported.runId)).toMatchObject({ state: 'finished', epochsDone: 3, epochsTotal: 3 });
  });

  it('is refused with a sentence where no set fits, and for a token that nobody gave out', async () => {
    const path = await writeModel(trainedExample('dense').model, 'safetensors');
    const found = await lab.modelImports.inspect(path);
    expect(found).toMatchObject({ suggestedDatasetId: null, fittingDatasetIds: [] });
    const [set] = lab.datasets.list();
    await expect(lab.modelImports.import(found.token, set.id, 'x')).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringContaining('tells 10 classes apart, the data set has') as string,
    });
    await expect(lab.modelImports.import('nobody', set.id, 'x')).rejects.toMatchObject({ kind: 'notFound' });
    await expect(lab.modelImports.inspect(join(folder, 'nothing'))).rejects.toMatchObject({
      kind: 'notFound',
    });
  });

  it('as a bundle is looked at in the same words, and opened as the very same run', async () => {
    const file = join(folder, 'run.simplecell');
    await lab.exports.write({ runId, format: 'bundle', token: 'b' }, file);
    const found = await lab.modelImports.inspect(file);
    expect(found).toMatchObject({ kind: 'bundle', name: 'Shapes', input: { height: 28, channels: 1 } });
    expect(found.notes.join(' ')).toContain(`as run ${runId}`);
    expect(await lab.modelImports.openBundle(found.token)).toMatchObject({ runId, wasThere: true });
    const other = await lab.modelImports.inspect(join(folder, 'shapes.onnx'));
    await expect(lab.modelImports.openBundle(other.token)).rejects.toMatchObject({ kind: 'precondition' });
    const [set] = found.fittingDatasetIds;
    await expect(lab.modelImports.import(found.token, set, 'x')).rejects.toMatchObject({
      kind: 'validation',
    });
  });

  it('is found among what was dropped with it', async () => {
    const path = await writeModel(trainedExample('dropout').model, 'safetensors');
    const beside = join(dirname(path), 'net.json');
    expect(await lab.modelImports.inspectDropped([beside, path])).toMatchObject({ kind: 'safetensors' });
    const model = await writeModel(trainedExample('dropout').model, 'tfjs', 'my net');
    const weights = join(dirname(model), 'weights.bin');
    const dropped = await lab.modelImports.inspectDropped([weights, model]);
    expect(dropped).toMatchObject({ kind: 'tfjs', name: 'dropout' });
    expect(await lab.modelImports.inspectDropped([dirname(model)])).toMatchObject({ kind: 'tfjs' });
    await expect(lab.modelImports.inspectDropped([''])).rejects.toMatchObject({ kind: 'validation' });
  });
});

describe('a model of another program', () => {
  it('can be looked into, compared, exported and trained on like any other run', async () => {
    const values = (count: number, step: number): Float32Array =>
      Float32Array.from({ length: count }, (_, i) => Math.sin(i * step) * 0.3);
    const bytes = onnxByHand({
      inputShape: ['n', 1, 28, 28],
      outputShape: ['n', 6],
      tensors: {
        mean: { shape: [], values: Float32Array.of(0.5) },
        kernel: { shape: [4, 1, 5, 5], values: values(100, 1.7) },
        matrix: { shape: [4 * 4 * 4, 6], values: values(4 * 4 * 4 * 6, 0.9) },
      },
      nodes: [
        { operator: 'Sub', inputs: ['input.1', 'mean'], output: 'a' },
        { operator: 'Conv', inputs: ['a', 'kernel'], output: 'b', attributes: { strides: [3, 3] } },
        { operator: 'Relu', inputs: ['b'], output: 'c' },
        {
          operator: 'MaxPool',
          inputs: ['c'],
          output: 'd',
          attributes: { kernel_shape: [2, 2], strides: [2, 2] },
        },
        { operator: 'Flatten', inputs: ['d'], output: 'e' },
        { operator: 'MatMul', inputs: ['e', 'matrix'], output: 'f' },
      ],
    });
    const file = join(folder, 'theirs.onnx');
    await writeFile(file, bytes);
    const found = await lab.modelImports.inspect(file);
    expect(found.name).toBe('theirs');
    const { runId: foreign, notes } = await lab.modelImports.import(
      found.token,
      found.suggestedDatasetId!,
      found.name,
    );
    expect(notes.join(' ')).toContain('logits');
    expect(lab.runs.get(foreign)).toMatchObject({ state: 'finished', epochsDone: 1, epochsTotal: 1 });
    expect(lab.runs.filters(foreign, null)?.filters).toMatchObject({ units: 4, height: 5, width: 5 });
    const { counts } = await lab.inspect.ask({ runId: foreign, token: 'f' }, 'confusion', { split: 'test' });
    expect(counts.length).toBe(6);
    const again = { runId: foreign, format: 'onnx', token: 'g' } as const;
    const { verification } = await lab.exports.write(again, join(folder, 'back.onnx'));
    expect(verification).toMatchObject({ sameClass: 1 });
    lab.supervisor.extend(foreign, 2);
    await lab.supervisor.ended(foreign);
    const [first, second] = lab.runs.get(foreign).epochs;
    expect(second.train.loss).toBeLessThan(first.train.loss);
  });
});

interface Imported {
  readonly event: string;
  readonly runId: number;
  readonly dataset: string;
  readonly epoch: number;
}

describe('the command line', () => {
  const run = promisify(execFile);

  it('imports into an empty data folder, and the run can be evaluated', async () => {
    const file = join(folder, 'cli.safetensors');
    await lab.exports.write({ runId, format: 'safetensors', token: 'c' }, file);
    const dataDir = await temporaryFolder();
    const cli = (...args: string[]) =>
      run(process.execPath, [cliEntry, '--data', dataDir, '--json', ...args]);
    const { stdout } = await cli('import-model', file, '--name', 'From outside');
    const done = JSON.parse(stdout) as Imported;
    expect(done).toMatchObject({ event: 'done', dataset: 'sample:shapes', epoch: 2, name: 'From outside' });
    const evaluated = await cli('evaluate', String(done.runId), '--dataset', 'sample:shapes');
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ event: 'done', epoch: 2 });
    const text = join(folder, 'no-model.txt');
    await writeFile(text, 'words');
    await expect(cli('import-model', text)).rejects.toMatchObject({ code: 1 });
  });
});
