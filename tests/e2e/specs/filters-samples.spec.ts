/** What a trained network makes of its samples: reconstructions, predictions, the map; with mouse and with keyboard. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../fixtures/launch';
import { ask } from '../pages/asked-lab';
import { InspectionPage } from '../pages/inspection-page';
import { LabPage } from '../pages/lab-page';
import { variation } from '../pages/pictures';
import { ShellPage } from '../pages/shell-page';

/** Trains a preset of the Lab for a few epochs and opens a tab of the Filters view. */
async function trained(page: Page, preset: string | null, epochs: number): Promise<InspectionPage> {
  const shell = new ShellPage(page);
  await shell.go('Lab');
  const bench = new LabPage(page);
  if (preset !== null) await bench.choose('Preset', preset);
  await bench.field('Epochs').fill(String(epochs));
  await bench.button('Start').click();
  await expect(shell.header).toContainText('Finished', { timeout: 90_000 });
  await shell.go('Filters');
  return new InspectionPage(page);
}

/** No serious findings within the part of the page that a label names. */
async function expectAccessible(page: Page, label: string): Promise<void> {
  const scan = new AxeBuilder({ page }).setLegacyMode(true).include(`[aria-label="${label}"]`);
  const { violations } = await scan.analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
}

function numberIn(text: string, pattern: RegExp): number {
  const match = pattern.exec(text.replaceAll('\u202f', ''));
  if (match === null) throw new Error(`Nothing like ${pattern} in “${text}”`);
  return Number(match[1]);
}

async function firstNumbers(cards: Locator): Promise<number[]> {
  const texts = await cards.getByText(/^\d+\.\d+$/).allInnerTexts();
  return texts.map(Number);
}

test('the reconstructions of an autoencoder come with their errors, the worst first, page by page', async ({
  lab,
}) => {
  const view = await trained(lab.page, null, 3);
  await view.tab('Reconstructions');
  const cards = view.cards(view.reconstructions);
  await expect(cards).toHaveCount(28);
  const errors = await firstNumbers(cards);
  expect(errors).toHaveLength(28);
  expect(errors).toEqual([...errors].sort((a, b) => b - a));

  // ½‖ŷ − x‖² of the first, worked out from what main says of it.
  const answer = await ask<{ samples: { values: number[] }[]; outputs: number[][] }>(
    lab.page,
    'inspect',
    'reconstructions',
    { runId: 1, split: 'test', offset: 0, limit: 1 },
  );
  const [{ values }] = answer.samples;
  const error = values.reduce((sum, value, i) => sum + (answer.outputs[0][i] - value) ** 2 / 2, 0);
  expect(errors[0]).toBeCloseTo(error, 3);
  for (const name of [/^Original/, 'Reconstruction', 'Reconstruction minus original']) {
    expect(
      await variation(await cards.first().getByRole('img', { name, exact: true }).screenshot()),
    ).toBeGreaterThan(5);
  }

  await view.reconstructions.getByRole('button', { name: 'Next page' }).click();
  await expect(view.reconstructions).toContainText('29–56 of');
  await expect.poll(async () => (await firstNumbers(cards))[0]).toBeLessThanOrEqual(errors[27]);
  await expectAccessible(lab.page, 'Reconstructions');
});

test('the confusion matrix agrees with the test of the run, and a cell shows its pictures', async ({
  lab,
}) => {
  const { page } = lab;
  const view = await trained(page, 'Dense classifier', 3);
  await view.tab('Predictions');
  await expect(view.matrix).toBeVisible();
  const run = await ask<{ test: { accuracy: number } }>(page, 'runs', 'get', { runId: 1 });
  const headline = view.predictions.getByText(/right, \d+ of \d+/);
  await expect(headline).toContainText((100 * run.test.accuracy).toFixed(1));
  const { counts } = await ask<{ counts: number[][] }>(page, 'inspect', 'confusion', {
    runId: 1,
    split: 'test',
  });
  const total = counts.flat().reduce((sum, count) => sum + count, 0);
  expect(numberIn(await headline.innerText(), /of (\d+)/)).toBe(total);

  // The most frequent mistake, reached by arrow keys alone.
  const mistakes = counts.flatMap((row, actual) =>
    row.map((count, predicted) => ({ actual, predicted, count: actual === predicted ? 0 : count })),
  );
  const [worst] = [...mistakes].sort((a, b) => b.count - a.count);
  expect(worst.count).toBeGreaterThan(0);
  await view.cell(0, 0).focus();
  for (let i = 0; i < worst.actual; i += 1) await page.keyboard.press('ArrowDown');
  for (let i = 0; i < worst.predicted; i += 1) await page.keyboard.press('ArrowRight');
  await expect(view.cell(worst.actual, worst.predicted)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(view.predictions.getByRole('heading', { name: / taken for / })).toBeVisible();
  await expect(view.predictions).toContainText(new RegExp(`of ${worst.count} pictures`));
  const { classNames } = await ask<{ classNames: string[] }>(page, 'inspect', 'network', { runId: 1 });
  const words = new RegExp(`^${classNames[worst.predicted]} .*\\(${classNames[worst.actual]}\\)$`);
  const cards = view.cards(view.predictions);
  await expect(cards).toHaveCount(Math.min(24, worst.count));
  for (const card of await cards.all()) await expect(card.getByText(words)).toBeVisible();
  expect(await variation(await cards.first().getByRole('img').first().screenshot())).toBeGreaterThan(5);
  await expectAccessible(page, 'Predictions');

  await view.cell(worst.actual, worst.predicted).focus();
  await page.keyboard.press('Escape');
  await expect(view.predictions.getByRole('heading', { name: 'Most confident mistakes' })).toBeVisible();
});

interface MapTruth {
  readonly points: number[];
  readonly labels: number[];
}

/** Where a point of the map lies on the screen. */
async function placeOf(
  canvas: Locator,
  { points }: MapTruth,
  index: number,
): Promise<{ x: number; y: number }> {
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('the map is not visible');
  const side = Math.min(box.width, box.height) - 64;
  const [x, y] = points.slice(2 * index, 2 * index + 2);
  return { x: box.width / 2 + (side * x) / 2, y: box.height / 2 - (side * y) / 2 };
}

/** The colour that the map has at a place, and the token it should be, both as the browser writes colours. */
function colorsAt(
  page: Page,
  at: { x: number; y: number },
  label: number,
): Promise<readonly [string, string]> {
  return page.evaluate(
    ([x, y, label]) => {
      const canvas = document.querySelector<HTMLCanvasElement>('[aria-label^="Map of the activations"]');
      const context = canvas?.getContext('2d');
      if (!context) throw new Error('no map is drawn');
      const pixel = context.getImageData(
        Math.round(x * devicePixelRatio),
        Math.round(y * devicePixelRatio),
        1,
        1,
      ).data;
      const token = getComputedStyle(document.documentElement).getPropertyValue(`--class-${label}`).trim();
      const hex = [...pixel.slice(0, 3)].map((part) => part.toString(16).padStart(2, '0')).join('');
      return [`#${hex}`, token] as const;
    },
    [at.x, at.y, label],
  );
}

test('the map shows classes, names what is under the pointer, and lists what a loop or a key chooses', async ({
  lab,
}) => {
  const { page } = lab;
  const view = await trained(page, 'Dense classifier', 3);
  await view.tab('Map');
  await expect(view.legend).toBeVisible();
  const truth = await ask<MapTruth>(page, 'inspect', 'map', {
    runId: 1,
    layer: 1,
    method: 'pca',
    split: 'test',
    limit: 1000,
  });
  const { classNames } = await ask<{ classNames: string[] }>(page, 'inspect', 'network', { runId: 1 });
  const count = truth.labels.length;

  for (const scheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    // The last point lies on top of all others.
    const at = await placeOf(view.mapPoints, truth, count - 1);
    await expect.poll(async () => new Set(await colorsAt(page, at, truth.labels[count - 1])).size).toBe(1);
    await expectAccessible(page, 'Map of activations');
  }
  const last = await placeOf(view.mapPoints, truth, count - 1);
  await view.mapPoints.hover({ position: last });
  await expect(view.mapNote).toContainText(classNames[truth.labels[count - 1]]);
  expect(await variation(await view.mapNote.getByRole('presentation').screenshot())).toBeGreaterThan(5);

  // A loop around the lower half of the canvas.
  const box = await view.mapPoints.boundingBox();
  if (box === null) throw new Error('the map is not visible');
  const corners = [
    [1, box.height / 2],
    [box.width - 2, box.height / 2],
    [box.width - 2, box.height - 2],
    [1, box.height - 2],
  ];
  await page.mouse.move(box.x + corners[0][0], box.y + corners[0][1]);
  await page.mouse.down();
  for (const [x, y] of corners.slice(1)) await page.mouse.move(box.x + x, box.y + y, { steps: 4 });
  await page.mouse.up();
  const below = Array.from({ length: count }, (_, i) => truth.points[2 * i + 1]).filter((y) => y < 0).length;
  await expect
    .poll(async () => numberIn(await view.chosen.innerText(), /^(\d+) chosen/))
    .toBeGreaterThan(below - 3);
  expect(numberIn(await view.chosen.innerText(), /^(\d+) chosen/)).toBeLessThan(below + 3);
  await expect(view.chosen.getByRole('listitem')).toHaveCount(Math.min(120, below));

  await view.legend.getByRole('button').nth(2).focus();
  await page.keyboard.press('Escape');
  await expect(view.chosen).toContainText('Draw a loop');
  await page.keyboard.press('Space');
  const own = truth.labels.filter((label) => label === 2).length;
  await expect(view.chosen).toContainText(`${own} chosen ${own} ${classNames[2]}`);
});

test('t-SNE reports progress, can be cancelled, and puts clusters where they belong', async ({ lab }) => {
  const { page } = lab;
  const view = await trained(page, 'Dense classifier', 3);
  await view.tab('Map');
  await expect(view.map).toContainText('of the variance');
  await view.map.getByRole('combobox', { name: 'Split' }).click();
  await page.getByRole('option', { name: /^training/ }).click();
  await expect(view.map).toContainText('of the variance');

  await view.map.getByRole('button', { name: 't-SNE' }).click();
  await expect(view.map.getByRole('progressbar', { name: 'Progress of the map' })).toBeVisible();
  await view.map.getByRole('button', { name: 'Cancel' }).click();
  await expect(view.map.getByRole('button', { name: 'PCA' })).toHaveAttribute('aria-pressed', 'true');
  await expect(view.map.getByRole('progressbar')).toHaveCount(0);

  await view.map.getByRole('combobox', { name: 'Points' }).click();
  await page.getByRole('option', { name: '500 points' }).click();
  await view.map.getByRole('button', { name: 't-SNE' }).click();
  await expect(view.map).toContainText('far says little', { timeout: 60_000 });
  await expect(view.map.getByRole('progressbar')).toHaveCount(0);
});

test('a run that has not trained yet says what it waits for', async ({ lab }) => {
  const { page } = lab;
  const presets = await ask<{ id: string; experiment: object }[]>(page, 'runs', 'presets');
  const experiment = presets.find(({ id }) => id === 'dense-classifier')?.experiment;
  await ask(page, 'runs', 'create', { experiment, start: 'paused' });
  await new ShellPage(page).go('Filters');
  const view = new InspectionPage(page);
  for (const tab of ['Predictions', 'Map'] as const) {
    await view.tab(tab);
    await expect(page.getByRole('heading', { name: 'Nothing trained yet' })).toBeVisible();
  }
});
