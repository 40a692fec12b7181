/** Networks of any layers: put together by mouse and keyboard, explained where they are wrong, trained, checked, steered. */
import { expect, test } from '../fixtures/launch';
import { ask } from '../pages/asked-lab';
import { HomePage } from '../pages/home-page';
import { LabPage } from '../pages/lab-page';
import { RunsPage } from '../pages/runs-page';
import { ShellPage } from '../pages/shell-page';

test('an impossible network is explained at its layer, put right, and learns shapes', async ({ lab }) => {
  test.setTimeout(180_000);
  const { keyboard } = lab.page;
  await new ShellPage(lab.page).go('Lab');
  const bench = new LabPage(lab.page);
  await bench.choose('Preset', 'Convolutional network');
  await expect(bench.layer(1)).toContainText('26×26×16');
  await expect(bench.layer(1)).toContainText('160');
  await expect(bench.button('Start')).toBeEnabled();

  // A third pooling and a kernel that is larger than what two poolings leave.
  await bench.layer(4).click();
  await bench.addLayer('Convolution');
  await expect(bench.layer(5)).toHaveText(/Conv 3×3 · ReLU.*3×3×16/);
  await bench.field('Kernel').fill('7');
  const explained = bench.layers.getByRole('alert');
  await expect(explained).toContainText('needs at least 7×7, got 5×5×32');
  await expect(bench.layer(5)).toHaveAttribute('aria-invalid', 'true');
  await expect(bench.layer(4)).toContainText('5×5×32');
  await expect(bench.button('Start')).toBeDisabled();
  await expect(bench.button('Start')).toHaveAttribute('aria-description', /needs at least 7×7/);
  await bench.choose('Padding', 'same size');
  await expect(explained).toHaveCount(0);
  await expect(bench.button('Start')).toBeEnabled();

  // Moved by keyboard behind the flattening it sees no picture any more; back again it does.
  await bench.layer(5).focus();
  await keyboard.press('Alt+ArrowDown');
  await expect(bench.layer(6)).toHaveAttribute('aria-pressed', 'true');
  await expect(explained).toContainText('needs a picture');
  await keyboard.press('Alt+ArrowUp');
  await expect(explained).toHaveCount(0);
  await expect(bench.layer(5)).toBeFocused();

  await keyboard.press('Delete');
  await expect(bench.settings.getByRole('status')).toContainText('Conv 7×7 · ReLU removed');
  await expect(bench.layer(5)).toContainText('Flatten');
  await bench.settings.getByRole('button', { name: 'Undo' }).click();
  await expect(bench.layer(5)).toContainText('Conv 7×7');
  await keyboard.press('Delete');
  await bench.layer(5).focus();
  await keyboard.press('Delete');
  await expect(bench.layers).not.toContainText('Conv 7×7');

  await bench.button('Start').click();
  await expect(bench.filters).toBeVisible();
  await expect(bench.unitReadout).toContainText('16 kernels of 3×3');
  await expect
    .poll(async () => Number.parseFloat(await bench.kpi('accuracy').innerText()), { timeout: 120_000 })
    .toBeGreaterThan(80);
});

test('letters and figures in an open list or menu are its own', async ({ lab }) => {
  const { page } = lab;
  const shell = new ShellPage(page);
  await shell.go('Lab');
  const bench = new LabPage(page);
  await expect(bench.button('Start')).toBeEnabled();
  await bench.settings.getByRole('combobox', { name: 'Preset' }).click();
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('9');
  await page.keyboard.press('Escape');
  await expect(shell.view('Lab')).toBeVisible();

  // S would make a run of one step.
  await bench.settings.getByRole('button', { name: 'Add layer' }).click();
  await page.getByRole('menu', { name: 'Add layer' }).waitFor();
  await page.keyboard.press('s');
  await page.keyboard.press('Escape');
  await bench.addLayer('Dropout');
  await expect(bench.layer(2)).toContainText('Dropout');
  expect((await ask<{ total: number }>(page, 'runs', 'query', {})).total).toBe(0);
});

test('the gradients of the draft pass their check while the page stays at hand', async ({ lab }) => {
  await new ShellPage(lab.page).go('Lab');
  const bench = new LabPage(lab.page);
  await bench.settings.getByRole('button', { name: 'Check gradients' }).click();
  await expect(bench.gradientCheck).toBeVisible();
  await lab.page.keyboard.press('Escape');
  await expect(bench.gradientCheck).toHaveCount(0);
  await bench.settings.getByRole('button', { name: 'Check gradients' }).click();
  await expect(bench.gradientCheck).toContainText('All 4 tensors pass', { timeout: 60_000 });
  await expect(bench.gradientCheck.getByRole('row')).toHaveCount(5);
  await expect(bench.gradientCheck.getByRole('row').nth(1)).toContainText(/weights.*pass/);
});

test('the learning rate of a run under way can be typed and halved', async ({ lab }) => {
  await new HomePage(lab.page).learnEdges.click();
  const bench = new LabPage(lab.page);
  const lastEpoch = lab.page.getByTestId('last-epoch-rate');
  await expect(lastEpoch).toHaveText('last epoch 0.015');

  await bench.field('Learning rate').fill('0.004');
  await lab.page.keyboard.press('Enter');
  await expect(lastEpoch).toHaveText('last epoch 0.004');
  await bench.settings.getByRole('button', { name: 'Halve α' }).click();
  await expect(bench.field('Learning rate')).toHaveValue('0.002');
  await expect(lastEpoch).toHaveText('last epoch 0.002');

  await bench.field('Learning rate').fill('0');
  await lab.page.keyboard.press('Enter');
  await expect(bench.settings.getByRole('alert')).toContainText('above 0');
});

test('the dropout of a run that waits is changed at a place that its record and curves tell', async ({
  lab,
}) => {
  await new ShellPage(lab.page).go('Lab');
  const bench = new LabPage(lab.page);
  await bench.layer(1).click();
  await bench.addLayer('Dropout');
  await expect(bench.button('Start')).toBeEnabled();
  await bench.button('Step').click();
  const dropout = bench.field('Dropout rate, layer 2');
  await expect(dropout).toBeVisible();
  await dropout.fill('1');
  await lab.page.keyboard.press('Enter');
  await expect(bench.settings.getByRole('alert')).toContainText('from 0 to below 1');
  await dropout.fill('0.2');
  await lab.page.keyboard.press('Enter');
  const told = lab.page.getByTestId('last-change');
  await expect(told).toContainText('Dropout rate p of layer 2 0.5 → 0.2, after epoch 0, batch 1');
  await expect(dropout).toHaveValue('0.2');

  await lab.page.reload();
  await expect(told).toContainText('0.5 → 0.2');
  await expect(dropout).toHaveValue('0.2');
});

test('seldom used settings are folded away, remembered open, and opened by what is wrong', async ({
  lab,
}) => {
  await new ShellPage(lab.page).go('Lab');
  const bench = new LabPage(lab.page);
  await expect(bench.field('Max-norm')).toHaveCount(0);
  await bench.openMore('Objective');
  await bench.field('Max-norm').fill('3');
  await expect(bench.settings.getByRole('button', { name: 'More settings: Objective' })).toContainText(
    '1 in use',
  );

  await bench.choose('Optimiser', 'L-BFGS');
  await expect(bench.settings.getByRole('alert')).toContainText('L-BFGS');
  await expect(bench.field('Minibatch')).toHaveCount(0);
  await bench.field('Max-norm').fill('0');
  await expect(bench.button('Start')).toBeEnabled();

  await lab.page.reload();
  await expect(bench.field('Max-norm')).toHaveValue('0');
});

test('the status bar tells threads, kernels and repeatability; a fast run is marked wherever it is shown', async ({
  lab,
}) => {
  const shell = new ShellPage(lab.page);
  await new HomePage(lab.page).learnEdges.click();
  const bench = new LabPage(lab.page);
  await expect(shell.computing).toHaveText(
    /^\d+ threads? · (SIMD, \w+|reference kernels) · exactly repeatable$/,
  );
  await bench.button('Stop').click();
  await bench.button('New run').click();

  await bench.openMore('Training');
  const fast = bench.settings.getByRole('switch', { name: 'Fast, not exactly repeatable' });
  await expect(fast).not.toBeChecked();
  await fast.click();
  await expect(bench.settings.getByRole('button', { name: 'More settings: Training' })).toContainText(
    '1 in use',
  );
  await bench.button('Start').click();
  await expect(shell.computing).toHaveText(/^\d+ threads? · .+ · not exactly repeatable$/);
  await bench.button('Pause').click();
  await expect(fast).toBeChecked();
  await expect(fast).toBeDisabled();

  await shell.go('Runs');
  const runs = new RunsPage(lab.page);
  await expect(runs.row(2)).toContainText('not exactly repeatable');
  await expect(runs.row(1)).not.toContainText('not exactly repeatable');
  await runs.row(2).click();
  await expect(runs.detail).toContainText('not exactly repeatable');
  await runs.resume.click();
  await expect(shell.computing).toHaveText(/not exactly repeatable$/);
});

test('after early stopping the filters shown as final are those of the best epoch', async ({ lab }) => {
  const shell = new ShellPage(lab.page);
  await shell.go('Lab');
  const bench = new LabPage(lab.page);
  await bench.openMore('Training');
  await bench.settings.getByRole('switch', { name: 'Early stopping' }).click();
  await bench.field('Patience').fill('3');
  // So much better than the first epoch no other one can be.
  await bench.field('Better by').fill('1000');
  await bench.button('Start').click();

  const told = /^epoch (\d+), the best of (\d+)$/;
  await expect(bench.epochReadout).toHaveText(told, { timeout: 60_000 });
  const [, best = '', last = ''] = told.exec(await bench.epochReadout.innerText()) ?? [];
  expect(Number(last)).toBe(Number(best) + 3);
  const final = await bench.filterPixels();
  await bench.epochSlider.focus();
  await lab.page.keyboard.press('ArrowLeft');
  await expect(bench.epochReadout).toHaveText(`epoch ${last}`);
  await expect.poll(() => bench.filterPixels()).not.toBe(final);
  for (let back = 0; back < 3; back += 1) await lab.page.keyboard.press('ArrowLeft');
  await expect(bench.epochReadout).toHaveText(`epoch ${best}`);
  await expect.poll(() => bench.filterPixels()).toBe(final);
  await bench.showFinal.click();
  await expect.poll(() => bench.filterPixels()).toBe(final);

  await shell.go('Runs');
  const runs = new RunsPage(lab.page);
  await runs.row(1).click();
  await expect(runs.detail).toContainText(`weights of epoch ${best}, the best of ${last}`);
});

test('a run whose numbers broke offers a new one at a lower rate', async ({ lab }) => {
  const wild = {
    version: 1,
    name: 'Wild',
    seed: 1,
    data: { dataset: 'sample:shapes', mode: 'images', preprocess: 'standardize' },
    network: {
      layers: [
        { type: 'dense', units: 16, activation: 'linear' },
        { type: 'dense', units: 6, activation: 'softmax' },
      ],
    },
    objective: { target: 'labels', loss: 'crossEntropy', weightDecay: 1 },
    optimizer: { type: 'sgd', learningRate: 1000, momentum: 0.9 },
    training: { epochs: 50, batchSize: 64 },
  };
  await ask(lab.page, 'runs', 'create', { experiment: wild, start: 'running' });
  await new ShellPage(lab.page).go('Runs');
  const runs = new RunsPage(lab.page);
  await runs.row(1).click();
  await expect(runs.detail).toContainText('Layer 2 (Dense · softmax)', { timeout: 30_000 });
  await lab.page.getByRole('button', { name: 'Open in Lab' }).click();
  const bench = new LabPage(lab.page);
  await expect(bench.button('Resume')).toBeEnabled();
  await bench.stage.getByRole('button', { name: 'New run with α 100' }).click();
  await expect(bench.field('Learning rate')).toHaveValue('100');
  await expect(bench.button('Start')).toBeEnabled();
});
