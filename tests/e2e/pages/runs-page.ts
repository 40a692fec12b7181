/** The Runs view: queue, search and filters, the table and the chosen run beside it. */
import type { Locator, Page } from '@playwright/test';

export class RunsPage {
  readonly page: Page;
  readonly table: Locator;
  /** Those in sight; others do not exist. */
  readonly rows: Locator;
  readonly selectedRows: Locator;
  readonly search: Locator;
  readonly states: Locator;
  /** How many runs match and are selected. */
  readonly count: Locator;
  readonly detail: Locator;
  readonly resume: Locator;
  readonly openInLab: Locator;
  readonly openInFilters: Locator;
  readonly repeat: Locator;
  readonly duplicate: Locator;
  readonly moreEpochs: Locator;
  readonly continue: Locator;
  readonly delete: Locator;
  readonly note: Locator;
  readonly newTag: Locator;
  readonly epochs: Locator;
  readonly events: Locator;
  readonly filters: Locator;
  readonly empty: Locator;
  readonly noMatch: Locator;
  readonly clearFilters: Locator;
  readonly pauseAll: Locator;
  readonly resumeAll: Locator;
  readonly parallelRuns: Locator;
  readonly queueWords: Locator;
  readonly openQueue: Locator;
  /** Runs of the opened queue. */
  readonly waiting: Locator;
  readonly startNow: Locator;

  constructor(page: Page) {
    this.page = page;
    const stage = page.getByRole('main', { name: 'Runs' });
    this.table = stage.getByRole('grid', { name: 'Runs' });
    this.rows = this.table.getByRole('rowgroup').getByRole('row');
    this.selectedRows = this.table.getByRole('row', { selected: true });
    this.search = stage.getByRole('textbox', { name: 'Search runs' });
    this.states = stage.getByRole('group', { name: 'States' }).getByRole('button');
    this.count = stage.getByRole('status', { name: 'How many runs' });
    this.detail = page.getByRole('region', { name: 'The chosen run' });
    this.resume = this.detail.getByRole('button', { name: 'Resume' });
    this.openInLab = this.detail.getByRole('button', { name: 'Open in Lab' });
    this.openInFilters = this.detail.getByRole('button', { name: 'Open in Filters' });
    this.repeat = this.detail.getByRole('button', { name: 'Repeat with changes' });
    this.duplicate = this.detail.getByRole('button', { name: 'Duplicate as a new experiment' });
    const more = this.detail.getByRole('form', { name: 'Continue the run' });
    this.moreEpochs = more.getByRole('textbox', { name: 'for how many more epochs' });
    this.continue = more.getByRole('button', { name: 'Continue' });
    this.delete = this.detail.getByRole('button', { name: 'Delete' });
    this.note = this.detail.getByRole('textbox', { name: 'Note' });
    this.newTag = this.detail.getByRole('combobox', { name: 'Add a tag' });
    this.epochs = this.detail
      .getByRole('table', { name: 'Metrics of each epoch' })
      .locator('tbody')
      .getByRole('row');
    this.events = this.detail.getByRole('list', { name: 'What happened to the run' }).getByRole('listitem');
    this.filters = this.detail.getByRole('listbox', { name: /^Filters of run/ });
    this.empty = page.getByRole('heading', { name: 'No runs yet' });
    this.noMatch = page.getByRole('heading', { name: 'No run matches' });
    this.clearFilters = stage.getByRole('button', { name: 'Clear filters' }).first();
    this.pauseAll = stage.getByRole('button', { name: 'Pause all' });
    this.resumeAll = stage.getByRole('button', { name: 'Resume all' });
    this.queueWords = page.getByTestId('queue-words');
    this.openQueue = stage.getByRole('button', { name: /^Queue \d/ });
    this.waiting = page.getByRole('list', { name: 'Runs that wait' }).getByRole('listitem');
    this.startNow = this.detail.getByRole('button', { name: 'Start now' });
    this.parallelRuns = stage.getByRole('textbox', { name: 'At a time' });
  }

  row(runId: number): Locator {
    return this.page.locator(`#run-row-${runId}`);
  }

  /** What can be done with all selected runs. */
  bulk(name: 'Compare' | 'Tag' | 'Pin' | 'Unpin' | 'Archive' | 'Delete' | 'Restore'): Locator {
    return this.page.getByRole('toolbar', { name: 'Selected runs' }).getByRole('button', { name });
  }

  head(title: string): Locator {
    return this.table.getByRole('columnheader', { name: title });
  }

  async sortBy(title: string): Promise<void> {
    await this.head(title).getByRole('button').click();
  }

  async toggleColumn(title: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Columns' }).click();
    await this.page.getByRole('menuitemcheckbox', { name: title, exact: true }).click();
    await this.page.keyboard.press('Escape');
  }

  async filterBy(menu: 'Data set' | 'Tags' | 'Archive', value: RegExp): Promise<void> {
    await this.page.getByRole('button', { name: menu }).click();
    await this.page.getByRole('menuitemcheckbox', { name: value }).click();
    await this.page.keyboard.press('Escape');
  }

  async tab(name: 'Curves' | 'Settings' | 'Epochs' | 'History'): Promise<void> {
    await this.detail.getByRole('tab', { name }).click();
  }
}
