/** The Chain view: the picture, the cell in hand, the stages with their maps and formulas, the classes. */
import type { Locator, Page } from '@playwright/test';

export class ChainPage {
  readonly page: Page;
  readonly stage: Locator;
  readonly settings: Locator;
  readonly pictures: Locator;
  readonly about: Locator;
  readonly trainRecipe: Locator;
  readonly chain: Locator;
  readonly picture: Locator;
  readonly field: Locator;
  readonly inHand: Locator;
  readonly sentence: Locator;
  readonly features: Locator;
  readonly convolved: Locator;
  readonly pooled: Locator;
  readonly classes: Locator;

  constructor(page: Page) {
    this.page = page;
    this.stage = page.getByRole('main', { name: 'Chain' });
    this.settings = page.getByRole('form', { name: 'Network and picture' });
    this.pictures = this.settings.getByRole('listbox', { name: /^Pictures of/ });
    this.about = page.getByTestId('picture-about');
    this.trainRecipe = this.stage.getByRole('button', { name: 'Train the recipe' });
    this.chain = page.getByTestId('chain');
    this.picture = this.stage.getByRole('application');
    this.field = page.getByTestId('receptive-field');
    this.inHand = this.stage.getByRole('region', { name: 'The cell in hand' });
    this.sentence = page.getByTestId('cell-sentence');
    this.features = this.stage.getByRole('listbox', { name: 'Features' });
    this.convolved = this.stage.getByRole('listbox', { name: /^Convolve/ });
    this.pooled = this.stage.getByRole('listbox', { name: /^Pool/ });
    this.classes = this.stage.getByRole('listbox', { name: 'Classes and their probabilities' });
  }

  tool(name: 'look' | 'drag' | 'draw' | 'erase'): Locator {
    return this.settings
      .getByRole('group', { name: 'What the pointer does' })
      .getByText(name, { exact: true });
  }

  button(name: 'Clear' | 'Reset' | 'Next picture'): Locator {
    return this.settings.getByRole('button', { name, exact: true });
  }

  /** Probability of each class as it is shown. */
  async shares(): Promise<number[]> {
    const rows = await this.classes.getByRole('option').all();
    return Promise.all(rows.map(async (row) => Number(await row.getAttribute('data-share'))));
  }

  /** How many pixels of the frames over a stage's maps are painted. */
  marked(maps: Locator): Promise<number> {
    return maps
      .locator('canvas')
      .nth(1)
      .evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const image = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
        return (image?.data ?? []).filter((value, at) => at % 4 === 3 && value > 0).length;
      });
  }
}
