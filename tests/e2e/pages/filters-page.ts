/** The Filters view: run and layer pickers, the tabs, the grid, health, and the dialog of one unit. */
import type { Locator, Page } from '@playwright/test';

export interface CanvasColors {
  /** Parts of the pixels that are clearly blue, clearly orange, and nearly white. */
  readonly blue: number;
  readonly orange: number;
  readonly white: number;
  /** Different colours. */
  readonly distinct: number;
}

export class FiltersPage {
  readonly page: Page;
  readonly stage: Locator;
  readonly panel: Locator;
  readonly side: Locator;
  readonly grid: Locator;
  readonly chosenUnit: Locator;
  readonly readout: Locator;
  readonly units: Locator;
  readonly rows: Locator;
  readonly askedEpoch: Locator;
  readonly layers: Locator;
  readonly dialog: Locator;

  constructor(page: Page) {
    this.page = page;
    this.stage = page.getByRole('main', { name: 'Filters' });
    this.panel = page.getByRole('complementary', { name: 'What is looked at' });
    this.side = page.getByRole('region', { name: 'Numbers' });
    this.grid = this.stage.getByRole('listbox');
    this.chosenUnit = this.grid.getByRole('option');
    this.readout = page.getByTestId('unit-readout');
    this.units = this.stage.getByRole('grid', { name: 'Units of the layer' });
    this.rows = this.units.getByRole('rowgroup').getByRole('row');
    this.askedEpoch = page.getByTestId('asked-epoch');
    this.layers = this.panel.getByRole('radiogroup', { name: 'Layer' }).getByRole('radio');
    this.dialog = page.getByRole('dialog', { name: /^(Unit|Filter) \d+$/ });
  }

  async tab(name: 'Filters' | 'Health'): Promise<void> {
    await this.stage.getByRole('tab', { name }).click();
  }

  chip(mark: 'gabor' | 'dead' | 'saturated' | 'duplicate' | 'noisy'): Locator {
    return this.side.getByTestId(`health-${mark}`);
  }

  async sortBy(sort: 'unit' | 'norm' | 'activity' | 'orientation' | 'similarity'): Promise<void> {
    await this.stage.getByRole('combobox', { name: 'Sort the units by' }).click();
    await this.page.getByRole('option', { name: new RegExp(`^${sort}`) }).click();
  }

  async scale(scale: 'per unit' | 'common'): Promise<void> {
    await this.stage
      .getByRole('group', { name: 'Scale of the filters' })
      .getByText(scale, { exact: true })
      .click();
  }

  /** Changes whenever a pixel of the pictures changes. */
  pixels(): Promise<string> {
    return this.grid
      .locator('canvas')
      .first()
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  }

  colors(canvas: Locator = this.grid.locator('canvas').first()): Promise<CanvasColors> {
    return canvas.evaluate((element) => {
      const { width, height } = element as HTMLCanvasElement;
      const context = (element as HTMLCanvasElement).getContext('2d');
      const data = context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
      const seen = new Set<number>();
      const counts = { blue: 0, orange: 0, white: 0 };
      for (let at = 0; at < data.length; at += 4) {
        const [red, green, blue] = data.subarray(at, at + 3);
        seen.add((red << 16) | (green << 8) | blue);
        if (blue > red + 40) counts.blue += 1;
        else if (red > blue + 40) counts.orange += 1;
        else if (Math.min(red, green, blue) > 225) counts.white += 1;
      }
      const all = width * height;
      return {
        blue: counts.blue / all,
        orange: counts.orange / all,
        white: counts.white / all,
        distinct: seen.size,
      };
    });
  }

  /** A card of the unit's dialog. */
  card(title: string): Locator {
    return this.dialog.getByRole('region', { name: title });
  }

  /** Mean distance of the colours of two canvases of the same numbers of pixels, in 0…255. */
  async distance(first: Locator, second: Locator): Promise<number> {
    const read = (canvas: Locator): Promise<number[]> =>
      canvas.evaluate((element) => {
        const { width, height } = element as HTMLCanvasElement;
        const context = (element as HTMLCanvasElement).getContext('2d');
        return [...(context?.getImageData(0, 0, width, height).data ?? [])];
      });
    const [a, b] = [await read(first), await read(second)];
    if (a.length !== b.length || a.length === 0) throw new Error(`${a.length} and ${b.length} numbers`);
    return a.reduce((sum, value, index) => sum + Math.abs(value - b[index]), 0) / a.length;
  }
}
