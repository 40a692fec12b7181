/** The chain on one picture: the recipe trained for real from the page, its stages by pixels, linked, changed by hand. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import sharp from 'sharp';
import { seriousFindings } from '../fixtures/accessibility';
import { dropFiles } from '../fixtures/drop-files';
import { expect, test } from '../fixtures/launch';
import { ChainPage } from '../pages/chain-page';
import { HomePage } from '../pages/home-page';
import { LabPage } from '../pages/lab-page';
import { variation } from '../pages/pictures';
import { SettingsPage } from '../pages/settings-page';
import { ShellPage } from '../pages/shell-page';

const trainingMs = 240_000;

async function middleOf(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('it is not on the screen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

function largest(shares: readonly number[]): number {
  return shares.indexOf(Math.max(...shares));
}

/** Broad stripes, wider than high. */
async function bars(folder: string): Promise<string> {
  const [height, width] = [40, 60];
  const pixels = Buffer.alloc(height * width);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = (at % width) % 20 < 10 ? 230 : 20;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'bars.png');
  await sharp(pixels, { raw: { height, width, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toFile(file);
  return file;
}

test('the recipe is trained in one click, and all its stages hang together', async ({ lab }, info) => {
  test.setTimeout(2 * trainingMs);
  const shell = new ShellPage(lab.page);
  const chain = new ChainPage(lab.page);
  await shell.go('Chain');
  await chain.trainRecipe.click();
  await expect(chain.chain).toBeVisible({ timeout: trainingMs });
  await expect(chain.settings).toContainText('epoch 15/15', { timeout: trainingMs });
  await expect(chain.settings).toContainText('Finished');

  await test.step('every stage is a picture', async () => {
    for (const stage of [chain.picture, chain.features, chain.convolved, chain.pooled, chain.inHand]) {
      expect(await variation(await stage.screenshot())).toBeGreaterThan(8);
    }
    const shares = await chain.shares();
    expect(shares).toHaveLength(6);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 2);
    expect(Math.max(...shares)).toBeGreaterThan(0.6);
    // The class of the picture is known, and the network has learned it.
    const truth = chain.classes.getByRole('option', { name: /the class of this picture/ });
    expect(Number(await truth.getAttribute('data-share'))).toBe(Math.max(...shares));
  });

  await test.step('what a cell sees lights up in every stage', async () => {
    await chain.pooled.hover();
    // 7×7 places of an 8×8 kernel.
    await expect(chain.stage).toContainText('sees 14×14 pixels');
    await expect(chain.inHand).toContainText('The largest of 49 numbers');
    const field = await chain.field.boundingBox();
    const whole = await chain.picture.locator('canvas').boundingBox();
    expect((field?.width ?? 0) / (whole?.width ?? 1)).toBeCloseTo(0.5, 1);
    const marked = await chain.marked(chain.convolved);
    expect(marked).toBeGreaterThan(0);

    await chain.convolved.hover();
    await expect(chain.stage).toContainText('sees 8×8 pixels');
    await expect(chain.sentence).toHaveText(/^The 64 products sum to .* z = .*, and the cell is/);
    await expect(async () => expect(await chain.marked(chain.convolved)).not.toBe(marked)).toPass();
  });

  await test.step('the cell is the sigmoid of its sum', async () => {
    const text = await chain.sentence.innerText();
    const [, z, value] = /z = (\S+), and the cell is (\S+)\.$/.exec(text) ?? [];
    expect(1 / (1 + Math.exp(-Number(z)))).toBeCloseTo(Number(value), 3);
  });

  const before = await chain.shares();

  await test.step('dragging moves the picture and the prediction follows', async () => {
    await chain.tool('drag').click();
    const { x, y } = await middleOf(chain.picture.locator('canvas'));
    await lab.page.mouse.move(x, y);
    await lab.page.mouse.down();
    await lab.page.mouse.move(x + 90, y + 60, { steps: 12 });
    await lab.page.mouse.up();
    await expect(chain.stage).toContainText(/moved \d+, \d+/);
    await expect(async () => expect(await chain.shares()).not.toEqual(before)).toPass();
    await chain.button('Reset').click();
    await expect(async () => expect(await chain.shares()).toEqual(before)).toPass();
  });

  await test.step('what is drawn is seen, and what is cleared is gone', async () => {
    await chain.tool('draw').click();
    await chain.button('Clear').click();
    await expect(async () => expect(await chain.shares()).not.toEqual(before)).toPass();
    const empty = await chain.shares();
    const { x, y } = await middleOf(chain.picture.locator('canvas'));
    await lab.page.mouse.move(x - 60, y);
    await lab.page.mouse.down();
    await lab.page.mouse.move(x + 60, y, { steps: 10 });
    await lab.page.mouse.up();
    await lab.page.mouse.move(x, y - 60);
    await lab.page.mouse.down();
    await lab.page.mouse.move(x, y + 60, { steps: 10 });
    await lab.page.mouse.up();
    await expect(async () => expect(await chain.shares()).not.toEqual(empty)).toPass();
    await chain.tool('erase').click();
    await chain.button('Reset').click();
    await expect(async () => expect(await chain.shares()).toEqual(before)).toPass();
  });

  await test.step('another picture goes through at once', async () => {
    await chain.tool('look').click();
    await chain.button('Next picture').click();
    await expect(async () => expect(largest(await chain.shares())).not.toBe(largest(before))).toPass();
  });

  await test.step('a dropped picture is fitted to what the network sees and goes through', async () => {
    const file = await bars(info.outputPath('in'));
    const shown = await chain.shares();
    await dropFiles(lab.page, chain.pictures, [file]);
    await expect(chain.about).toContainText('bars.png');
    await expect(chain.about).toContainText('40×60');
    await expect(async () => expect(await chain.shares()).not.toEqual(shown)).toPass();
    await expect(chain.picture).toBeVisible();
    await chain.button('Next picture').click();
    await expect(chain.about).not.toContainText('bars.png');
  });

  await test.step('everything is reached by keyboard alone', async () => {
    await chain.pooled.focus();
    await lab.page.keyboard.press('Home');
    for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowUp', 'ArrowUp', 'ArrowUp']) {
      await lab.page.keyboard.press(key);
    }
    await expect(chain.pooled.getByRole('option')).toHaveText(/^map 1 of 64, row 1, column 1: /);
    await expect(chain.stage).toContainText('sees 14×14 pixels from row 1, column 1');
    await lab.page.keyboard.press('PageDown');
    await lab.page.keyboard.press('ArrowRight');
    await expect(chain.pooled.getByRole('option')).toHaveText(/^map 2 of 64, row 1, column 2: /);
    await expect(chain.stage).toContainText('from row 1, column 8');
    await chain.classes.focus();
    await lab.page.keyboard.press('End');
    await expect(chain.classes.locator('[aria-selected="true"]')).toHaveText(/^triangle/);
    await chain.tool('drag').focus();
    await lab.page.keyboard.press('Space');
    const still = await chain.shares();
    await chain.picture.focus();
    await lab.page.keyboard.press('ArrowRight');
    await lab.page.keyboard.press('ArrowDown');
    await expect(chain.stage).toContainText('moved 1, 1');
    await expect(async () => expect(await chain.shares()).not.toEqual(still)).toPass();
  });

  for (const theme of ['dark', 'light'] as const) {
    await test.step(`nothing stands in the way of anybody in the ${theme} theme`, async () => {
      await shell.go('Settings');
      await new SettingsPage(lab.page).theme(theme).click();
      await shell.go('Chain');
      await expect(chain.chain).toBeVisible();
      expect(await variation(await chain.convolved.screenshot())).toBeGreaterThan(8);
      expect(await seriousFindings(lab.page)).toEqual([]);
    });
  }
});

test('a run without a convolution says what to do instead', async ({ lab }) => {
  const shell = new ShellPage(lab.page);
  const chain = new ChainPage(lab.page);
  await new HomePage(lab.page).learnEdges.click();
  const trained = new LabPage(lab.page);
  await trained.button('Stop').click();
  await shell.go('Chain');
  await expect(chain.stage).toContainText('No network to look into yet');
  await chain.settings.getByRole('combobox', { name: 'Run' }).click();
  await lab.page.getByRole('option').first().click();
  await expect(chain.stage).toContainText('network has no convolution');
  await expect(chain.trainRecipe).toBeEnabled();
  expect(await seriousFindings(lab.page)).toEqual([]);
});
