/** Pooling as it is seen: pixels of the maps against loops of the test's own, by keyboard and mouse, in both themes. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { seriousFindings } from '../fixtures/accessibility';
import { dropFiles } from '../fixtures/drop-files';
import { expect, test } from '../fixtures/launch';
import { DataPage } from '../pages/data-page';
import { HomePage } from '../pages/home-page';
import { LabPage } from '../pages/lab-page';
import { variation } from '../pages/pictures';
import { PoolingPage, type Pixels } from '../pages/pooling-page';
import { SettingsPage } from '../pages/settings-page';
import { ShellPage } from '../pages/shell-page';

const sidePx = 80;
const pictureCount = 12;

/** Blobs and lines of many sizes, different in every picture. */
function levelAt(x: number, y: number, index: number): number {
  const waves =
    Math.sin((x + index * 7) / 5) + Math.cos((y * (1 + (index % 3))) / 9) + Math.sin((x * y) / 90);
  const grain = ((x * 31 + y * 17 + index * 13) % 23) / 23;
  return Math.round(40 * (waves + 3) + 15 * grain);
}

async function importPictures(page: Page, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < pictureCount; index += 1) {
    const pixels = Buffer.from(
      Array.from({ length: sidePx * sidePx }, (_, at) =>
        levelAt(at % sidePx, Math.floor(at / sidePx), index),
      ),
    );
    await sharp(pixels, { raw: { width: sidePx, height: sidePx, channels: 1 } })
      .png()
      .toFile(join(folder, `${index}.png`));
  }
  await dropFiles(page, new HomePage(page).dropFolder, [folder]);
  await expect(new DataPage(page).train).toBeEnabled();
}

/** Pooled levels by a loop that knows nothing of the app; regions side by side. */
function pooled({ height, width, levels }: Pixels, side: number, kind: 'max' | 'mean'): number[] {
  const result: number[] = [];
  for (let top = 0; top + side <= height; top += side) {
    for (let left = 0; left + side <= width; left += side) {
      const seen: number[] = [];
      for (let at = 0; at < side * side; at += 1) {
        seen.push(levels[(top + Math.floor(at / side)) * width + left + (at % side)]);
      }
      result.push(kind === 'max' ? Math.max(...seen) : seen.reduce((sum, one) => sum + one, 0) / seen.length);
    }
  }
  return result;
}

test('the pooled map holds the maxima and the means of the pixels under the region', async ({
  lab,
}, info) => {
  await importPictures(lab.page, info.outputPath('waves'));
  await new ShellPage(lab.page).go('Pooling');
  const view = new PoolingPage(lab.page);
  await view.choose('Map of', 'the picture itself');
  await expect.poll(async () => (await view.pixels('Map after pooling')).width).toBe(16);

  const before = await view.pixels('Map before pooling');
  // The middle 64 × 64 of the 80 × 80 picture, pixel for pixel.
  expect([before.height, before.width]).toEqual([64, 64]);
  for (const [x, y] of [
    [0, 0],
    [63, 20],
    [31, 63],
  ]) {
    expect(Math.abs(before.levels[y * 64 + x] - levelAt(x + 8, y + 8, 0))).toBeLessThanOrEqual(1);
  }
  expect((await view.pixels('Map after pooling')).levels).toEqual(pooled(before, 4, 'max'));

  await view.field('Region').fill('3');
  await view.kind('mean');
  await expect.poll(async () => (await view.pixels('Map after pooling')).width).toBe(21);
  await expect(view.place).toContainText('mean');
  const means = (await view.pixels('Map after pooling')).levels;
  // Two roundings to levels of grey lie between them.
  pooled(before, 3, 'mean').forEach((level, at) =>
    expect(Math.abs(means[at] - level)).toBeLessThanOrEqual(1.5),
  );
});

test('the region is played, stepped and sent anywhere by keyboard, its numbers and formula with it', async ({
  lab,
}, info) => {
  await importPictures(lab.page, info.outputPath('waves'));
  const { keyboard } = lab.page;
  const view = new PoolingPage(lab.page);
  await new ShellPage(lab.page).link('Pooling').focus();
  await keyboard.press('Enter');
  // It begins where something is to be seen: at the largest number of the pooled map.
  await expect(view.place).toContainText(/: maximum \d/);
  const { width, levels } = await view.pixels('Map after pooling');
  const [, row, column] = /row (\d+), column (\d+)/.exec(await view.place.innerText()) ?? [];
  const brightest = Math.max(...levels);
  expect(brightest).toBeGreaterThan(Math.min(...levels));
  expect(levels[(Number(row) - 1) * width + Number(column) - 1]).toBe(brightest);
  await expect(view.numbers).toHaveAccessibleName(/4 × 4: .*\(the maximum\)/);

  await view.slider.focus();
  await keyboard.press('Home');
  await expect(view.place).toContainText('row 1, column 1: maximum');
  const left = async (): Promise<number> => (await view.region.boundingBox())?.x ?? 0;
  const start = await left();
  await keyboard.press('ArrowRight');
  await keyboard.press('ArrowRight');
  await keyboard.press('ArrowDown');
  await expect(view.place).toContainText('row 2, column 3: maximum');
  expect(await left()).toBeGreaterThan(start);
  await expect(view.filledFormula).toContainText('P(2,1)');
  await keyboard.press('s');
  await expect(view.place).toContainText('row 2, column 4');
  await keyboard.press('Home');
  await expect(view.place).toContainText('row 1, column 1');

  // The maximum is marked where it lies: inside of the region.
  const region = await view.region.boundingBox();
  const mark = await view.maximum.boundingBox();
  if (region === null || mark === null) throw new Error('The region and its maximum are not drawn.');
  expect(mark.x).toBeGreaterThanOrEqual(region.x - 1);
  expect(mark.x + mark.width).toBeLessThanOrEqual(region.x + region.width + 1);

  // Whoever looks at the whole map and plays sees it grow.
  await expect(view.veil).toHaveCount(0);
  await keyboard.press(' ');
  await expect(view.animation.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(view.veil).toBeVisible();
  await expect(view.place).not.toContainText('row 1, column 1');
  await keyboard.press(' ');
  await expect(view.animation.getByRole('button', { name: 'Play' })).toBeVisible();

  // Of the 62 × 62 features a region of 63 sees too much.
  await view.field('Region').fill('63');
  await expect(view.settings.getByRole('alert')).toContainText('needs at least 63×63, got 62×62');
  await view.field('Region').fill('0');
  await expect(view.settings.getByRole('alert')).toContainText('needs sides from 1 to 64, got 0×0');
  await view.field('Region').fill('2');
  await expect(view.settings.getByRole('alert')).toHaveCount(0);
  await expect(view.numbers).toHaveAccessibleName(/2 × 2: /);
});

test('the meter: a dragged picture moves by whole pixels, and the change is measured over all pictures', async ({
  lab,
}, info) => {
  await importPictures(lab.page, info.outputPath('waves'));
  const { keyboard, mouse } = lab.page;
  await new ShellPage(lab.page).go('Pooling');
  const view = new PoolingPage(lab.page);
  await view.part('Invariance meter');
  await expect(view.seenOne).toHaveText(
    'Without a shift nothing changes, neither before pooling nor after it.',
  );

  const original = await view.pixels('The picture in its window');
  expect([original.height, original.width]).toEqual([64, 64]);
  await view.handle.focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowUp']) await keyboard.press(key);
  await expect(view.seenOne).toContainText(
    /A shift of 3 px to the right and 1 px up changes the features by \d+.%; after 4×4 max pooling by \d+.%\./,
  );
  const moved = await view.pixels('The picture in its window');
  for (let y = 0; y < 63; y += 1) {
    const row = moved.levels.slice(y * 64 + 3, (y + 1) * 64);
    expect(row).toEqual(original.levels.slice((y + 1) * 64, (y + 2) * 64 - 3));
  }
  await keyboard.press('Home');
  expect((await view.pixels('The picture in its window')).levels).toEqual(original.levels);

  const box = await view.handle.boundingBox();
  if (box === null) throw new Error('There is no picture to drag.');
  const cellPx = box.width / 64;
  await mouse.move(box.x + 100, box.y + 100);
  await mouse.down();
  await mouse.move(box.x + 100 - 5 * cellPx, box.y + 100 + 20 * cellPx, { steps: 4 });
  await mouse.up();
  await expect(view.field('To the right')).toHaveValue('-5');
  await expect(view.field('Down')).toHaveValue('8');
  await view.field('Down').fill('0');

  await expect(view.seenMany).toContainText(
    /A shift of 5 px to the left changes the features by \d+.% on average over 12 pictures; after 4×4 max pooling by \d+.%\./,
  );
  await expect(view.charts).toHaveCount(2);
  await expect(view.charts.first()).toHaveAccessibleName(/max pooling\. At -5 px: before pooling \d+.%/);
  await expect(view.legend.getByRole('listitem')).toHaveText([
    'before pooling',
    ...['2×2', '3×3', '4×4', '6×6', '8×8'].map((size) => `${size} regions`),
  ]);
  expect(await variation(await view.charts.last().screenshot())).toBeGreaterThan(5);

  await view.settings.getByRole('group', { name: 'Shift along' }).getByText('y', { exact: true }).click();
  await expect(view.seenMany).toContainText(/2 px down .* over 12 pictures/);
});

test('features that a run has learned are pooled, unit by unit, and measured over the built-in pictures', async ({
  lab,
}) => {
  test.setTimeout(180_000);
  await new HomePage(lab.page).learnEdges.click();
  const shell = new ShellPage(lab.page);
  await expect(shell.status).toContainText(/epoch ([3-9]|\d\d)\//);
  await new LabPage(lab.page).button('Stop').click();
  await expect(shell.header).toContainText('Stopped');

  await shell.go('Pooling');
  const view = new PoolingPage(lab.page);
  await view.choose('From', 'dead-leaves');
  await view.choose('Map of', /^Run 1 · /);
  // 10 × 10 weights over the middle 64 × 64 of the picture.
  await expect.poll(async () => (await view.pixels('Map before pooling')).width).toBe(55);
  await expect.poll(async () => (await view.pixels('Map after pooling')).width).toBe(13);
  const first = await view.pixels('Map before pooling');
  await view.field('Unit').fill('7');
  await expect(view.stage).toContainText('Unit 7');
  expect((await view.pixels('Map before pooling')).levels).not.toEqual(first.levels);

  await view.part('Invariance meter');
  await view.field('To the right').fill('2');
  const sentence =
    /A shift of 2 px to the right changes the features by (\d+).%.*after 4×4 max pooling by (\d+).%/;
  await expect(view.seenMany).toContainText(sentence, { timeout: 60_000 });
  await expect(view.seenMany).toContainText('on average over 10 pictures');
  // Learned features are smooth: pooling them over 4×4 makes them more tolerant of 2 px.
  const [, before, after] = sentence.exec(await view.seenMany.innerText()) ?? [];
  expect(Number(after)).toBeLessThan(Number(before));
  await expect(view.seenOne).toContainText(sentence);
});

test('both themes show the same maps, and neither has a serious accessibility finding', async ({
  lab,
}, info) => {
  test.setTimeout(120_000);
  await importPictures(lab.page, info.outputPath('waves'));
  const shell = new ShellPage(lab.page);
  const view = new PoolingPage(lab.page);
  const seen: string[] = [];
  for (const theme of ['dark', 'light'] as const) {
    await shell.go('Settings');
    await new SettingsPage(lab.page).theme(theme).click();
    await shell.go('Pooling');
    await view.part('Regions');
    await expect(view.numbers).toBeVisible();
    expect(await seriousFindings(lab.page), `regions, ${theme}`).toEqual([]);
    seen.push(JSON.stringify(await view.pixels('Map after pooling')));
    await view.part('Invariance meter');
    await expect(view.seenMany).toContainText('over 12 pictures');
    expect(await seriousFindings(lab.page), `meter, ${theme}`).toEqual([]);
  }
  expect(seen[1]).toBe(seen[0]);
});
