/** A history of ten thousand runs: found, sorted, filtered, selected and deleted as quickly as a short one. */
import { seriousFindings } from '../fixtures/accessibility';
import { createRun } from '../fixtures/create-run';
import { expect } from '../fixtures/launch';
import { commonTag, needle, runCount, test, testAccuracyOf } from '../fixtures/many-runs';
import { LabPage } from '../pages/lab-page';
import { RunsPage } from '../pages/runs-page';
import { SettingsPage } from '../pages/settings-page';
import { ShellPage } from '../pages/shell-page';

const rowPx = 28;

test('the right rows are there wherever it is scrolled to, whatever it is sorted by, and one is found by its name', async ({
  lab,
}) => {
  await new ShellPage(lab.page).go('Runs');
  const runs = new RunsPage(lab.page);
  await expect(runs.count).toHaveText(/^10\s000 runs$/);
  await expect(runs.row(runCount)).toHaveAttribute('aria-rowindex', '2');
  expect(await runs.rows.count()).toBeLessThan(100);

  await runs.table.evaluate((element, top) => (element.scrollTop = top), 5000 * rowPx);
  await expect(runs.row(runCount - 5000)).toHaveAttribute('aria-rowindex', '5002');
  await expect(runs.row(runCount - 5000)).toContainText(String(runCount - 5000));
  await expect(
    runs
      .row(runCount - 5000)
      .locator('path')
      .first(),
  ).toHaveAttribute('d', 'M0 1.4L40 11.9L80 18');
  await runs.table.focus();
  await lab.page.keyboard.press('End');
  await expect(runs.row(1)).toHaveAttribute('aria-selected', 'true');
  await expect(runs.row(1)).toBeInViewport();

  await runs.sortBy('Test acc.');
  await expect(runs.head('Test acc.')).toHaveAttribute('aria-sort', 'descending');
  const ids = Array.from({ length: runCount }, (_, index) => index + 1).filter((id) => id % 4 !== 2);
  const best = ids.reduce((one, other) => (testAccuracyOf(other) > testAccuracyOf(one) ? other : one));
  await expect(runs.row(best)).toHaveAttribute('aria-rowindex', '2');
  await runs.sortBy('Test acc.');
  await expect(runs.head('Test acc.')).toHaveAttribute('aria-sort', 'ascending');
  await expect(runs.row(best)).toHaveCount(0);

  await lab.page.keyboard.press('/');
  await expect(runs.search).toBeFocused();
  await runs.search.fill('needle hay');
  await expect(runs.count).toHaveText('1 run');
  await expect(runs.row(needle.id)).toContainText(needle.name);
  await expect(runs.detail).toContainText(needle.name);
  await runs.search.fill('nothing is called so');
  await expect(runs.noMatch).toBeVisible();
  await runs.clearFilters.click();
  await expect(runs.count).toHaveText(/^10\s000 runs$/);
  await expect(runs.search).toHaveValue('');
});

test('states and tags narrow it, and tags, a note and the chosen columns outlive the window', async ({
  lab,
}) => {
  const shell = new ShellPage(lab.page);
  await shell.go('Runs');
  const runs = new RunsPage(lab.page);
  await runs.states.filter({ hasText: 'Stopped' }).click();
  await expect(runs.count).toHaveText('200 runs');
  await runs.filterBy('Tags', new RegExp(commonTag));
  await expect(runs.count).toHaveText('100 runs');
  await runs.clearFilters.click();
  await expect(runs.count).toHaveText(/^10\s000 runs$/);

  await runs.row(runCount - 1).click();
  await runs.row(runCount - 5).click({ modifiers: ['Shift'] });
  await expect(runs.count).toHaveText(/^5 of 10\s000 runs selected$/);
  await runs.bulk('Tag').click();
  const tags = lab.page.getByRole('dialog', { name: 'Tags of 5 runs' });
  await tags.getByRole('textbox', { name: 'New tag' }).fill('for the paper');
  await lab.page.keyboard.press('Enter');
  await expect(tags.getByRole('button', { name: 'for the paper' })).toHaveAttribute('aria-pressed', 'true');
  await lab.page.keyboard.press('Escape');
  await runs.row(runCount - 3).click();
  // Until this one is there, the note of the run before stands beside the table.
  await expect(runs.detail).toContainText(`run ${runCount - 3}`);
  await runs.note.fill('overfits after epoch 2');
  await runs.note.blur();
  await expect(runs.head('Seed')).toHaveCount(0);
  await runs.toggleColumn('Seed');
  await expect(runs.head('Seed')).toBeVisible();
  await runs.toggleColumn('Note');
  await expect(runs.row(runCount - 3)).toContainText('overfits after epoch 2');
  // What is typed on while it is kept is not lost.
  await runs.note.focus();
  await lab.page.keyboard.press('ControlOrMeta+End');
  await lab.page.keyboard.type('!');
  await lab.page.keyboard.press('Control+Enter');
  await lab.page.keyboard.type(' Indeed.');
  await expect(runs.row(runCount - 3)).toContainText('overfits after epoch 2!');
  await expect(runs.note).toHaveValue('overfits after epoch 2! Indeed.');
  await runs.note.blur();
  await expect(runs.row(runCount - 3)).toContainText('Indeed.');
  await runs.newTag.fill('mine');
  await lab.page.keyboard.press('Enter');
  const mine = runs.detail.getByRole('button', { name: 'Remove tag mine' });
  await mine.focus();
  await lab.page.keyboard.press('Enter');
  await expect(mine).toHaveCount(0);
  await expect(runs.newTag).toBeFocused();

  await lab.relaunch();
  await new ShellPage(lab.page).go('Runs');
  const again = new RunsPage(lab.page);
  await expect(again.head('Seed')).toBeVisible();
  await again.filterBy('Tags', /for the paper/);
  await expect(again.count).toHaveText('5 runs');
  await again.row(runCount - 3).click();
  await expect(again.note).toHaveValue('overfits after epoch 2! Indeed.');
});

test('what was deleted comes back, be it a few or all', async ({ lab }) => {
  const shell = new ShellPage(lab.page);
  await shell.go('Runs');
  const runs = new RunsPage(lab.page);
  await runs.row(runCount).click();
  await runs.row(runCount - 2).click({ modifiers: ['ControlOrMeta'] });
  await runs.bulk('Delete').click();
  await expect(runs.count).toHaveText(/^9\s998 runs$/);
  await expect(runs.row(runCount - 1)).toHaveAttribute('aria-rowindex', '2');
  await expect(runs.row(runCount)).toHaveCount(0);
  await shell.messages.getByRole('button', { name: 'Undo' }).click();
  await expect(runs.count).toHaveText(/^10\s000 runs$/);
  await expect(runs.row(runCount)).toHaveAttribute('aria-rowindex', '2');

  await runs.table.focus();
  await lab.page.keyboard.press('ControlOrMeta+a');
  await expect(runs.count).toHaveText(/^10\s000 of 10\s000 runs selected$/);
  await lab.page.keyboard.press('Delete');
  await expect(runs.empty).toBeVisible();
  await lab.page.getByRole('button', { name: 'Look into the bin' }).click();
  await expect(runs.count).toHaveText(/^10\s000 runs$/);
  await runs.table.focus();
  await lab.page.keyboard.press('ControlOrMeta+a');
  await runs.bulk('Restore').click();
  await expect(runs.noMatch).toBeVisible();
  await runs.clearFilters.click();
  await expect(runs.count).toHaveText(/^10\s000 runs$/);
});

test('everything can be done by keyboard, and both themes are accessible', async ({ lab }) => {
  const shell = new ShellPage(lab.page);
  await shell.go('Runs');
  const runs = new RunsPage(lab.page);
  const keyboard = lab.page.keyboard;
  await expect(runs.row(runCount)).toHaveAttribute('aria-selected', 'true');
  await runs.table.focus();
  await keyboard.press('ArrowDown');
  await expect(runs.table).toHaveAttribute('aria-activedescendant', `run-row-${runCount - 1}`);
  await keyboard.press('Shift+ArrowDown');
  await keyboard.press('Shift+ArrowDown');
  await expect(runs.count).toHaveText(/^3 of/);
  await keyboard.press('Control+ArrowDown');
  await keyboard.press('Control+ArrowDown');
  await keyboard.press('Space');
  await expect(runs.count).toHaveText(/^4 of/);
  await expect(runs.row(runCount - 4)).toHaveAttribute('aria-selected', 'false');
  await expect(runs.row(runCount - 5)).toHaveAttribute('aria-selected', 'true');
  await keyboard.press('Shift+End');
  await expect(runs.count).toHaveText(/^9\s995 of/);
  await keyboard.press('Escape');
  await expect(runs.count).toHaveText(/^10\s000 runs$/);
  await keyboard.press('Home');
  await expect(runs.row(runCount)).toHaveAttribute('aria-selected', 'true');
  await expect(runs.detail).toContainText(`run ${runCount}`);

  for (const theme of ['dark', 'light'] as const) {
    await shell.go('Settings');
    await new SettingsPage(lab.page).theme(theme).click();
    await shell.go('Runs');
    await expect(runs.row(runCount)).toBeVisible();
    await expect(runs.filters).toBeVisible();
    expect(await seriousFindings(lab.page), theme).toEqual([]);
  }
  await runs.table.focus();
  await keyboard.press('Enter');
  await expect(new LabPage(lab.page).stage).toBeVisible();
  await expect(shell.header).toContainText(`run ${runCount}`);
});

test('what is looked at stays in its place when runs begin and end above it', async ({ lab }) => {
  await new ShellPage(lab.page).go('Runs');
  const runs = new RunsPage(lab.page);
  await expect(runs.row(runCount)).toBeVisible();
  await runs.table.evaluate((element, top) => (element.scrollTop = top), 3000 * rowPx + 10);
  const seen = runs.row(runCount - 3005);
  await seen.click();
  const before = await seen.boundingBox();

  await createRun(lab.page, { epochs: 2, start: 'running' });
  await expect(runs.count).toHaveText(/^10\s001 runs$/);
  await expect(seen).toHaveAttribute('aria-rowindex', String(3005 + 3));
  // Its pictures are generated first, which takes a while on a busy machine.
  await expect(runs.states.filter({ hasText: 'Finished' })).toContainText(/9\s801/, { timeout: 120_000 });
  expect(await seen.boundingBox()).toEqual(before);
  await expect(seen).toHaveAttribute('aria-selected', 'true');
});

test('a run that is not among the latest is found where runs are chosen', async ({ lab }) => {
  const shell = new ShellPage(lab.page);
  await shell.go('Filters');
  await expect(shell.header).toContainText(`run ${runCount}`);
  const picker = lab.page.getByRole('combobox', { name: 'Run' });
  await picker.click();
  await expect(lab.page.getByRole('option')).toHaveCount(100);
  await picker.fill('needle');
  await expect(lab.page.getByRole('option')).toHaveCount(1);
  await lab.page.keyboard.press('ArrowDown');
  await lab.page.keyboard.press('Enter');
  await expect(shell.header).toContainText(needle.name);
  await expect(shell.header).toContainText(`run ${needle.id}`);
});
