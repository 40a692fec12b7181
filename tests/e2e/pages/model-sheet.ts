/** The sheet of a model or bundle from elsewhere: what is inside, its name and data set, and the way to its run. */
import type { Locator, Page } from '@playwright/test';

export class ModelSheet {
  readonly dialog: Locator;
  readonly layers: Locator;
  readonly name: Locator;
  readonly dataset: Locator;
  readonly notes: Locator;
  readonly open: Locator;

  constructor(page: Page) {
    this.dialog = page.getByRole('dialog', { name: /^Open a (model|bundle)$/ });
    this.layers = this.dialog.getByRole('list', { name: 'Layers' }).getByRole('listitem');
    this.name = this.dialog.getByRole('textbox', { name: 'Name' });
    this.dataset = this.dialog.getByRole('combobox', { name: 'Data set' });
    this.notes = this.dialog.getByRole('region', { name: 'Notes' });
    this.open = this.dialog.getByRole('button', { name: 'Open as a run' });
  }

  fact(label: 'input' | 'layers' | 'parameters' | 'classes'): Locator {
    return this.dialog.getByTestId(`kpi-${label}`);
  }
}
