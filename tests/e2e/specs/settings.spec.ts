/** Both themes, and they are remembered. */
import { expect, test } from '../fixtures/launch';
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
