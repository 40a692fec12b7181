/** Both themes, and they are remembered. */
import type { LabClient } from '../../../src-main/contract';
import { seriousFindings } from '../fixtures/accessibility';
import { expect, test } from '../fixtures/launch';
import { HomePage } from '../pages/home-page';
import { SettingsPage } from '../pages/settings-page';
import { ShellPage } from '../pages/shell-page';

function background(page: SettingsPage): Promise<string> {
  return page.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}

test('the theme changes at once and is the same after a restart', async ({ lab }) => {
  await new ShellPage(lab.page).go('Settings');
  const settings = new SettingsPage(lab.page);

  await settings.theme('dark').click();
  await expect.poll(() => settings.wornTheme()).toBe('dark');
  const dark = await background(settings);
  await settings.theme('light').click();
  await expect.poll(() => settings.wornTheme()).toBe('light');
  expect(await background(settings)).not.toBe(dark);

  await lab.relaunch();
  await expect.poll(() => new SettingsPage(lab.page).wornTheme()).toBe('light');
});

test('it says what the app is made of', async ({ lab }) => {
  await new ShellPage(lab.page).go('Settings');
  const { about } = new SettingsPage(lab.page);
  await expect(about).toContainText(/Simplecell\s*\d+\.\d+\.\d+/);
  await expect(about).toContainText(/Kernels\s*(WebAssembly SIMD|reference)/);
  await expect(about).toContainText(/(measured: SIMD, plain\s*[\d.]+ GFLOP.s)|reference/);
  // Measured as well, and marked: no run gets them unasked.
  await expect(about).toContainText(
    /(measured: SIMD, relaxed\s*[\d.]+ GFLOP.s, opt-in, not exactly repeatable)|reference/,
  );
  await expect(about).toContainText(/Electron\s*\d+\./);
});

test('a backup comes back while the app runs, and what is not in it is moved aside', async ({ lab }) => {
  const shell = new ShellPage(lab.page);
  const settings = new SettingsPage(lab.page);
  await expect(new HomePage(lab.page).learnEdges).toBeEnabled();
  await shell.go('Settings');
  await settings.backUpNow.click();
  await expect(settings.backups.first()).toContainText('made by you');
  const runs = (): Promise<number> =>
    lab.page.evaluate(async () => {
      const list = await (window as unknown as { lab: LabClient<File> }).lab.runs.list();
      return list.ok ? list.value.length : -1;
    });
  await lab.page.evaluate(async () => {
    const { runs: calls } = (window as unknown as { lab: LabClient<File> }).lab;
    const presets = await calls.presets();
    if (presets.ok) await calls.create({ experiment: presets.value[0].experiment, start: 'paused' });
  });
  expect(await runs()).toBe(1);
  await settings.putNewestBack();
  await expect.poll(runs).toBe(0);
  await expect(settings.room.filter({ hasText: 'Quarantine' })).toBeVisible();
  expect(await seriousFindings(lab.page)).toEqual([]);
});

test('what a rule would free is said before it is freed', async ({ lab }) => {
  await new ShellPage(lab.page).go('Settings');
  const settings = new SettingsPage(lab.page);
  await expect(settings.room.first()).toBeVisible();
  const free = lab.page.getByRole('button', { name: 'Free it …' });
  await expect(free).toBeDisabled();
  await lab.page.getByRole('switch', { name: /Left-over pixels/ }).click();
  await settings.preview.click();
  await expect(lab.page.getByText('This would free nothing.')).toBeVisible();
  await expect(free).toBeDisabled();
});
