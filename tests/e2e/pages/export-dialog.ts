/** The export dialog: formats at the left, what goes in, the verification and the code at the right. */
import type { Locator, Page } from '@playwright/test';

export class ExportDialog {
  readonly page: Page;
  readonly dialog: Locator;
  readonly formats: Locator;
  readonly plan: Locator;
  readonly save: Locator;
  /** Why it cannot be exported. */
  readonly refusal: Locator;
  /** What went wrong with the last one. */
  readonly failure: Locator;
  readonly done: Locator;
  readonly verification: Locator;
  readonly code: Locator;
  readonly copy: Locator;
  readonly showInFolder: Locator;

  constructor(page: Page) {
    this.page = page;
    this.dialog = page.getByRole('dialog', { name: 'Export' });
    this.formats = this.dialog.getByRole('radiogroup', { name: 'Format' }).getByRole('radio');
    this.plan = this.dialog.getByRole('region', { name: 'What is exported' });
    this.save = this.plan.getByRole('button', { name: 'Save' });
    this.refusal = this.plan.getByRole('note');
    this.failure = this.plan.getByRole('alert');
    this.done = this.dialog.getByRole('region', { name: 'What was exported' });
    this.verification = this.done.getByRole('region', { name: 'Verification' });
    this.code = this.done.getByLabel(/code$/);
    this.copy = this.done.getByRole('button', { name: 'Copy' });
    this.showInFolder = this.done.getByRole('button', { name: 'Show in folder' });
  }

  format(title: string): Locator {
    return this.formats.filter({ hasText: title });
  }

  /** A number of the verification. */
  number(label: 'samples' | 'largest |Δ|' | 'relative' | 'same class'): Locator {
    return this.verification.getByTestId(`kpi-${label}`);
  }

  language(name: 'Python' | 'JavaScript'): Locator {
    return this.done.getByRole('group', { name: 'Language' }).getByText(name);
  }
}
