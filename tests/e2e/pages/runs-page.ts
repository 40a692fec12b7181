/** The Runs view: the table and the chosen run beside it. */
import type { Locator, Page } from '@playwright/test';

export class RunsPage {
  readonly page: Page;
  readonly rows: Locator;
  readonly detail: Locator;
  readonly resume: Locator;
  readonly openInLab: Locator;
  readonly openInFilters: Locator;
  readonly delete: Locator;
  readonly confirmDelete: Locator;
  readonly epochs: Locator;
  readonly filters: Locator;
  readonly empty: Locator;

  constructor(page: Page) {
    this.page = page;
    this.rows = page.getByRole('table', { name: 'Runs' }).locator('tbody').getByRole('row');
    this.detail = page.getByRole('region', { name: 'The chosen run' });
    this.resume = this.detail.getByRole('button', { name: 'Resume' });
    this.openInLab = this.detail.getByRole('button', { name: 'Open in Lab' });
    this.openInFilters = this.detail.getByRole('button', { name: 'Open in Filters' });
    this.delete = this.detail.getByRole('button', { name: 'Delete' });
    this.confirmDelete = page.getByRole('dialog').getByRole('button', { name: 'Delete' });
    this.epochs = this.detail
      .getByRole('table', { name: 'Metrics of each epoch' })
      .locator('tbody')
      .getByRole('row');
    this.filters = this.detail.getByRole('listbox', { name: /^Filters of run/ });
    this.empty = page.getByRole('heading', { name: 'No runs yet' });
  }

  row(runId: number): Locator {
    return this.rows.filter({
      has: this.page.getByRole('cell', { name: String(runId), exact: true }).first(),
    });
  }

  async tab(name: 'Curves' | 'Settings' | 'Epochs'): Promise<void> {
    await this.detail.getByRole('tab', { name }).click();
  }
}
