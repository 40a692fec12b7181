/** The Convolution view: picture, kernel, the sliding window, the numbers of a cell, a whole layer. */
import type { Locator, Page } from '@playwright/test';

export interface CanvasPixels {
  readonly width: number;
  readonly height: number;
  /** [height, width, 4], 0…255. */
  readonly rgba: readonly number[];
}

export class ConvolutionPage {
  readonly page: Page;
  readonly stage: Locator;
  readonly settings: Locator;
  readonly about: Locator;
  readonly cells: Locator;
  readonly place: Locator;
  readonly sum: Locator;
  readonly filled: Locator;
  readonly formula: Locator;
  readonly veil: Locator;
  readonly windowMark: Locator;
  readonly slider: Locator;
  readonly alert: Locator;
  readonly layerText: Locator;
  readonly maps: Locator;
  readonly chosenMap: Locator;
  readonly maximumPlace: Locator;

  constructor(page: Page) {
    this.page = page;
    this.stage = page.getByRole('main', { name: 'Convolve' });
    this.settings = page.getByRole('form', { name: 'Settings of the convolution' });
    this.about = page.getByTestId('picture-about');
    this.cells = this.stage.getByRole('application');
    this.place = page.getByTestId('cell-place');
    this.sum = page.getByTestId('sum');
    this.filled = page.getByTestId('filled-formula');
    this.formula = page.getByTestId('formula');
    this.veil = page.getByTestId('map-veil');
    this.windowMark = page.getByTestId('window-mark');
    this.slider = this.stage.getByRole('slider', { name: 'Which cell is shown' });
    this.alert = this.stage.getByRole('alert');
    this.layerText = page.getByTestId('layer-text');
    this.maps = this.stage.getByRole('listbox', { name: /^Maps of/ });
    this.chosenMap = this.maps.getByRole('option');
    this.maximumPlace = page.getByTestId('maximum-place');
  }

  async choose(label: string, option: string): Promise<void> {
    await this.settings.getByRole('combobox', { name: label, exact: true }).click();
    await this.page.getByRole('option', { name: option }).click();
  }

  kernelCell(row: number, column: number): Locator {
    return this.settings.getByLabel(`Row ${row}, column ${column}`, { exact: true });
  }

  part(name: 'One kernel' | 'Whole layer'): Locator {
    return this.stage.getByRole('group', { name: 'What slides' }).getByText(name);
  }

  /** Every pixel of a canvas as it was painted, one a number of the picture. */
  pixels(which: 'picture' | 'map'): Promise<CanvasPixels> {
    return this.page
      .getByTestId(which)
      .locator('canvas')
      .evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const { width, height } = canvas;
        const data = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
        return { width, height, rgba: [...data] };
      });
  }
}
