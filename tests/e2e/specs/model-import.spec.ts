/** Models and bundles from elsewhere: dropped or chosen, looked at in a sheet, and there as a run. */
import { writeFileSync } from 'node:fs';
import type { RunDetail } from '../../../src-main/contract/runs';
import { seriousFindings } from '../fixtures/accessibility';
import { dropFiles } from '../fixtures/drop-files';
import { expect, test } from '../fixtures/launch';
import { answerOpenDialog, answerSaveDialog } from '../fixtures/system-dialogs';
import { trainShapes } from '../fixtures/train-shapes';
import { ask } from '../pages/asked-lab';
import { HomePage } from '../pages/home-page';
import { ModelSheet } from '../pages/model-sheet';
import { RunsPage } from '../pages/runs-page';
import { ShellPage } from '../pages/shell-page';

test('a dropped model and a chosen bundle are shown first, and become runs', async ({ lab }, info) => {
  const { page } = lab;
  const runId = await trainShapes(page);
  for (const format of ['onnx', 'bundle']) {
    await answerSaveDialog(lab.app, info.outputPath(`shapes.${format === 'onnx' ? 'onnx' : 'simplecell'}`));
    await ask(page, 'exports', 'write', { runId, format, token: format });
  }
  const sheet = new ModelSheet(page);
  const shell = new ShellPage(page);

  // Anywhere: where folders of pictures are taken as well.
  await dropFiles(page, new HomePage(page).dropFolder, [info.outputPath('shapes.onnx')]);
  await expect(sheet.fact('input')).toHaveText('28×28');
  await expect(sheet.fact('classes')).toHaveText('6');
  await expect(sheet.layers.filter({ hasText: 'Dense, 6 units' })).toHaveCount(1);
  await expect(sheet.dataset).toContainText('shapes');
  expect(await seriousFindings(page)).toEqual([]);
  await sheet.name.fill('From elsewhere');
  await sheet.name.press('Enter');
  const runs = new RunsPage(page);
  await expect(runs.detail).toContainText('From elsewhere');
  await expect(shell.messages).toContainText('“From elsewhere” is here as run 2');
  const [own, other] = await Promise.all(
    [runId, 2].map((id) => ask<RunDetail>(page, 'runs', 'get', { runId: id })),
  );
  expect(other).toMatchObject({ state: 'finished', parameterCount: own.parameterCount });
  expect(other.test?.accuracy).toBe(own.test?.accuracy);

  await answerOpenDialog(lab.app, info.outputPath('shapes.simplecell'));
  await shell.go('Home');
  await page.getByRole('button', { name: 'Open a model or bundle' }).click();
  await expect(sheet.dialog).toHaveAccessibleName('Open a bundle');
  await sheet.open.click();
  await expect(sheet.dialog).toBeHidden();
  await expect(runs.detail).toContainText(`run ${runId}`);

  const wrong = info.outputPath('wrong.onnx');
  writeFileSync(wrong, 'words, and no model');
  await dropFiles(page, runs.table, [wrong]);
  await expect(shell.messages).toContainText('wrong.onnx');
  await expect(sheet.dialog).toBeHidden();
});
