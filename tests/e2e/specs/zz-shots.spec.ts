import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from '../fixtures/launch';
import { BenchPage } from '../pages/bench-page';
import { SettingsPage } from '../pages/settings-page';
import { ShellPage } from '../pages/shell-page';

const dir = '/tmp/shots/bench';
mkdirSync(dir, { recursive: true });

test('shots', async ({ lab }) => {
  test.setTimeout(600_000);
  const shell = new ShellPage(lab.page);
  const bench = new BenchPage(lab.page);
  const size = async (width: number, height: number) => {
    await lab.app.evaluate(
      ({ BrowserWindow }, [w, h]) => {
        BrowserWindow.getAllWindows()[0]?.setContentSize(w, h);
      },
      [width, height] as const,
    );
    await lab.page.waitForTimeout(600);
  };
  const shot = async (name: string) => {
    const png = await lab.app.evaluate(async ({ BrowserWindow }) =>
      (await BrowserWindow.getAllWindows()[0]!.webContents.capturePage()).toPNG().toString('base64'),
    );
    writeFileSync(`${dir}/${name}.png`, Buffer.from(png, 'base64'));
  };
  await size(1280, 800);
  await shell.go('Settings');
  await new SettingsPage(lab.page).theme('dark').click();
  await shell.go('Bench');
  await expect(bench.train).toBeEnabled();
  await shot('setup-dark-1280');
  await bench.seeds.fill(process.env['SEEDS'] ?? '1, 2');
  await bench.cell(2, 1).fill('1.5');
  await shot('setup-wrong-1280');
  await bench.cell(2, 1).fill('0.5');
  await bench.train.click();
  await expect(bench.figure('standard', 'train')).toHaveText(/\d/);
  await lab.page.waitForTimeout(3000);
  await shot('live-dark-1280');
  await size(1920, 1080);
  await shot('live-dark-1920');
  await size(1280, 800);
  if (await bench.button('Pause all').isVisible()) {
    await bench.button('Pause all').click();
    await lab.page.waitForTimeout(1500);
    await shot('paused-1280');
    await bench.button('Resume all').click();
  }
  await expect(bench.counts).toContainText('all', { timeout: 400_000 });
  await lab.page.waitForTimeout(1500);
  await shot('done-dark-1280');
  await bench.look('Over seeds');
  await lab.page.waitForTimeout(1000);
  await shot('seeds-dark-1280');
  await size(1920, 1080);
  await shot('seeds-dark-1920');
  await shell.go('Settings');
  await new SettingsPage(lab.page).theme('light').click();
  await shell.go('Bench');
  await lab.page.waitForTimeout(800);
  await shot('arms-light-1920');
  await bench.setUp.click();
  await lab.page.waitForTimeout(800);
  await shot('setup-light-1920');
  await bench.benches.first().click();
  await size(1280, 800);
  await lab.page.waitForTimeout(1500);
  await shot('arms-light-1280');
  await bench.look('Over seeds');
  await lab.page.waitForTimeout(800);
  await shot('seeds-light-1280');
});
