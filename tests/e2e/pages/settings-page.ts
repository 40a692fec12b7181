/** The Settings view. */
import type { Locator, Page } from '@playwright/test';

export class SettingsPage {
  readonly page: Page;
  readonly about: Locator;
  readonly room: Locator;
  readonly backUpNow: Locator;
  readonly backups: Locator;
  readonly preview: Locator;

  constructor(page: Page) {
    this.page = page;
    this.about = page.getByRole('region', { name: 'About' });
    this.room = page.getByRole('table', { name: 'Room on disk' }).locator('tbody').getByRole('row');
    this.backUpNow = page.getByRole('button', { name: 'Back up now' });
    this.backups = page.getByRole('table', { name: 'Backups' }).locator('tbody').getByRole('row');
    this.preview = page.getByRole('button', { name: 'Preview' });
  }

  theme(name: 'as the system' | 'dark' | 'light'): Locator {
    return this.page.getByRole('group', { name: 'Theme' }).getByText(name, { exact: true });
  }

  /** The row of a variant of the kernels, with its speed. */
  readonly kernel = (variant: string): Locator =>
    this.about
      .getByRole('row')
      .filter({ has: this.page.getByRole('rowheader', { name: variant, exact: true }) });

  /** Puts the newest backup in the place of the database. */
  async putNewestBack(): Promise<void> {
    await this.backups
      .first()
      .getByRole('button', { name: /^Put back/ })
      .click();
    await this.page.getByRole('dialog').getByRole('button', { name: 'Put it back' }).click();
  }

  /** The theme the page wears. */
  wornTheme(): Promise<string | undefined> {
    return this.page.evaluate(() => document.documentElement.dataset['theme']);
  }
}
