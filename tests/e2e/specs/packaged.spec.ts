/** The packaged application does the same: learns, imports, remembers. */
import { dropFiles } from '../fixtures/drop-files';
import { expect, test } from '../fixtures/launch';
import { DataPage } from '../pages/data-page';
import { HomePage } from '../pages/home-page';
import { LabPage } from '../pages/lab-page';
import { classFolder } from '../pages/pictures';
import { ShellPage } from '../pages/shell-page';

test('Learn edges trains, and the filters change', async ({ lab }) => {
  await new HomePage(lab.page).learnEdges.click();
  const bench = new LabPage(lab.page);
  const shell = new ShellPage(lab.page);
  await expect(bench.filters).toBeVisible();
  const early = await bench.filterPixels();
  await expect(shell.status).toContainText(/epoch ([3-9]|\d\d)\//);
  expect(await bench.filterPixels()).not.toBe(early);
  await bench.button('Stop').click();
  await expect(shell.header).toContainText('Stopped');
});

test('a dropped folder is imported by the packaged decoder', async ({ lab }, info) => {
  const folder = info.outputPath('fruit');
  await classFolder(folder, 8);
  await dropFiles(lab.page, new HomePage(lab.page).dropFolder, [folder]);
  const data = new DataPage(lab.page);
  await expect(data.train).toBeEnabled();
  await expect(data.fact('pictures')).toHaveText('16');
  await expect(data.skipped).toHaveCount(2);
});
