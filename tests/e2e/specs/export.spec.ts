/** Exports from the window: what goes in, the verification, the code to copy; and what goes wrong. */
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { RunDetail } from '../../../src-main/contract/runs';
import { seriousFindings } from '../fixtures/accessibility';
import { expect, test } from '../fixtures/launch';
import { answerSaveDialog } from '../fixtures/system-dialogs';
import { trainShapes } from '../fixtures/train-shapes';
import { ask } from '../pages/asked-lab';
import { ExportDialog } from '../pages/export-dialog';
import { RunsPage } from '../pages/runs-page';
import { ShellPage } from '../pages/shell-page';

const patience = { timeout: 60_000 };

function detailOf(page: Page, runId: number): Promise<RunDetail> {
  return ask(page, 'runs', 'get', { runId });
}

test('a run is exported as ONNX: what goes in, the verification, the file, and code for two languages', async ({
  lab,
}) => {
  const { page } = lab;
  await trainShapes(page);
  await new ShellPage(page).go('Runs');
  await new RunsPage(page).detail.getByRole('button', { name: 'Export' }).click();
  const view = new ExportDialog(page);
  await expect(view.formats).toHaveCount(13);
  await expect(view.format('ONNX')).toBeChecked();
  await expect(view.plan).toContainText('epoch 1');
  await expect(view.plan).toContainText('Dense · softmax');

  // Closed without a place: nothing happens.
  await answerSaveDialog(lab.app, null);
  await view.save.click();
  await expect(view.save).toBeEnabled();

  const folder = join(lab.dataDir, 'exports');
  await mkdir(folder);
  await answerSaveDialog(lab.app, join(folder, 'shapes.onnx'));
  await view.save.click();
  await expect(view.verification).toContainText('onnxruntime', patience);
  await expect(view.number('samples')).toHaveText('256');
  await expect(view.number('same class')).toHaveText(/^100\.0/);
  expect(
    Number(
      await view
        .number('relative')
        .innerText()
        .then((text) => text.replace('−', '-')),
    ),
  ).toBeLessThan(1e-5);
  expect(readdirSync(folder)).toEqual(['shapes.onnx']);
  await expect(view.done).toContainText('shapes.onnx');

  await expect(view.code).toContainText('import onnxruntime');
  await view.language('JavaScript').click();
  await expect(view.code).toContainText('InferenceSession.create("shapes.onnx")');
  await view.copy.click();
  await expect(view.done.getByRole('button', { name: 'Copied' })).toBeVisible();
  const copied = await lab.app.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toBe(`${await view.code.innerText()}\n`);

  await lab.app.evaluate(({ shell }) => {
    shell.showItemInFolder = (path) => Object.assign(globalThis, { shownPath: path });
  });
  await view.showInFolder.click();
  await expect
    .poll(() => lab.app.evaluate(() => (globalThis as { shownPath?: string }).shownPath))
    .toBe(join(folder, 'shapes.onnx'));
});

test('by keyboard alone, in both themes without serious findings', async ({ lab }) => {
  const { page } = lab;
  await trainShapes(page);
  const view = new ExportDialog(page);
  for (const theme of ['dark', 'light'] as const) {
    await ask(page, 'app', 'changeSettings', { theme });
    await page.reload();
    await new ShellPage(page).go('Runs');
    const runs = new RunsPage(page);
    await expect(runs.selectedRows).toHaveCount(1);
    await runs.table.focus();
    await page.keyboard.press('e');
    await expect(view.format('ONNX')).toBeFocused();
    expect(await seriousFindings(page), `before, ${theme}`).toEqual([]);
    const folder = join(lab.dataDir, theme);
    await answerSaveDialog(lab.app, folder);
    await page.keyboard.press('ArrowDown');
    await expect(view.format('TensorFlow.js')).toBeChecked();
    await expect(view.save).toBeEnabled();
    await page.keyboard.press('Tab');
    await expect(view.save).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(view.verification).toContainText('TensorFlow.js', patience);
    expect(await seriousFindings(page), `after, ${theme}`).toEqual([]);
    expect((await stat(join(folder, 'weights.bin'))).size).toBeGreaterThan(4 * 6 * 28 * 28);
    await page.keyboard.press('Escape');
    await expect(view.dialog).toBeHidden();
    await expect(runs.table).toBeFocused();
  }
});

test('what cannot be written says why in the dialog, and leaves no file', async ({ lab }) => {
  const { page } = lab;
  await trainShapes(page);
  const { runId } = await ask<{ runId: number }>(page, 'runs', 'create', {
    experiment: (await detailOf(page, 1)).experiment,
    start: 'queued',
  });
  await expect.poll(async () => (await detailOf(page, runId)).state, patience).toBe('finished');

  const file = join(lab.dataDir, 'file');
  await answerSaveDialog(lab.app, file);
  await page.evaluate(() => (location.hash = '/compare?runs=1,2'));
  await page.getByRole('button', { name: 'Export run 2 …' }).click();
  const view = new ExportDialog(page);
  await expect(view.dialog.getByRole('combobox', { name: 'Run' })).toContainText('2 · Shapes');
  await view.format('Experiment').click();
  await view.save.click();
  await expect(view.done).toContainText('file.json', patience);
  const written = JSON.parse(await readFile(`${file}.json`, 'utf8')) as { name: string };
  expect(written.name).toBe('Shapes');

  // A file where a folder should be made.
  await view.format('NPZ').click();
  await answerSaveDialog(lab.app, join(`${file}.json`, 'net.npz'));
  await view.save.click();
  await expect(view.failure).not.toBeEmpty();
  await expect(view.save).toBeEnabled();
  expect(existsSync(join(lab.dataDir, 'net.npz'))).toBe(false);
});

test('a message leaves the buttons of the dialog free, and is answered without closing it', async ({
  lab,
}) => {
  const { page } = lab;
  const kept = await trainShapes(page);
  const other = await trainShapes(page);
  const shell = new ShellPage(page);
  await shell.go('Runs');
  const runs = new RunsPage(page);
  await runs.row(other).click();
  await runs.delete.click();
  const undo = shell.messages.getByRole('button', { name: 'Undo' });
  await expect(undo).toBeVisible();
  await runs.row(kept).click();
  await runs.detail.getByRole('button', { name: 'Export' }).click();
  const view = new ExportDialog(page);
  await expect(view.save).toBeEnabled();

  const message = await shell.messages.boundingBox();
  const save = await view.save.boundingBox();
  if (message === null || save === null) throw new Error('There is no message, or nothing to save with.');
  expect(message.y + message.height).toBeLessThan(save.y);
  // Not a click by force: nothing may lie over the button, and the dialog may not take the pointer from it.
  await undo.click();
  await expect(shell.messages).toContainText('is back');
  await expect(view.save).toBeVisible();
});
