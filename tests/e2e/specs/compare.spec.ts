/** Comparing runs: curves under one crosshair, settings that differ, filters on one slider, files of all of it. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import type { RunDetail } from '../../../src-main/contract/runs';
import { seriousFindings } from '../fixtures/accessibility';
import { expect, test } from '../fixtures/launch';
import { answerSaveDialog } from '../fixtures/system-dialogs';
import { ask } from '../pages/asked-lab';
import { ComparePage } from '../pages/compare-page';
import { SettingsPage } from '../pages/settings-page';
import { ShellPage } from '../pages/shell-page';

const experiment = (epochs: number, rate: number) => ({
  version: 1,
  name: `shapes, ${epochs} epochs`,
  seed: 3,
  data: { dataset: 'sample:shapes', mode: 'images' },
  split: { validation: 0.1, test: 0.1 },
  network: {
    layers: [
      { type: 'dense', units: 16, activation: 'relu' },
      { type: 'dropout', rate },
      { type: 'dense', units: 6, activation: 'softmax' },
    ],
  },
  objective: { target: 'labels', loss: 'crossEntropy' },
  optimizer: { type: 'adam', learningRate: 0.001 },
  training: { epochs, batchSize: 64 },
});

/** Trains both to their end; their numbers. */
async function trainTwo(page: Page): Promise<[number, number]> {
  const ids: number[] = [];
  for (const one of [experiment(4, 0.1), experiment(6, 0.4)]) {
    const { runId } = await ask<{ runId: number }>(page, 'runs', 'create', {
      experiment: one,
      start: 'running',
    });
    await expect.poll(async () => (await detailOf(page, runId)).state).toBe('finished');
    ids.push(runId);
  }
  return [ids[0], ids[1]];
}

function detailOf(page: Page, runId: number): Promise<RunDetail> {
  return ask(page, 'runs', 'get', { runId });
}

test('two runs lie over each other, and their charts are read, zoomed and saved', async ({ lab }) => {
  const { page } = lab;
  const ids = await trainTwo(page);
  await new ShellPage(page).go('Compare');
  const view = new ComparePage(page);
  await expect(view.stage).toContainText('Nothing to compare yet');
  for (const id of ids) await view.add(id);
  await expect(view.compared).toHaveCount(2);
  await expect(view.charts).toHaveCount(2);
  await expect(view.caution).toContainText('no proof');
  await expect(view.numbers.getByRole('row')).toHaveCount(3);

  // The crosshair by keyboard, in both charts at once.
  const [train] = await view.charts.all();
  await train.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(view.readouts).toHaveCount(2);
  const { epochs: rows } = await detailOf(page, ids[0]);
  await expect(view.readouts.first()).toContainText('epoch 2');
  await expect(view.readouts.first()).toContainText(String(Number(rows[1].train.loss.toPrecision(4))));

  // The same by mouse; the wheel zooms, a double click shows all again.
  const whole = await view.pixels(train);
  const box = (await train.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await expect(view.readouts).toHaveCount(2);
  await page.mouse.wheel(0, -300);
  await expect.poll(() => view.pixels(train)).not.toBe(whole);
  await page.mouse.dblclick(box.x + box.width / 2, box.y + box.height / 2);
  await expect.poll(() => view.pixels(train)).toBe(whole);
  await train.focus();
  await page.keyboard.press('+');
  await expect.poll(() => view.pixels(train)).not.toBe(whole);
  await page.keyboard.press('0');
  await expect.poll(() => view.pixels(train)).toBe(whole);

  // Another axis is shown whole: a part of the epochs is none of it.
  await page.keyboard.press('End');
  await page.keyboard.press('+');
  const over = view.stage.getByRole('group', { name: 'Over what' });
  await over.getByText('samples').click();
  await train.focus();
  await page.keyboard.press('Home');
  await expect(view.readouts.first()).toContainText('samples seen');
  await over.getByText('epoch').click();
  await expect.poll(() => view.pixels(train)).toBe(whole);

  // All digits of all epochs, in the row of their epoch.
  const file = join(lab.dataDir, 'curves.csv');
  await answerSaveDialog(lab.app, file);
  await view.chooseInMenu(train, /Save as CSV/);
  await expect(new ShellPage(page).messages).toContainText('Saved curves.csv');
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(7);
  expect(lines[1].split(',').slice(0, 2)).toEqual(['1', String(rows[0].train.loss)]);
  expect(lines[6].split(',')[1]).toBe('');

  await view.part('Settings').click();
  await expect(view.differences).toHaveText(/^2 settings differ/);
  await expect(view.settings.getByRole('rowheader')).toHaveText(['Layer 2: rate p', 'Epochs']);
  await view.part('Confusion').click();
  await expect(view.stage.getByRole('region', { name: /^Confusion matrix of run/ })).toHaveCount(2);
  await expect(view.stage.getByRole('table')).toHaveCount(2);
});

test('one slider moves the filters of both runs, and saves them as a film', async ({ lab }) => {
  const { page } = lab;
  const [first, second] = await trainTwo(page);
  await page.evaluate(([a, b]) => (location.hash = `/compare?runs=${a},${b},999`), [first, second]);
  const view = new ComparePage(page);
  await expect(new ShellPage(page).messages).toContainText('Run 999 does not exist any more');
  await expect(view.compared).toHaveCount(2);
  await view.part('Filters').click();
  await expect(view.moment).toHaveText('epoch 6');
  await expect(view.filters(first)).toContainText('epoch 4, its last');
  const grids = [view.filters(first), view.filters(second)];
  const late = await Promise.all(grids.map((grid) => view.pixels(grid)));
  await view.slider.focus();
  await page.keyboard.press('Home');
  await expect(view.moment).toHaveText('epoch 1');
  for (const [index, grid] of grids.entries()) {
    await expect.poll(() => view.pixels(grid)).not.toBe(late[index]);
    await expect(grid.getByTestId('kept-epoch')).toHaveText('epoch 1');
  }
  await page.keyboard.press('End');
  for (const [index, grid] of grids.entries()) await expect.poll(() => view.pixels(grid)).toBe(late[index]);

  const shell = new ShellPage(page);
  for (const theme of ['dark', 'light'] as const) {
    await shell.go('Settings');
    await new SettingsPage(page).theme(theme).click();
    await shell.go('Compare');
    await expect(view.charts).toHaveCount(2);
    for (const part of ['Curves', 'Filters', 'Settings'] as const) {
      await view.part(part).click();
      expect(await seriousFindings(page), `${part}, ${theme}`).toEqual([]);
    }
  }

  await view.part('Filters').click();
  const file = join(lab.dataDir, 'film.gif');
  await answerSaveDialog(lab.app, null);
  await view.stage.getByRole('button', { name: /Export/ }).click();
  await view.dialog.getByRole('button', { name: /Save/ }).click();
  await expect(view.dialog.getByRole('button', { name: /Save/ })).toBeEnabled();
  expect(existsSync(file)).toBe(false);
  await answerSaveDialog(lab.app, file);
  await view.dialog.getByLabel('Frames a second').fill('4');
  await view.dialog.getByRole('button', { name: /Save/ }).click();
  await expect(shell.messages).toContainText('Saved film.gif: 6 frames');
  const { pages, delay, width, pageHeight, format } = await sharp(file, { pages: -1 }).metadata();
  expect({ pages, delay, format }).toEqual({ pages: 6, delay: Array(6).fill(250), format: 'gif' });
  expect(Math.min(width, pageHeight ?? 0)).toBeGreaterThan(200);
});
