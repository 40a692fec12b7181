/** The Settings view. */
import type { Locator, Page } from '@playwright/test';

export class SettingsPage {
  readonly page: Page;
  readonly about: Locator;

  constructor(page: Page) {
    this.page = page;
    this.about = page.getByRole('region', { name: 'About' });
  }

  theme(name: 'as the system' | 'dark' | 'light'): Locator {
    return this.page.getByRole('group', { name: 'Theme' }).getByText(name, { exact: true });
  }

  /** The theme the page wears. */
  wornTheme(): Promise<string | undefined> {
    return this.page.evaluate(() => document.documentElement.dataset['theme']);
  }
}
