/** The Bench: arms trained at once and compared with care, live and over seeds; wrong settings said at their arm. */
import { seriousFindings } from '../fixtures/accessibility';
import { expect, test } from '../fixtures/launch';
import { BenchPage } from '../pages/bench-page';
import { HomePage } from '../pages/home-page';
import { SettingsPage } from '../pages/settings-page';
import { ShellPage } from '../pages/shell-page';

/** Two networks train at once, beside whatever else the machine does. */
const trainingMs = 150_000;

const standard = 'standard';
const dropout = 'dropout 0.5';

test('dropout trains beside none with its units crossed out, and no win is claimed from too little', async ({
  lab,
}) => {
  test.setTimeout(4 * trainingMs);
  const shell = new ShellPage(lab.page);
  const bench = new BenchPage(lab.page);
  await shell.go('Bench');
  await bench.demonstration('Dropout on few pictures').click();
  await bench.form.getByLabel('Epochs', { exact: true }).fill('5000');
  await bench.seeds.fill('1');
  await expect(bench.plan).toContainText('3 arms × 1 seed');
  await bench.train.click();

  await test.step('arms train at once, and their curves move', async () => {
    for (const arm of [standard, dropout]) {
      await expect(bench.figure(arm, 'train')).toHaveText(/\d/, { timeout: trainingMs });
    }
    const before = await bench.curves(/^loss over epochs/);
    await expect.poll(() => bench.curves(/^loss over epochs/), { timeout: trainingMs }).not.toBe(before);
  });

  await test.step('every minibatch leaves out other units, and none where there is no dropout', async () => {
    await bench.button('Pause all').click();
    await expect(bench.button('Step all')).toBeEnabled();
    await expect(bench.arm(dropout)).toContainText('Paused');
    const before = await bench.crossed(dropout);
    expect(before).not.toBe('');
    await expect(bench.arm(dropout)).toContainText(/\d+ of \d+ dropped \(p = 0\.5\)/);
    await lab.page.keyboard.press('s');
    await expect.poll(() => bench.crossed(dropout)).not.toBe(before);
    expect(await bench.crossed(standard)).toBe('');
    await expect(bench.arm(standard)).toContainText('Nothing is dropped');
    await expect(bench.arm(dropout).getByTestId('sparsity')).toHaveText(/0\.\d\d/);
  });

  await test.step('what is not finished is not judged', async () => {
    await bench.button('Stop').click();
    await expect(bench.arm(dropout)).toContainText('Stopped');
    await expect(bench.verdict).toContainText('nothing can be said');
  });

  await test.step('two seeds of each fill the grid and the table', async () => {
    await bench.button('Change and repeat').click();
    await bench.form.getByLabel('Epochs', { exact: true }).fill('3');
    await bench.seeds.fill('1, 2');
    await bench.form.getByText('one after the other').click();
    await bench.train.click();
    await bench.look('Over seeds');
    await expect(bench.grid.getByText('Finished')).toHaveCount(6, { timeout: trainingMs });
    await expect(bench.counts).toHaveText('all 6 finished');
    await expect(bench.figures.locator('tbody').getByRole('row')).toHaveCount(3);
    await expect(bench.figures).toContainText(/2\/2/);
    await expect(bench.figures).toContainText(/\d ± \d.* %/);
    await expect(bench.verdict).toContainText(/at( these)? 2 seeds.* the test accuracy/i);
    await bench.judgeBy('Test loss');
    await expect(bench.verdict).toContainText(/at( these)? 2 seeds.* the test loss/i);
    await expect(bench.benches).toHaveCount(2);
  });

  await test.step('a cell opens its run', async () => {
    await bench.grid.getByRole('link').first().click();
    await expect(lab.page.getByRole('main', { name: 'Lab' })).toBeVisible();
  });
});

test('a wrong setting is explained at its arm, and everything is reached by keyboard in both themes', async ({
  lab,
}) => {
  const shell = new ShellPage(lab.page);
  const bench = new BenchPage(lab.page);
  const { keyboard } = lab.page;
  test.setTimeout(4 * trainingMs);
  await expect(new HomePage(lab.page).learnEdges).toBeEnabled();
  await keyboard.press('8');
  await bench.cell(2, 1).focus();
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('1.5');
  await expect(bench.arms.getByRole('alert')).toContainText(/Arm 2, “dropout 0\.5”: .*1\.5/);
  await expect(bench.train).toBeDisabled();
  expect(await seriousFindings(lab.page)).toEqual([]);
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('0.25');
  await expect(bench.arms.getByRole('alert')).toHaveCount(0);
  await bench.form.getByLabel('Epochs', { exact: true }).focus();
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('4');
  await bench.seeds.focus();
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('7');
  await bench.train.focus();
  await keyboard.press('Enter');
  await expect(bench.figure(dropout, 'test')).toHaveText(/\d/, { timeout: trainingMs });
  await expect(bench.verdict).toContainText('One seed cannot tell a difference from chance');

  for (const theme of ['dark', 'light'] as const) {
    await shell.go('Settings');
    await new SettingsPage(lab.page).theme(theme).click();
    await shell.go('Bench');
    await expect(bench.arm(dropout)).toBeVisible();
    expect(await seriousFindings(lab.page)).toEqual([]);
    await bench.look('Over seeds');
    await expect(bench.figures).toBeVisible();
    expect(await seriousFindings(lab.page)).toEqual([]);
    await bench.setUp.click();
    await expect(bench.train).toBeEnabled();
    expect(await seriousFindings(lab.page)).toEqual([]);
    await bench.benches.first().click();
  }

  await bench.setUp.click();
  const column = bench.arms.getByRole('combobox', { name: 'Setting of column 1' });
  const before = await column.innerText();
  await column.focus();
  await keyboard.press('Enter');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await expect(column).not.toHaveText(before);
  await expect(column).toBeFocused();
});
