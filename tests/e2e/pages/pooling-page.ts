/** The Pooling view: the sliding region, the invariance meter, and the pixels of its canvases. */
import type { Locator, Page } from '@playwright/test';

/** Red levels of a canvas, one pixel a number. */
export interface Pixels {
  readonly height: number;
  readonly width: number;
  /** [height, width] in 0…255; equal to the other channels where the map is grey. */
  readonly levels: readonly number[];
}

export class PoolingPage {
  readonly page: Page;
  readonly stage: Locator;
  readonly settings: Locator;
  readonly place: Locator;
  readonly animation: Locator;
  readonly region: Locator;
  readonly maximum: Locator;
  readonly veil: Locator;
  readonly numbers: Locator;
  readonly side: Locator;
  readonly filledFormula: Locator;
  readonly handle: Locator;
  readonly seenOne: Locator;
  readonly seenMany: Locator;
  readonly charts: Locator;
  readonly legend: Locator;

  constructor(page: Page) {
    this.page = page;
    this.stage = page.getByRole('main', { name: 'Pooling' });
    this.settings = page.getByRole('form', { name: 'Settings of pooling' });
    this.place = page.getByTestId('place');
    this.animation = this.stage.getByRole('toolbar', { name: 'Animation' });
    this.region = page.getByTestId('region');
    this.maximum = page.getByTestId('maximum');
    this.veil = page.getByTestId('map-veil');
    this.side = page.getByRole('region', { name: 'Numbers of the region' });
    this.numbers = this.side.getByRole('img', { name: /^Numbers under the region/ });
    this.filledFormula = page.getByTestId('filled-formula');
    this.handle = this.stage.getByRole('application', { name: /^Move the picture/ });
    this.seenOne = page.getByTestId('seen-one');
    this.seenMany = page.getByTestId('seen-many');
    this.charts = this.stage.getByRole('img', { name: /^Relative change of the features/ });
    this.legend = this.stage.getByRole('list', { name: 'Legend' });
  }

  /** The stage of the sliding region, which takes the arrow keys. */
  get slider(): Locator {
    return this.stage.getByRole('application', { name: /^Arrow keys move the region/ });
  }

  async part(name: 'Regions' | 'Invariance meter'): Promise<void> {
    await this.stage.getByRole('group', { name: 'What is shown' }).getByText(name, { exact: true }).click();
  }

  field(label: string): Locator {
    return this.settings.getByLabel(label);
  }

  async choose(label: string, option: string | RegExp): Promise<void> {
    await this.settings.getByRole('combobox', { name: label }).click();
    const name = typeof option === 'string' ? new RegExp(`^${option}`) : option;
    await this.page.getByRole('option', { name }).click();
  }

  async kind(name: 'max' | 'mean'): Promise<void> {
    await this.settings.getByRole('group', { name: 'Kind' }).getByText(name, { exact: true }).click();
  }

  picture(label: string): Locator {
    return this.stage.getByRole('img', { name: label, exact: true });
  }

  async pixels(label: string): Promise<Pixels> {
    return this.picture(label).evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { width, height } = canvas;
      const data = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
      return { height, width, levels: Array.from({ length: width * height }, (_, at) => data[at * 4] ?? 0) };
    });
  }
}
