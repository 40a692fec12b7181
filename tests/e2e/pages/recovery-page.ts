/** The window that comes up when the lab cannot be opened. */
import type { Locator, Page } from '@playwright/test';

export class RecoveryPage {
  readonly view: Locator;
  readonly title: Locator;
  readonly backups: Locator;

  constructor(page: Page) {
    this.view = page.getByRole('main', { name: 'Recovery' });
    this.title = this.view.getByRole('heading', { level: 1 });
    this.backups = this.view.getByRole('table', { name: 'Backups' }).locator('tbody').getByRole('row');
  }

  button(name: string | RegExp): Locator {
    return this.view.getByRole('button', { name });
  }

  /** The way out that puts the newest backup back. */
  putBackNewest(): Locator {
    return this.backups.first().getByRole('button');
  }
}
