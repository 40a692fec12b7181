/** The tabs of the Filters view that show what a trained network makes of its samples. */
import type { Locator, Page } from '@playwright/test';

export class InspectionPage {
  readonly page: Page;
  readonly reconstructions: Locator;
  readonly predictions: Locator;
  readonly matrix: Locator;
  readonly map: Locator;
  /** The canvas of the points takes the pointer. */
  readonly mapPoints: Locator;
  readonly mapNote: Locator;
  readonly legend: Locator;
  readonly chosen: Locator;

  constructor(page: Page) {
    const view = page.getByRole('main', { name: 'Filters' });
    this.page = page;
    this.reconstructions = view.getByRole('region', { name: 'Reconstructions' });
    this.predictions = view.getByRole('region', { name: 'Predictions' });
    this.matrix = this.predictions.getByRole('grid', { name: 'Confusion matrix' });
    this.map = view.getByRole('region', { name: 'Map of activations' });
    this.mapPoints = this.map.getByTestId('map-points');
    this.mapNote = this.map.getByTestId('map-note');
    this.legend = this.map.getByRole('group', { name: /^Classes/ });
    this.chosen = this.map.getByRole('region', { name: 'Chosen pictures' });
  }

  async tab(name: 'Reconstructions' | 'Predictions' | 'Map'): Promise<void> {
    await this.page.getByRole('tab', { name, exact: true }).click();
  }

  /** A cell by its place in the matrix, both from 0. */
  cell(actual: number, predicted: number): Locator {
    return this.matrix
      .getByRole('row')
      .nth(actual + 1)
      .getByRole('gridcell')
      .nth(predicted);
  }

  /** The cards of a list of pictures. */
  cards(list: Locator): Locator {
    return list.getByRole('figure');
  }
}
