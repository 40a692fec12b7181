/** A kernel slides over a picture, and a learned layer over a whole one: by pixels, by numbers, by keyboard. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { seriousFindings } from '../fixtures/accessibility';
import { dropFiles } from '../fixtures/drop-files';
import { expect, test } from '../fixtures/launch';
import { ConvolutionPage, type CanvasPixels } from '../pages/convolution-page';
import { HomePage } from '../pages/home-page';
import { LabPage } from '../pages/lab-page';
import { SettingsPage } from '../pages/settings-page';
import { ShellPage } from '../pages/shell-page';
import type { RunningLab } from '../fixtures/running-lab';

const side = 12;
/** The bright square reaches from here to there, in both directions. */
const [from, to] = [4, 8];

/** Black, with a white square in the middle. */
async function square(folder: string): Promise<string> {
  const pixels = Buffer.alloc(side * side);
  for (let y = from; y < to; y += 1) pixels.fill(255, y * side + from, y * side + to);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'square.png');
  const raw = { width: side, height: side, channels: 1 as const };
  await sharp(pixels, { raw }).toColourspace('b-w').png().toFile(file);
  return file;
}

async function open(lab: RunningLab): Promise<ConvolutionPage> {
  await new ShellPage(lab.page).go('Convolve');
  const view = new ConvolutionPage(lab.page);
  await expect(view.about).toContainText('×');
  return view;
}

async function openSquare(lab: RunningLab, folder: string): Promise<ConvolutionPage> {
  const view = await open(lab);
  await dropFiles(lab.page, view.settings.getByRole('listbox', { name: /^Pictures of/ }), [
    await square(folder),
  ]);
  await expect(view.about).toContainText('square.png');
  await expect.poll(async () => (await view.pixels('map')).width).toBe(side - 2);
  return view;
}

function at({ width, rgba }: CanvasPixels, x: number, y: number): readonly number[] {
  return rgba.slice((y * width + x) * 4, (y * width + x) * 4 + 3);
}

test('the identity gives the picture back, pixel by pixel', async ({ lab }, info) => {
  const view = await openSquare(lab, info.outputPath('in'));
  await view.choose('Kernel', 'Identity');
  await view.choose('Padding', 'same size');
  await expect.poll(async () => (await view.pixels('map')).width).toBe(side);
  await expect.poll(async () => view.pixels('map')).toEqual(await view.pixels('picture'));
  expect(at(await view.pixels('map'), from, from)).toEqual([255, 255, 255]);
  expect(at(await view.pixels('map'), 0, 0)).toEqual([0, 0, 0]);
});

test('the edge kernel is silent on even ground, and has a sign on either side of an edge', async ({
  lab,
}, info) => {
  const view = await openSquare(lab, info.outputPath('in'));
  const map = await view.pixels('map');
  // The map begins one pixel further in. Zero is the middle of the colours.
  const zero = [0xf5, 0xf3, 0xee];
  expect(at(map, 0, 0)).toEqual(zero);
  expect(at(map, from, from)).toEqual(zero);
  const [redIn = 0, , blueIn = 0] = at(map, from - 1, from - 1);
  expect(redIn).toBeGreaterThan(blueIn + 60);
  const [redOut = 0, , blueOut = 0] = at(map, from - 2, from);
  expect(blueOut).toBeGreaterThan(redOut + 60);

  // The corner of the square: itself and three bright neighbours, 8 − 3 = 5.
  await view.stage
    .getByTestId('map')
    .locator('canvas')
    .click({ position: await cellOf(view, from - 1, from - 1) });
  await expect(view.place).toHaveText(`x = ${from - 1}, y = ${from - 1}`);
  await expect(view.sum).toHaveText('5');
  await expect(view.filled).toContainText('5');
});

/** Where on the map's canvas a cell lies, in CSS pixels. */
async function cellOf(view: ConvolutionPage, x: number, y: number): Promise<{ x: number; y: number }> {
  const box = await view.stage.getByTestId('map').locator('canvas').boundingBox();
  const cell = (box?.width ?? 0) / (side - 2);
  return { x: (x + 0.5) * cell, y: (y + 0.5) * cell };
}

test('the window slides, the map grows, and every step can be taken by hand', async ({ lab }, info) => {
  const view = await openSquare(lab, info.outputPath('in'));
  const { keyboard } = lab.page;
  await expect(view.veil).toHaveCount(0);

  await view.stage.getByRole('button', { name: 'Play' }).click();
  await expect(view.veil).toBeVisible();
  await expect.poll(async () => view.place.innerText()).not.toBe('x = 0, y = 0');
  await view.stage.getByRole('button', { name: 'Pause' }).click();
  const paused = await view.place.innerText();

  await keyboard.press('s');
  await expect(view.place).not.toHaveText(paused);
  await view.stage.getByRole('button', { name: 'One cell back' }).click();
  await expect(view.place).toHaveText(paused);

  await view.slider.focus();
  await keyboard.press('End');
  await expect(view.place).toHaveText(`x = ${side - 3}, y = ${side - 3}`);
  await keyboard.press('Home');
  await expect(view.place).toHaveText('x = 0, y = 0');
  const before = await view.windowMark.boundingBox();
  await keyboard.press('ArrowRight');
  const after = await view.windowMark.boundingBox();
  expect(after?.x).toBeGreaterThan(before?.x ?? 0);

  // At full speed it comes to the end by itself and stops there.
  await lab.page.getByRole('combobox', { name: 'Speed' }).click();
  await lab.page.getByRole('option', { name: '2500 cells/s' }).click();
  await view.stage.getByRole('button', { name: 'Play' }).click();
  await expect(view.place).toHaveText(`x = ${side - 3}, y = ${side - 3}`);
  await expect(view.stage.getByRole('button', { name: 'Play' })).toBeVisible();
});

test('everything goes by keyboard: cells of the map, numbers of the kernel, pictures', async ({
  lab,
}, info) => {
  const view = await openSquare(lab, info.outputPath('in'));
  const { keyboard } = lab.page;
  await view.cells.focus();
  await keyboard.press('Home');
  const start = await view.place.innerText();
  await keyboard.press('ArrowRight');
  await keyboard.press('ArrowDown');
  await expect(view.place).not.toHaveText(start);

  await view.kernelCell(1, 1).focus();
  for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft']) await keyboard.press(key);
  await expect(view.kernelCell(2, 1)).toBeFocused();
  await keyboard.type('1/4');
  await expect(view.settings.getByRole('combobox', { name: 'Kernel', exact: true })).toHaveText('Your own');
  await keyboard.press('Enter');
  await expect(view.kernelCell(3, 1)).toBeFocused();
  await expect(view.kernelCell(2, 1)).toHaveValue('.25');

  // Tab leads to one cell of the kernel and on, not through all of them.
  await keyboard.press('Tab');
  await expect(view.settings.getByLabel('Side', { exact: true })).toBeFocused();
  await view.settings.getByLabel('Side', { exact: true }).fill('5');
  await expect(view.kernelCell(5, 5)).toBeVisible();
  await expect(view.kernelCell(3, 2)).toHaveValue('.25');

  const pictures = view.settings.getByRole('listbox', { name: /^Pictures of/ });
  await pictures.focus();
  await keyboard.press('ArrowRight');
  await expect(view.about).not.toContainText('square.png');
});

test('stride, dilation and the true convolution change the map and the formula', async ({ lab }, info) => {
  const view = await openSquare(lab, info.outputPath('in'));
  await view.choose('Kernel', 'Sobel x');
  const straight = await view.pixels('map');
  await view.choose('Formula', 'true convolution');
  // Turned by 180°, the signs of this kernel change.
  await expect
    .poll(async () => at(await view.pixels('map'), from - 2, from))
    .toEqual(at(straight, to - 2, from));
  await expect(view.formula).toContainText('2');
  await view.settings.getByLabel(/^Stride/).fill('2');
  await expect.poll(async () => (await view.pixels('map')).width).toBe(Math.floor((side - 3) / 2) + 1);
  await view.settings.getByLabel(/^Dilation/).fill('2');
  await expect.poll(async () => (await view.pixels('map')).width).toBe(Math.floor((side - 5) / 2) + 1);
  await view.settings.getByLabel(/^Dilation/).fill('9');
  await expect(view.alert).toContainText('at least');
  await view.settings.getByLabel(/^Dilation/).fill('1');
  await expect(view.alert).toHaveCount(0);
});

test('a file that is no picture says so, and the view goes on', async ({ lab }, info) => {
  const view = await open(lab);
  mkdirSync(info.outputPath('in'), { recursive: true });
  const letter = info.outputPath('in', 'letter.png');
  writeFileSync(letter, 'Dear reader');
  const shown = await view.pixels('picture');
  await dropFiles(lab.page, view.settings.getByRole('listbox', { name: /^Pictures of/ }), [letter]);
  await expect(view.settings.getByRole('alert')).toContainText('cannot be shown: not a picture (text)');
  expect(await view.pixels('picture')).toEqual(shown);
});

test('a learned layer slides over a large picture, and one of its filters goes on as the kernel', async ({
  lab,
}, info) => {
  await new HomePage(lab.page).learnEdges.click();
  const shell = new ShellPage(lab.page);
  await expect(shell.status).toContainText(/epoch ([3-9]|\d\d)\//);
  await new LabPage(lab.page).button('Stop').click();
  await expect(shell.header).toContainText('Stopped');

  const view = await openSquare(lab, info.outputPath('in'));
  await view.part('Whole layer').click();
  await expect(view.layerText).toContainText(`100 maps of ${side - 9}×${side - 9}`);
  await view.choose('From', 'dead-leaves');
  await view.settings.getByRole('listbox', { name: /^Pictures of dead-leaves/ }).focus();
  await lab.page.keyboard.press('ArrowRight');
  await expect(view.layerText).toContainText('100 maps of 503×503');
  await expect(view.settings).toContainText('its own mean is removed');

  // The strongest unit comes first, and the place of its maximum is named.
  await view.maps.focus();
  await lab.page.keyboard.press('Home');
  const strongest = await largestOf(view);
  await lab.page.keyboard.press('ArrowRight');
  expect(await largestOf(view)).toBeLessThanOrEqual(strongest);
  await expect(view.maximumPlace).toHaveText(/x = \d+, y = \d+/);
  expect(await seriousFindings(lab.page)).toEqual([]);

  await lab.page.getByRole('button', { name: 'Slide this filter' }).click();
  await expect(view.settings).toContainText(/Unit \d+ of run 1/);
  await expect(view.kernelCell(10, 10)).toBeVisible();
  await expect.poll(async () => (await view.pixels('map')).width).toBe(503);
});

async function largestOf(view: ConvolutionPage): Promise<number> {
  const label = (await view.chosenMap.getAttribute('aria-label')) ?? '';
  return Number(/largest ([\d.]+)/.exec(label)?.[1]);
}

for (const theme of ['dark', 'light'] as const) {
  test(`nobody is shut out in the ${theme} theme`, async ({ lab }) => {
    await new ShellPage(lab.page).go('Settings');
    await new SettingsPage(lab.page).theme(theme).click();
    const view = await open(lab);
    await expect(view.sum).toBeVisible();
    expect(await seriousFindings(lab.page)).toEqual([]);
  });
}
