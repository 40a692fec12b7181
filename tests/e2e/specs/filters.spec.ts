/** Looking into runs: pictures of every layer live and afterwards, filter health, and one unit from all sides. */
import type { Page } from '@playwright/test';
import { seriousFindings } from '../fixtures/accessibility';
import { expect, test } from '../fixtures/launch';
import { FiltersPage } from '../pages/filters-page';
import { LabPage } from '../pages/lab-page';
import { RunsPage } from '../pages/runs-page';
import { SettingsPage } from '../pages/settings-page';
import { ShellPage } from '../pages/shell-page';

async function start(page: Page, preset: string, epochs: number): Promise<LabPage> {
  await new ShellPage(page).go('Lab');
  const bench = new LabPage(page);
  await expect(bench.button('Start')).toBeEnabled();
  if (preset !== 'Learn edges') await bench.choose('Preset', preset);
  await bench.field('Epochs').fill(String(epochs));
  await bench.button('Start').click();
  return bench;
}

async function finished(page: Page): Promise<void> {
  await expect(new ShellPage(page).header).toContainText('Finished', { timeout: 90_000 });
}

test('a run is watched while it trains, then sorted, scaled and looked into unit by unit', async ({
  lab,
}) => {
  test.setTimeout(180_000);
  const { page } = lab;
  await start(page, 'Learn edges', 16);
  await page.keyboard.press('4');
  const view = new FiltersPage(page);
  await expect(view.readout).toContainText('as they are now');
  const early = await view.pixels();
  await expect.poll(() => view.pixels()).not.toBe(early);
  await finished(page);
  await expect(view.askedEpoch).toHaveText('epoch 16');
  await expect(view.readout).toContainText('weights of 100 units, 10×10, of epoch 16');

  // Edges: blue and orange beside each other on white.
  const colors = await view.colors();
  expect(colors.blue).toBeGreaterThan(0.04);
  expect(colors.orange).toBeGreaterThan(0.04);
  expect(colors.white).toBeGreaterThan(0.1);
  expect(colors.distinct).toBeGreaterThan(100);

  const byUnit = await view.pixels();
  const seen = new Set([byUnit]);
  for (const sort of ['norm', 'activity', 'orientation', 'similarity'] as const) {
    await view.sortBy(sort);
    await expect.poll(async () => seen.has(await view.pixels())).toBe(false);
    seen.add(await view.pixels());
  }
  await view.sortBy('unit');
  await expect.poll(() => view.pixels()).toBe(byUnit);
  await view.scale('common');
  await expect.poll(() => view.pixels()).not.toBe(byUnit);
  expect((await view.colors()).white).toBeGreaterThan(colors.white);
  await view.scale('per unit');
  await expect.poll(() => view.pixels()).toBe(byUnit);

  await view.grid.click({ position: { x: 20, y: 20 } });
  await expect(view.dialog).toBeVisible();
  await expect(view.dialog).toContainText('1 of 100');
  await expect(view.dialog.getByTestId('gabor-r2')).toHaveText(/R² \d\.\d\d/);
  // The unit is linear in its input before f: what is found by ascent is W/‖W‖.
  const weights = view.card('Weights').locator('canvas');
  const optimised = view.card('Optimised input').locator('canvas');
  expect(await view.distance(weights, optimised)).toBeLessThan(4);
  expect((await view.colors(view.card('Fitted Gabor').locator('canvas'))).distinct).toBeGreaterThan(20);
  const strongest = view.card('Excited most by').getByRole('button');
  await expect(strongest).toHaveCount(9);
  await strongest.nth(4).hover();
  await expect(strongest.nth(4)).toHaveAttribute('aria-pressed', 'true');
  await expect(view.card('Excited most by').getByRole('img', { name: /whole picture/ })).toBeVisible();
  await expect(view.card('Excited most by')).toContainText(/column \d+, row \d+, 10×10 px/);
  await expect(
    view.card('Activation').getByRole('img', { name: /^Histogram of the activation over/ }),
  ).toBeVisible();
  await expect(view.card('Over the epochs').getByRole('img', { name: /^Norm/ })).toBeVisible();
});

test('health is counted, picked out in the grid and listed in a table that sorts', async ({ lab }) => {
  test.setTimeout(180_000);
  const { page } = lab;
  await start(page, 'Learn edges', 12);
  await finished(page);
  await expect(new LabPage(page).page.getByTestId('health-gabor')).toContainText(/\d+ Gabor-like/);
  await new ShellPage(page).go('Filters');
  const view = new FiltersPage(page);
  await expect(view.chip('gabor')).toContainText(/\d+ Gabor-like/);
  const count = Number.parseInt(await view.chip('gabor').innerText());
  expect(count).toBeGreaterThan(50);
  await expect(view.side).toContainText(`${count} of 100 units look like Gabor functions`);

  await view.tab('Health');
  await expect(view.units).toHaveAttribute('aria-rowcount', '101');
  const signs = view.grid.locator('canvas').nth(1);
  const plain = (await view.colors(signs)).distinct;
  await view.chip('gabor').click();
  await expect(view.chip('gabor')).toHaveAttribute('aria-pressed', 'true');
  await expect(view.units).toHaveAttribute('aria-rowcount', String(count + 1));
  await expect.poll(async () => (await view.colors(signs)).distinct).toBeGreaterThan(plain);
  await view.chip('gabor').click();
  await expect(view.units).toHaveAttribute('aria-rowcount', '101');

  await view.chip('dead').focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('tooltip')).toContainText('standard deviation is below 0.002');

  await view.units.getByRole('button', { name: '‖W‖' }).click();
  await expect(view.units.getByRole('columnheader', { name: '‖W‖' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  const norms = await view.rows.evaluateAll((rows) => rows.map((row) => Number(row.children[1].textContent)));
  expect(norms.length).toBeGreaterThan(5);
  expect(norms).toEqual([...norms].sort((first, second) => second - first));
});

test('every layer of a convolutional network has pictures, deeper ones by ascent', async ({ lab }) => {
  test.setTimeout(180_000);
  const { page } = lab;
  await start(page, 'Convolutional network', 4);
  await finished(page);
  await new ShellPage(page).go('Filters');
  const view = new FiltersPage(page);
  await expect(view.layers).toHaveCount(3);
  await expect(view.readout).toContainText('kernels of 16 units, 3×3, of epoch 4');
  await view.layers.nth(1).click();
  await expect(view.readout).toContainText('optimised inputs of 32 units, 8×8, of epoch 4');
  const bare = await view.pixels();
  await view.panel.getByLabel('Smoothness').fill('3');
  await expect.poll(() => view.pixels()).not.toBe(bare);

  await view.layers.nth(2).click();
  await expect(view.readout).toContainText('optimised inputs of 6 units, 28×28');
  await view.grid.click({ position: { x: 20, y: 20 } });
  await expect(view.dialog).toContainText('Dense · softmax, layer 7');
  await expect(view.card('Weights')).toContainText('look at the layer below');
  await expect(view.card('Excited most by').getByRole('button')).toHaveCount(9);
  await expect(view.card('Over the epochs')).toContainText('first layer with weights only');
});

test('everything in the view works by keyboard alone', async ({ lab }) => {
  test.setTimeout(180_000);
  const { page } = lab;
  const { keyboard } = page;
  await start(page, 'Learn edges', 3);
  await finished(page);
  await keyboard.press('4');
  const view = new FiltersPage(page);
  await expect(view.askedEpoch).toHaveText('epoch 3');

  await view.grid.focus();
  await keyboard.press('ArrowRight');
  await keyboard.press('ArrowDown');
  await expect(view.chosenUnit).toHaveAttribute('aria-label', /^Unit 12,/);
  await keyboard.press('Enter');
  await expect(view.dialog).toContainText('12 of 100');
  await keyboard.press('ArrowRight');
  await expect(view.dialog).toContainText('13 of 100');
  await keyboard.press('ArrowLeft');
  await keyboard.press('ArrowLeft');
  await expect(view.dialog).toContainText('11 of 100');
  // What has a use of its own for arrows keeps them.
  await view.dialog.getByText('log', { exact: true }).focus();
  await keyboard.press('ArrowLeft');
  await expect(view.dialog.getByText('linear', { exact: true })).toBeFocused();
  await expect(view.dialog).toContainText('11 of 100');
  await keyboard.press('Escape');
  await expect(view.dialog).toHaveCount(0);

  await view.stage.getByRole('tab', { name: 'Filters' }).focus();
  await keyboard.press('ArrowRight');
  await expect(view.units).toBeVisible();
  await view.units.getByRole('button', { name: 'Unit' }).focus();
  await keyboard.press('Enter');
  await keyboard.press('Enter');
  await expect(view.units.getByRole('columnheader', { name: 'Unit' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  await view.rows.first().focus();
  await keyboard.press('End');
  await expect(view.units.locator('[aria-rowindex="101"]')).toBeFocused();
  await keyboard.press('Home');
  await expect(view.rows.first()).toBeFocused();
  await keyboard.press('ArrowDown');
  await expect(view.rows.nth(1)).toBeFocused();
  await keyboard.press('Enter');
  await expect(view.dialog).toContainText('99 of 100');
  await keyboard.press('Escape');

  await view.layers.first().focus();
  await keyboard.press('ArrowDown');
  await expect(view.layers.nth(1)).toBeFocused();
  await expect(view.layers.nth(1)).toBeChecked();
});

test('both themes are accessible in the pictures, in health and in the unit', async ({ lab }) => {
  test.setTimeout(180_000);
  const { page } = lab;
  await start(page, 'Learn edges', 2);
  await finished(page);
  const shell = new ShellPage(page);
  const view = new FiltersPage(page);
  for (const theme of ['dark', 'light'] as const) {
    await shell.go('Settings');
    await new SettingsPage(page).theme(theme).click();
    await shell.go('Filters');
    await expect(view.chip('gabor')).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    await view.tab('Health');
    await expect(view.units).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    await view.tab('Filters');
    await view.grid.focus();
    await page.keyboard.press('Enter');
    await expect(view.dialog.getByTestId('gabor-r2')).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
  }
});

test('runs lead here, and what is not there is said', async ({ lab }) => {
  const { page } = lab;
  const shell = new ShellPage(page);
  await shell.go('Filters');
  await expect(page.getByRole('heading', { name: 'No run to look into' })).toBeVisible();
  await page.evaluate(() => (location.hash = '#/filters/999'));
  await expect(page.getByRole('heading', { name: 'This run is not there' })).toBeVisible();

  await start(page, 'Learn edges', 1);
  await finished(page);
  await shell.go('Runs');
  await new RunsPage(page).openInFilters.click();
  await expect(new FiltersPage(page).readout).toContainText('of epoch 1');
});
