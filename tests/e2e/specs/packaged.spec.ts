/** The packaged application does the same: learns, imports, remembers. */
import { existsSync } from 'node:fs';
import type { ExportResult } from '../../../src-main/contract/exports';
import type { RunDetail } from '../../../src-main/contract/runs';
import { dropFiles } from '../fixtures/drop-files';
import { expect, test } from '../fixtures/launch';
import { ask } from '../pages/asked-lab';
import { DataPage } from '../pages/data-page';
import { HomePage } from '../pages/home-page';
import { LabPage } from '../pages/lab-page';
import { classFolder } from '../pages/pictures';
import { ShellPage } from '../pages/shell-page';

test('Learn edges trains, and the filters change', async ({ lab }) => {
  await new HomePage(lab.page).learnEdges.click();
  const bench = new LabPage(lab.page);
  const shell = new ShellPage(lab.page);
  await expect(bench.filters).toBeVisible();
  const early = await bench.filterPixels();
  await expect(shell.status).toContainText(/epoch ([3-9]|\d\d)\//);
  expect(await bench.filterPixels()).not.toBe(early);
  await bench.button('Stop').click();
  await expect(shell.header).toContainText('Stopped');
});

test('a dropped folder is imported by the packaged decoder', async ({ lab }, info) => {
  const folder = info.outputPath('fruit');
  await classFolder(folder, 8);
  await dropFiles(lab.page, new HomePage(lab.page).dropFolder, [folder]);
  const data = new DataPage(lab.page);
  await expect(data.train).toBeEnabled();
  await expect(data.fact('pictures')).toHaveText('16');
  await expect(data.skipped).toHaveCount(2);
});

test('a run is exported to ONNX, and the runtime in the package proves it', async ({ lab }, info) => {
  const filePath = info.outputPath('shapes.onnx');
  await lab.app.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
  }, filePath);
  const experiment = {
    version: 1,
    name: 'Shapes',
    seed: 1,
    data: { dataset: 'sample:shapes', mode: 'images' },
    network: { layers: [{ type: 'dense', units: 6, activation: 'softmax' }] },
    objective: { target: 'labels', loss: 'crossEntropy' },
    optimizer: { type: 'adam', learningRate: 0.01 },
    training: { epochs: 1, batchSize: 64 },
  };
  const { runId } = await ask<{ runId: number }>(lab.page, 'runs', 'create', {
    experiment,
    start: 'running',
  });
  await expect
    .poll(async () => (await ask<RunDetail>(lab.page, 'runs', 'get', { runId })).state, { timeout: 60_000 })
    .toBe('finished');
  const request = { runId, format: 'onnx', token: 'packaged' };
  const result = await ask<ExportResult>(lab.page, 'exports', 'write', request);
  expect(result.files).toEqual(['shapes.onnx']);
  expect(result.verification).toMatchObject({ reader: 'onnxruntime', samples: 256, sameClass: 1 });
  expect(existsSync(filePath)).toBe(true);
});
