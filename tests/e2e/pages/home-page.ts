/** The first window: three doors and the runs of before. */
import type { Locator, Page } from '@playwright/test';

export class HomePage {
  readonly learnEdges: Locator;
  readonly dropFolder: Locator;
  readonly openDataSet: Locator;
  readonly recentRuns: Locator;

  constructor(page: Page) {
    const home = page.getByRole('main', { name: 'Home' });
    this.learnEdges = home.getByRole('button', { name: 'Learn edges' });
    this.dropFolder = home.getByRole('button', { name: 'Drop a folder' });
    this.openDataSet = home.getByRole('button', { name: 'Open a data set' });
    this.recentRuns = home.getByRole('region', { name: 'Recent runs' }).getByRole('link');
  }
}
