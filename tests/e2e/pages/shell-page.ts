/** What every view has around it: rail, header, status bar, messages. */
import type { Locator, Page } from '@playwright/test';

export type ViewName =
  | 'Home'
  | 'Data'
  | 'Lab'
  | 'Filters'
  | 'Convolve'
  | 'Pooling'
  | 'Chain'
  | 'Bench'
  | 'Runs'
  | 'Compare'
  | 'Settings';

export class ShellPage {
  readonly page: Page;
  readonly header: Locator;
  readonly status: Locator;
  /** What computes the run, in the status bar. */
  readonly computing: Locator;
  readonly messages: Locator;
  /** Says why nothing can be changed. */
  readonly readOnly: Locator;
  readonly palette: Locator;

  constructor(page: Page) {
    this.page = page;
    this.header = page.getByRole('banner');
    this.status = page.getByRole('contentinfo', { name: 'Status' });
    this.computing = page.getByTestId('computing');
    this.messages = page.getByRole('status', { name: 'Messages' });
    this.readOnly = page.getByRole('note', { name: 'For reading alone' });
    this.palette = page.getByRole('dialog', { name: 'Commands' });
  }

  async go(view: ViewName): Promise<void> {
    await this.link(view).click();
    await this.view(view).waitFor();
  }

  link(view: ViewName): Locator {
    return this.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view });
  }

  view(view: ViewName): Locator {
    return this.page.getByRole('main', { name: view });
  }
}
