/** Runs outlive the window, the process and a power cut. */
import type { Page } from '@playwright/test';
import { createRun } from '../fixtures/create-run';
import { expect, test } from '../fixtures/launch';
import { HomePage } from '../pages/home-page';
import { LabPage } from '../pages/lab-page';
import { RunsPage } from '../pages/runs-page';
import { ShellPage } from '../pages/shell-page';

/** A busy machine generates the pictures for a while before it trains. */
const patience = { timeout: 120_000 };

/** Sets up the lecture's autoencoder for a number of epochs and starts it. */
async function startEdges(page: Page, epochs: number): Promise<LabPage> {
  await new ShellPage(page).go('Lab');
  const bench = new LabPage(page);
  await expect(bench.button('Start')).toBeEnabled();
  await bench.field('Epochs').fill(String(epochs));
  await bench.button('Start').click();
  return bench;
}

async function epochsDone(page: Page): Promise<number> {
  const match = /epoch (\d+)\//.exec(await new ShellPage(page).status.innerText());
  return match === null ? 0 : Number(match[1]);
}

test('a run that was killed in the middle is interrupted, and resumes from its last epoch to the end', async ({
  lab,
}) => {
  await startEdges(lab.page, 20);
  await expect.poll(() => epochsDone(lab.page), patience).toBeGreaterThanOrEqual(3);
  const seen = await epochsDone(lab.page);
  await lab.kill();
  await lab.launch();

  const shell = new ShellPage(lab.page);
  const runs = new RunsPage(lab.page);
  await shell.go('Runs');
  await expect(runs.rows).toHaveCount(1);
  await expect(runs.rows.first()).toContainText('Interrupted');
  await runs.tab('Epochs');
  expect(await runs.epochs.count()).toBeGreaterThanOrEqual(seen);
  await runs.resume.click();

  await expect(shell.header).toContainText('Running');
  expect(await epochsDone(lab.page)).toBeGreaterThanOrEqual(seen);
  await expect(shell.header).toContainText('Finished', { timeout: 60_000 });
  await shell.go('Runs');
  await runs.tab('Epochs');
  await expect(runs.epochs).toHaveCount(20);
  const numbers = await runs.epochs.getByRole('cell').first().innerText();
  expect(numbers).toBe('20');
});

test('reloading the window in mid-run loses nothing', async ({ lab }) => {
  const bench = await startEdges(lab.page, 60);
  await expect.poll(() => epochsDone(lab.page), patience).toBeGreaterThanOrEqual(2);
  const before = await epochsDone(lab.page);
  await lab.page.reload();

  const shell = new ShellPage(lab.page);
  await expect(shell.header).toContainText('Running');
  await expect(bench.filters).toBeVisible();
  await expect(bench.kpi('train J')).toHaveText(/\d/);
  await expect.poll(() => epochsDone(lab.page)).toBeGreaterThan(before);
  await bench.button('Stop').click();
  await expect(shell.header).toContainText('Stopped');
  await bench.button('New run').click();
  await expect(bench.field('Epochs')).toHaveValue('60');
});

test('the list keeps settings, epochs and filters of a finished run, deletes it on request and takes that back', async ({
  lab,
}) => {
  await startEdges(lab.page, 3);
  const shell = new ShellPage(lab.page);
  await expect(shell.header).toContainText('Finished', patience);
  await lab.relaunch();

  await expect(new HomePage(lab.page).recentRuns).toHaveCount(1);
  const again = new ShellPage(lab.page);
  const runs = new RunsPage(lab.page);
  await again.go('Runs');
  await expect(runs.rows.first()).toContainText('Finished');
  await expect(runs.rows.first()).toContainText('3/3');
  await expect(runs.filters).toBeVisible();
  const rename = runs.detail.getByRole('button', { name: 'Rename' });
  await rename.focus();
  await lab.page.keyboard.press('Enter');
  await lab.page.keyboard.type('Edges, once more');
  await lab.page.keyboard.press('Enter');
  await expect(runs.rows.first()).toContainText('Edges, once more');
  await expect(rename).toBeFocused();
  await runs.tab('Settings');
  await expect(runs.detail).toContainText('Learning rate');
  await runs.tab('Epochs');
  await expect(runs.epochs).toHaveCount(3);
  await runs.openInLab.click();
  await expect(new LabPage(lab.page).filters).toBeVisible();

  await again.go('Runs');
  await runs.tab('History');
  await expect(runs.events.first()).toContainText('Running → Finished');
  await runs.delete.click();
  await expect(runs.empty).toBeVisible();
  await again.messages.getByRole('button', { name: 'Undo' }).click();
  await expect(runs.row(1)).toContainText('Finished');
});

test('a finished run is continued for more epochs, and the Lab is set up with its settings', async ({
  lab,
}) => {
  const bench = await startEdges(lab.page, 2);
  const shell = new ShellPage(lab.page);
  await expect(shell.header).toContainText('Finished', patience);
  await shell.go('Runs');
  const runs = new RunsPage(lab.page);
  await runs.moreEpochs.fill('a few');
  await expect(runs.continue).toBeDisabled();
  await runs.moreEpochs.fill('3');
  await runs.continue.click();
  await expect(bench.epochReadout).toHaveText('epoch 5', patience);
  await expect(shell.header).toContainText('Finished', patience);
  await shell.go('Runs');
  await runs.tab('Epochs');
  await expect(runs.epochs).toHaveCount(5);
  await runs.tab('History');
  await expect(runs.events.filter({ hasText: 'Epochs 2 → 5' })).toBeVisible();

  await runs.repeat.click();
  await expect(bench.stage).toContainText('The settings of run 1');
  await expect(bench.field('Epochs')).toHaveValue('5');
  await bench.field('Epochs').fill('1');
  await bench.button('Start').click();
  await expect(shell.header).toContainText('Finished', patience);
  await shell.go('Runs');
  await expect(runs.row(2)).toContainText('1/1');
  await runs.row(2).click();
  await runs.detail.getByRole('button', { name: 'from run 1' }).click();
  await expect(runs.row(1)).toHaveAttribute('aria-selected', 'true');
  await runs.duplicate.click();
  await expect(bench.field('Name')).toHaveValue(/ \(2\)$/);
});

test('queued runs wait in the order they are put in, and all can be paused and go on', async ({ lab }) => {
  const { page } = lab;
  await createRun(page, { epochs: 5000, start: 'running' });
  await new ShellPage(page).go('Runs');
  const runs = new RunsPage(page);
  await runs.parallelRuns.fill('1');
  await page.keyboard.press('Enter');
  for (let waiting = 0; waiting < 3; waiting += 1) await createRun(page, { epochs: 1, start: 'queued' });
  await expect(runs.states.filter({ hasText: 'Queued' })).toContainText('3');

  await runs.openQueue.click();
  await expect(runs.waiting).toHaveText([/#2/, /#3/, /#4/]);
  const up = page.getByRole('button', { name: 'Move run 4 up' });
  await up.focus();
  await page.keyboard.press('Enter');
  await expect(runs.waiting).toHaveText([/#2/, /#4/, /#3/]);
  await expect(up).toBeFocused();
  await page.getByRole('button', { name: 'More priority for run 3' }).click();
  await expect(runs.waiting).toHaveText([/#3.*\+1/, /#2/, /#4/]);
  await page.getByRole('button', { name: 'Take run 2 out of the queue' }).click();
  await expect(runs.waiting).toHaveText([/#3/, /#4/]);
  await expect(runs.waiting.getByRole('button', { name: '#3' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(runs.row(2)).toContainText('Stopped');

  await runs.pauseAll.click();
  await expect(runs.row(1)).toContainText('Paused');
  await expect(runs.queueWords).toHaveText('none trains · queue held');
  await runs.row(3).click();
  await runs.startNow.click();
  const shell = new ShellPage(page);
  await expect(shell.header).toContainText('Finished', patience);
  await shell.go('Runs');
  await expect(runs.row(4)).toContainText('Queued');
  await runs.resumeAll.click();
  await expect(runs.row(1)).toContainText('Running');
  await expect(runs.queueWords).toHaveText('1 training');
});

test('a run that is not there is said to be missing', async ({ lab }) => {
  await lab.page.evaluate(() => (location.hash = '#/lab/999'));
  await expect(lab.page.getByRole('heading', { name: 'This run is not there' })).toBeVisible();
});
