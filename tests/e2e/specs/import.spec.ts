/** From a dropped folder to a set that can be looked through and trained on. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dropFiles } from '../fixtures/drop-files';
import { expect, test } from '../fixtures/launch';
import { DataPage } from '../pages/data-page';
import { HomePage } from '../pages/home-page';
import { LabPage } from '../pages/lab-page';
import { classFolder, slowFolder, variation } from '../pages/pictures';
import { ShellPage } from '../pages/shell-page';

test('a dropped folder becomes a set with classes, and what was skipped is listed with reasons', async ({
  lab,
}, info) => {
  const folder = info.outputPath('fruit');
  await classFolder(folder, 12);
  const data = new DataPage(lab.page);

  await dropFiles(lab.page, new HomePage(lab.page).dropFolder, [folder]);

  await expect(data.train).toBeEnabled();
  await expect(data.fact('pictures')).toHaveText('24');
  await expect(data.fact('size')).toHaveText('32×32');
  await expect(data.classes).toHaveText([/apples\s*12/, /pears\s*12/]);
  await expect(data.skipped).toHaveCount(2);
  await expect(data.skipped.filter({ hasText: 'apples/cut-off.png' })).toContainText(
    /damaged|cut|truncated/i,
  );
  await expect(data.skipped.filter({ hasText: 'pears/notes.txt' })).toContainText(/not a picture/i);
});

test('the gallery shows the pictures themselves, of one class when it is chosen', async ({ lab }, info) => {
  const folder = info.outputPath('fruit');
  await classFolder(folder, 6);
  const data = new DataPage(lab.page);
  await dropFiles(lab.page, new HomePage(lab.page).dropFolder, [folder]);

  await expect(data.pictures).toHaveCount(12);
  const first = data.pictures.first();
  await expect.poll(() => first.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBe(32);
  expect(await variation(await first.screenshot())).toBeGreaterThan(20);

  await data.classes.filter({ hasText: 'pears' }).click();
  await expect(data.pictures).toHaveCount(6);
  await expect(data.pictures.first()).toHaveAttribute('alt', /^pears\//);
});

test('a set goes on to the Lab with a network that fits it', async ({ lab }, info) => {
  const folder = info.outputPath('fruit');
  await classFolder(folder, 6);
  await dropFiles(lab.page, new HomePage(lab.page).dropFolder, [folder]);
  const data = new DataPage(lab.page);
  await data.train.click();

  const bench = new LabPage(lab.page);
  await expect(bench.settings.getByRole('combobox', { name: 'Set', exact: true })).toHaveText('fruit');
  await expect(bench.settings.getByRole('combobox', { name: 'Target', exact: true })).toHaveText(
    'class labels',
  );
  await expect(bench.button('Start')).toBeEnabled();
});

test('an import can be cancelled and the rest removed', async ({ lab }, info) => {
  const folder = info.outputPath('many');
  await slowFolder(folder, 400);
  const data = new DataPage(lab.page);
  await dropFiles(lab.page, new HomePage(lab.page).dropFolder, [folder]);

  await expect(data.importProgress).toBeVisible();
  await data.cancelImport.click();
  await expect(data.set('many')).toContainText('cancelled');

  await data.remove.click();
  await data.confirmRemove.click();
  await expect(data.set('many')).toHaveCount(0);
  await expect(new ShellPage(lab.page).messages).toContainText('was removed');
});

test('a folder without pictures says so and leaves the app usable', async ({ lab }, info) => {
  const folder = info.outputPath('letters');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'letter.txt'), 'Dear reader');
  const data = new DataPage(lab.page);
  await new ShellPage(lab.page).go('Data');
  await dropFiles(lab.page, data.stage, [folder]);

  await expect(data.failure).toContainText(/no pictures?|picture/i);
  await expect(data.set('letters')).toContainText('failed');
  await expect(data.train).toBeDisabled();
});
