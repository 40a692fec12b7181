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
  const shell = new ShellPage(lab.page);
  // Before the page is there nobody hears the key.
  await expect(new HomePage(lab.page).learnEdges).toBeEnabled();
  await lab.page.keyboard.press('ControlOrMeta+k');
  await expect(shell.palette).toBeVisible();
  await lab.page.keyboard.type('kernels');
  await lab.page.keyboard.press('Enter');
  const { about, kernel } = new SettingsPage(lab.page);
  await expect(about).toBeInViewport();
  await expect(about).toContainText(/Simplecell\s*\d+\.\d+\.\d+/);
  await expect(about).toContainText(/Kernels\s*WebAssembly SIMD/);
  await expect(about).toContainText(/Electron\s*\d+\./);
  await expect(kernel('SIMD, plain')).toHaveText(/SIMD, plain\s*\d+\.\d\s*exactly repeatable/);
  await expect(about.getByRole('row').filter({ hasText: 'chosen' })).toHaveText(/[^t] ?exactly repeatable/);
  // Measured as well, and marked: no run gets them unasked.
  await expect(kernel('SIMD, relaxed')).toHaveText(/\d+\.\d\s*not exactly repeatable\s*opt-in/);
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
  // The page begins anew with the lab.
  await expect(new HomePage(lab.page).learnEdges).toBeEnabled();
  expect(await runs()).toBe(0);
  await shell.go('Settings');
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
