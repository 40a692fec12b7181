/** A double click on a bundle: its run is in the lab of whoever opened it, shown, and the app says so. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExportResult } from '../../../src-main/contract/exports';
import type { RunDetail } from '../../../src-main/contract/runs';
import { expect, test } from '../fixtures/launch';
import { RunningLab } from '../fixtures/running-lab';
import { answerSaveDialog } from '../fixtures/system-dialogs';
import { ask } from '../pages/asked-lab';
import { RunsPage } from '../pages/runs-page';
import { ShellPage } from '../pages/shell-page';

/** Built-in pictures, which every lab has: no time goes into others. */
const shapes = {
  version: 1,
  name: 'Shapes',
  seed: 3,
  data: { dataset: 'sample:shapes', mode: 'images' },
  network: {
    layers: [
      { type: 'dense', units: 16, activation: 'relu' },
      { type: 'dense', units: 6, activation: 'softmax' },
    ],
  },
  objective: { target: 'labels', loss: 'crossEntropy' },
  optimizer: { type: 'adam', learningRate: 0.01 },
  training: { epochs: 2, batchSize: 64 },
};

test('a bundle of one data folder, opened in a second one, is the same run', async ({ lab, target }) => {
  const { runId } = await ask<{ runId: number }>(lab.page, 'runs', 'create', {
    experiment: shapes,
    start: 'running',
  });
  const get = (of: RunningLab, id: number) => ask<RunDetail>(of.page, 'runs', 'get', { runId: id });
  await expect.poll(async () => (await get(lab, runId)).state, { timeout: 30_000 }).toBe('finished');
  const scratch = mkdtempSync(join(tmpdir(), 'simplecell-e2e-'));
  const bundle = join(scratch, 'shapes.simplecell');
  await answerSaveDialog(lab.app, bundle);
  const written = await ask<ExportResult>(lab.page, 'exports', 'write', {
    runId,
    format: 'bundle',
    token: 'e2e',
  });
  expect(written.check).toContain('Read back from the disk');
  const atHome = await get(lab, runId);

  const second = new RunningLab(target, scratch);
  await second.launch([bundle]);
  try {
    const { messages } = new ShellPage(second.page);
    await expect(messages).toContainText('shapes.simplecell was opened as run 1');
    const runs = new RunsPage(second.page);
    await expect(runs.selectedRows).toHaveCount(1);
    await expect(runs.detail).toContainText(atHome.name);
    const { weightsSha256, epochs, events, experiment } = await get(second, 1);
    expect({ weightsSha256, epochs, events, experiment }).toEqual({
      weightsSha256: atHome.weightsSha256,
      epochs: atHome.epochs,
      events: atHome.events,
      experiment: atHome.experiment,
    });

    // What is no bundle, given to the app while it runs.
    const broken = join(scratch, 'broken.simplecell');
    writeFileSync(broken, 'no archive at all, but long enough to be read');
    const { executablePath, args } = second.command();
    const later = spawn(executablePath, [...args, broken], { stdio: 'ignore' });
    await once(later, 'exit');
    await expect(messages).toContainText('broken.simplecell: The file is no whole zip archive');
    expect(await ask<unknown[]>(second.page, 'runs', 'list')).toHaveLength(1);
    expect(second.unexpectedErrors()).toEqual([]);
  } finally {
    await second.kill();
    rmSync(scratch, { recursive: true, force: true });
  }
});
