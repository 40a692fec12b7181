/** The Compare view: the panel with its runs, the charts, the time machine, the settings that differ. */
import { createHash } from 'node:crypto';
import type { Locator, Page } from '@playwright/test';

export class ComparePage {
  readonly page: Page;
  readonly stage: Locator;
  readonly panel: Locator;
  readonly compared: Locator;
  readonly charts: Locator;
  /** The values at the crosshair, one box for each chart that it crosses. */
  readonly readouts: Locator;
  readonly numbers: Locator;
  readonly caution: Locator;
  readonly differences: Locator;
  readonly settings: Locator;
  readonly moment: Locator;
  readonly slider: Locator;
  readonly dialog: Locator;

  constructor(page: Page) {
    this.page = page;
    this.stage = page.getByRole('main', { name: 'Compare' });
    this.panel = page.getByRole('complementary', { name: 'Runs to compare' });
    this.compared = page.getByTestId('compared-run');
    this.charts = this.stage.getByRole('group', { name: /^Chart of/ });
    this.readouts = page.getByTestId('chart-readout');
    this.numbers = this.stage.getByRole('region', { name: 'Table of final numbers' });
    this.caution = page.getByTestId('caution');
    this.differences = page.getByTestId('differences');
    this.settings = this.stage.getByRole('table', { name: 'Settings that differ' });
    this.moment = page.getByTestId('moment');
    this.slider = this.stage.getByRole('slider', { name: 'Which epoch is shown' });
    this.dialog = page.getByRole('dialog', { name: 'Export the filters through time' });
  }

  part(name: 'Curves' | 'Filters' | 'Confusion' | 'Settings'): Locator {
    return this.stage.getByRole('group', { name: 'What is compared' }).getByText(name, { exact: true });
  }

  async add(runId: number): Promise<void> {
    const found = this.panel.getByRole('region', { name: 'Add runs' }).getByRole('button');
    await found.filter({ hasText: new RegExp(`^${runId} `) }).click();
  }

  filters(runId: number): Locator {
    return this.stage.getByRole('region', { name: `Filters of run ${runId}` });
  }

  /** Changes whenever a pixel of the first canvas in a place changes. */
  async pixels(place: Locator): Promise<string> {
    const url = await place
      .locator('canvas')
      .first()
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    return createHash('sha256').update(url).digest('hex');
  }

  async chooseInMenu(chart: Locator, entry: RegExp): Promise<void> {
    await chart.getByRole('button', { name: 'Chart menu' }).click();
    await this.page.getByRole('menuitem', { name: entry }).click();
  }
}
