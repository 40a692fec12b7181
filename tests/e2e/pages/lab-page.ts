/** The Lab: settings, the run's buttons, the filter grid, the numbers. */
import { createHash } from 'node:crypto';
import type { Locator, Page } from '@playwright/test';

export interface BatchPlace {
  readonly epoch: number;
  readonly batch: number;
  readonly batchesPerEpoch: number;
}

export class LabPage {
  readonly page: Page;
  readonly stage: Locator;
  readonly settings: Locator;
  readonly filters: Locator;
  readonly chosenUnit: Locator;
  readonly unitReadout: Locator;
  readonly unitDialog: Locator;
  readonly epochSlider: Locator;
  readonly epochReadout: Locator;
  readonly showNow: Locator;
  readonly showFinal: Locator;
  readonly layers: Locator;
  readonly gradientCheck: Locator;

  constructor(page: Page) {
    this.page = page;
    this.stage = page.getByRole('main', { name: 'Lab' });
    this.settings = page.getByRole('form', { name: 'Settings of the run' });
    this.filters = this.stage.getByRole('listbox', { name: /^Learned filters/ });
    this.chosenUnit = this.filters.getByRole('option');
    this.unitReadout = page.getByTestId('unit-readout');
    this.unitDialog = page.getByRole('dialog', { name: /^Unit \d+$/ });
    this.epochSlider = this.stage.getByRole('slider', { name: 'Epoch of the filters shown' });
    this.epochReadout = page.getByTestId('epoch-readout');
    this.layers = this.settings.getByRole('group', { name: 'Layers' });
    this.gradientCheck = page.getByRole('dialog', { name: 'Gradient check' });
    this.showFinal = this.stage.getByRole('button', { name: 'final' });
    this.showNow = this.stage.getByRole('button', { name: 'now' });
  }

  button(name: 'Start' | 'Pause' | 'Resume' | 'Step' | 'Stop' | 'New run'): Locator {
    return this.stage.getByRole('toolbar', { name: 'Run' }).getByRole('button', { name });
  }

  field(label: string): Locator {
    return this.settings.getByLabel(label);
  }

  async choose(label: string, option: string): Promise<void> {
    await this.settings.getByRole('combobox', { name: label }).click();
    await this.page.getByRole('option', { name: option }).click();
  }

  /** A row of the list of layers, by its place from 1. */
  layer(place: number): Locator {
    return this.layers.getByRole('button').nth(place - 1);
  }

  async addLayer(word: string): Promise<void> {
    await this.settings.getByRole('button', { name: 'Add layer' }).click();
    await this.page.getByRole('menu', { name: 'Add layer' }).getByText(word, { exact: true }).click();
  }

  async openMore(section: 'Objective' | 'Training'): Promise<void> {
    await this.settings.getByRole('button', { name: `More settings: ${section}` }).click();
  }

  kpi(label: 'train J' | 'validation J' | 'accuracy' | 'samples/s'): Locator {
    return this.page.getByTestId(`kpi-${label}`);
  }

  /** The minibatch the run stands at, from the line under the filters. */
  async place(): Promise<BatchPlace> {
    const text = await this.epochReadout.innerText();
    const match = /epoch (\d+), batch (\d+)\/(\d+)/.exec(text);
    if (match === null) throw new Error(`No minibatch in “${text}”`);
    const [, epoch, batch, batchesPerEpoch] = match;
    return { epoch: Number(epoch), batch: Number(batch), batchesPerEpoch: Number(batchesPerEpoch) };
  }

  /** Changes whenever a pixel of the filter canvas changes. */
  async filterPixels(): Promise<string> {
    const url = await this.filters
      .locator('canvas')
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    return createHash('sha256').update(url).digest('hex');
  }

  /** Points at a unit of a grid, counted from its top left corner in parts of its size. */
  async pointAt(across: number, down: number): Promise<void> {
    const box = await this.filters.boundingBox();
    if (box === null) throw new Error('No filters on the stage');
    await this.page.mouse.move(box.x + box.width * across, box.y + box.height * down);
  }
}
