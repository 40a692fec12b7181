/** The Data view: sets, the running import, the gallery, classes, skipped files. */
import type { Locator, Page } from '@playwright/test';

export class DataPage {
  readonly page: Page;
  readonly stage: Locator;
  readonly sets: Locator;
  readonly gallery: Locator;
  readonly pictures: Locator;
  readonly classes: Locator;
  readonly skipped: Locator;
  readonly importProgress: Locator;
  readonly cancelImport: Locator;
  readonly train: Locator;
  readonly remove: Locator;
  readonly confirmRemove: Locator;
  readonly failure: Locator;

  constructor(page: Page) {
    this.page = page;
    this.stage = page.getByRole('main', { name: 'Data' });
    this.sets = page.getByRole('navigation', { name: 'Data sets' }).getByRole('link');
    this.gallery = this.stage.getByRole('list', { name: /pictures$/ });
    this.pictures = this.gallery.getByRole('img');
    this.classes = page.getByRole('region', { name: 'Classes' }).getByRole('button');
    this.skipped = page.getByRole('region', { name: 'Skipped files' }).getByRole('listitem');
    this.importProgress = this.stage.getByRole('progressbar', { name: /^Import of/ });
    this.cancelImport = this.stage.getByRole('button', { name: 'Cancel' });
    this.train = this.stage.getByRole('button', { name: 'Train on this set' });
    this.remove = this.stage.getByRole('button', { name: 'Remove' });
    this.confirmRemove = page.getByRole('dialog').getByRole('button', { name: 'Remove' });
    this.failure = this.stage.getByRole('alert');
  }

  set(name: string): Locator {
    return this.sets.filter({ hasText: name });
  }

  fact(label: string): Locator {
    return this.page.getByTestId(`kpi-${label}`);
  }
}
