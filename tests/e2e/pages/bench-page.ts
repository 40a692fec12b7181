/** The Bench: setting arms up, the arms side by side, their figures over seeds. */
import type { Locator, Page } from '@playwright/test';

export class BenchPage {
  readonly page: Page;
  readonly form: Locator;
  readonly arms: Locator;
  readonly seeds: Locator;
  readonly plan: Locator;
  readonly train: Locator;
  readonly bar: Locator;
  readonly counts: Locator;
  readonly verdict: Locator;
  readonly grid: Locator;
  readonly figures: Locator;
  readonly benches: Locator;
  readonly setUp: Locator;

  constructor(page: Page) {
    this.page = page;
    this.form = page.getByRole('form', { name: 'Set up a bench' });
    this.arms = this.form.getByRole('table', { name: 'Arms' });
    this.seeds = this.form.getByRole('textbox', { name: 'Seeds', exact: true });
    this.plan = page.getByTestId('bench-plan');
    this.train = this.form.getByRole('button', { name: /^Train \d+ runs?$/ });
    this.bar = page.getByRole('toolbar', { name: 'Bench' });
    this.counts = page.getByTestId('bench-counts');
    this.verdict = page.getByRole('region', { name: 'Verdict' });
    this.grid = page.getByRole('table', { name: 'Runs by arm and seed' });
    this.figures = page.getByRole('table', { name: 'Figures of the arms' });
    this.setUp = page.getByRole('button', { name: 'Set up a bench' });
    this.benches = page.getByRole('list', { name: 'Benches' }).getByRole('button');
  }

  demonstration(name: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^${name}`) });
  }

  button(name: 'Pause all' | 'Resume all' | 'Step all' | 'Stop' | 'Change and repeat'): Locator {
    return this.bar.getByRole('button', { name });
  }

  async look(at: 'Side by side' | 'Over seeds'): Promise<void> {
    await this.bar.getByText(at).click();
  }

  async judgeBy(figure: string): Promise<void> {
    await this.verdict.getByRole('combobox', { name: 'Figure that is judged' }).click();
    await this.page.getByRole('option', { name: figure, exact: true }).click();
  }

  arm(name: string): Locator {
    return this.page.getByRole('article', { name: `Arm ${name}` });
  }

  /** The box of a setting of an arm, both counted from 1. */
  cell(arm: number, column: number): Locator {
    return this.arms.locator(`#arm-${arm - 1}-${column - 1}`);
  }

  /** Numbers of the units that the drawing of an arm crosses out; empty where it crosses none. */
  async crossed(name: string): Promise<string> {
    return (await this.arm(name).getByTestId('thinned').getAttribute('data-crossed')) ?? '';
  }

  figure(arm: string, label: 'train' | 'validation' | 'gap' | 'test'): Locator {
    return this.arm(arm).getByTestId(`kpi-${label}`);
  }

  /** Changes whenever a pixel of the curves does. */
  async curves(name: RegExp): Promise<string> {
    return this.page
      .getByRole('region', { name: 'Curves of all arms' })
      .getByRole('img', { name })
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  }
}
