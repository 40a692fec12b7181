/** The first door: one click, and the lecture's autoencoder learns edges before one's eyes. */
import type { RunDetail, RunSummary } from '../../../src-main/contract/runs';
import { expect, test } from '../fixtures/launch';
import { ask } from '../pages/asked-lab';
import { HomePage } from '../pages/home-page';
import { LabPage, type BatchPlace } from '../pages/lab-page';
import { ShellPage } from '../pages/shell-page';

/** Minibatches since the beginning of the run. */
function count({ epoch, batch, batchesPerEpoch }: BatchPlace): number {
  return (epoch - 1) * batchesPerEpoch + batch;
}

test('the loss falls and the filters change while it trains', async ({ lab }) => {
  await new HomePage(lab.page).learnEdges.click();
  const bench = new LabPage(lab.page);
  const shell = new ShellPage(lab.page);
  await expect(shell.header).toContainText('Running');

  await expect(bench.filters).toBeVisible();
  const early = await bench.filterPixels();
  await expect(shell.status).toContainText(/epoch ([4-9]|\d\d)\//);
  const [{ id: runId }] = await ask<[RunSummary]>(lab.page, 'runs', 'list');
  const { epochs } = await ask<RunDetail>(lab.page, 'runs', 'get', { runId });
  expect(epochs[2].train.loss).toBeLessThan(epochs[0].train.loss);
  await expect(bench.kpi('train J')).toHaveText(/\d/);
  await expect(bench.kpi('validation J')).toHaveText(/\d/);
  expect(await bench.filterPixels()).not.toBe(early);
  await expect(shell.status).toContainText(/epoch \d+\/\d+/);
  await expect(shell.status).toContainText('left');
  await expect(shell.status).toContainText('saved');
});

test('it can be paused, stepped by one minibatch, resumed and stopped', async ({ lab }) => {
  await new HomePage(lab.page).learnEdges.click();
  const bench = new LabPage(lab.page);
  const shell = new ShellPage(lab.page);
  await expect(bench.kpi('train J')).toHaveText(/\d/);

  await bench.button('Pause').click();
  await expect(shell.header).toContainText('Paused');
  await expect(bench.button('Step')).toBeEnabled();
  const before = await bench.place();
  await bench.button('Step').click();
  await expect.poll(async () => count(await bench.place())).toBe(count(before) + 1);
  await expect(shell.header).toContainText('Paused');

  await bench.button('Resume').click();
  await expect(shell.header).toContainText('Running');
  await expect.poll(async () => count(await bench.place())).toBeGreaterThan(count(before) + 10);

  await bench.button('Stop').click();
  await expect(shell.header).toContainText('Stopped');
  await expect(bench.button('Resume')).toBeEnabled();
});

test('a unit shows its numbers when pointed at and its values when enlarged', async ({ lab }) => {
  await new HomePage(lab.page).learnEdges.click();
  const bench = new LabPage(lab.page);
  await expect(bench.kpi('train J')).toHaveText(/\d/);
  await bench.button('Pause').click();
  await expect(bench.button('Resume')).toBeVisible();

  await bench.pointAt(0.05, 0.05);
  await expect(bench.unitReadout).toContainText('Unit 1');
  await expect(bench.unitReadout).toContainText(/‖W‖ \d/);
  await bench.pointAt(0.95, 0.95);
  await expect(bench.unitReadout).toContainText('Unit 100');

  await lab.page.mouse.down();
  await lab.page.mouse.up();
  await expect(bench.unitDialog).toBeVisible();
  await expect(bench.unitDialog).toContainText('Norm');
  await lab.page.keyboard.press('ArrowLeft');
  await expect(bench.unitDialog).toContainText('99 of 100');
  await bench.unitDialog.getByRole('button', { name: 'Next unit' }).click();
  await expect(bench.unitDialog).toContainText('100 of 100');
  await lab.page.keyboard.press('Escape');
  await expect(bench.unitDialog).toHaveCount(0);
});

test('the slider shows the filters of an earlier epoch and comes back to now', async ({ lab }) => {
  await new HomePage(lab.page).learnEdges.click();
  const bench = new LabPage(lab.page);
  const shell = new ShellPage(lab.page);
  await expect(shell.status).toContainText(/epoch ([4-9]|\d\d)\//);
  await bench.button('Pause').click();
  await expect(shell.header).toContainText('Paused');
  await expect(bench.epochSlider).toBeEnabled();
  const now = await bench.filterPixels();

  await bench.epochSlider.focus();
  await lab.page.keyboard.press('Home');
  await expect(bench.epochReadout).toHaveText(/^epoch [01]$/);
  await expect.poll(() => bench.filterPixels()).not.toBe(now);
  await bench.showNow.click();
  await expect.poll(() => bench.filterPixels()).toBe(now);
});

test('everything works by keyboard alone', async ({ lab }) => {
  const { keyboard } = lab.page;
  const bench = new LabPage(lab.page);
  const shell = new ShellPage(lab.page);
  await expect(new HomePage(lab.page).learnEdges).toBeEnabled();

  await keyboard.press('3');
  await expect(bench.button('Start')).toBeEnabled();
  await keyboard.press('Space');
  await expect(shell.header).toContainText('Running');
  await expect(bench.kpi('train J')).toHaveText(/\d/);
  await keyboard.press('Space');
  await expect(shell.header).toContainText('Paused');
  const before = await bench.place();
  await keyboard.press('s');
  await expect.poll(async () => count(await bench.place())).toBe(count(before) + 1);
  await bench.button('Resume').focus();
  await keyboard.press('Enter');
  await expect(bench.button('Pause')).toBeFocused();
  await keyboard.press('Enter');
  await expect(bench.button('Resume')).toBeFocused();

  await bench.filters.focus();
  await keyboard.press('ArrowRight');
  await keyboard.press('ArrowDown');
  await expect(bench.chosenUnit).toHaveAttribute('aria-label', /^Unit 12,/);
  await keyboard.press('Enter');
  await expect(bench.unitDialog).toBeVisible();
  await keyboard.press('Escape');
  await expect(bench.unitDialog).toHaveCount(0);

  await keyboard.press('ControlOrMeta+k');
  await expect(shell.palette).toBeVisible();
  await keyboard.type('runs');
  await keyboard.press('Enter');
  await expect(shell.view('Runs')).toBeVisible();
});

test('a setting that cannot be is explained at its field and cannot be started', async ({ lab }) => {
  await new ShellPage(lab.page).go('Lab');
  const bench = new LabPage(lab.page);
  await expect(bench.button('Start')).toBeEnabled();

  await bench.field('Learning rate').fill('-1');
  await expect(bench.settings.getByRole('alert')).toContainText('above 0');
  await expect(bench.button('Start')).toBeDisabled();
  await bench.field('Learning rate').fill('fast');
  await expect(bench.settings.getByRole('alert')).toContainText('is not a number');
  await bench.field('Learning rate').fill('2e-3');
  await expect(bench.settings.getByRole('alert')).toHaveCount(0);
  await expect(bench.button('Start')).toBeEnabled();

  // What a setting is, and what is wrong with it, belongs to its control, be it a box, a list or a switch.
  const sparse = bench.settings.getByRole('switch', { name: 'Sparse units' });
  await expect(sparse).toHaveAccessibleDescription(/active only rarely/);
  const activation = bench.settings.getByRole('combobox', { name: 'Activation' });
  await expect(activation).toHaveAccessibleDescription(/Sparsity needs sigmoid/);

  await bench.field('Hidden units').fill('64');
  await expect(bench.settings).toContainText('12\u202f964 parameters');
  await bench.addLayer('Dense');
  await expect(bench.settings).toContainText('17\u202f124 parameters');
});
