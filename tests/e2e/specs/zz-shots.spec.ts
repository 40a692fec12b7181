import { cpSync, rmSync } from 'node:fs';
import { test } from '../fixtures/launch';
import { ComparePage } from '../pages/compare-page';
import { SettingsPage } from '../pages/settings-page';
import { ShellPage } from '../pages/shell-page';
test('shots', async ({ lab }) => {
  test.setTimeout(240_000);
  await lab.close();
  for (const f of ['lab.sqlite', 'lab.sqlite-wal', 'lab.sqlite-shm']) rmSync(`${lab.dataDir}/${f}`, { force: true });
  cpSync('/tmp/compare-data', lab.dataDir, { recursive: true, force: true });
  await lab.launch();
  const { page } = lab;
  const view = new ComparePage(page);
  for (const [w, h, theme] of [[1280, 800, 'light'], [1280, 800, 'dark'], [1920, 1080, 'dark']] as const) {
    await lab.app.evaluate(({ BrowserWindow }, [a, b]) => BrowserWindow.getAllWindows()[0].setContentSize(a, b), [w, h] as const);
    await new ShellPage(page).go('Settings');
    await new SettingsPage(page).theme(theme).click();
    await page.evaluate(() => (location.hash = '/compare?runs=1,2,3,4,5,6'));
    const c = view.charts.first();
    await c.waitFor();
    await page.waitForTimeout(500);
    const box = (await c.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.5);
    await page.waitForTimeout(300);
    await page.screenshot({ path: `/tmp/shots/compare/curves-${theme}-${w}.png` });
    await view.part('Filters').click();
    await page.waitForTimeout(1200);
    await page.screenshot({ path: `/tmp/shots/compare/filters6-${theme}-${w}.png` });
    await view.part('Confusion').click();
    await page.waitForTimeout(w === 1280 && theme === 'light' ? 6000 : 800);
    await page.screenshot({ path: `/tmp/shots/compare/confusion-${theme}-${w}.png` });
    await page.evaluate(() => (location.hash = '/compare?runs=7,8'));
    await view.part('Filters').click();
    await page.waitForTimeout(1200);
    await page.screenshot({ path: `/tmp/shots/compare/filters2-${theme}-${w}.png` });
  }
});
