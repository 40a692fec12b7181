/** Maps side by side are painted exactly, pixel by pixel. */
import { expect, it } from 'vitest';
import { greyMap } from '../../shared/canvas/paint-picture';
import { paintMaps } from './paint-maps';

const black = 0xff000000;
const white = 0xffffffff;
const line = 7;

it('makes every number a square, and keeps the lines between the maps', () => {
  // Two maps of 1×2 under each other, and a place that stays empty beside the third.
  const picture = { height: 1, width: 2, channels: 3, values: [0, 1, 0, 1, 0, 1] };
  const layout = { columns: 2, rows: 2, scale: 2, gapPx: 1, widthPx: 11, heightPx: 7 };
  const pixels = new Uint32Array(layout.widthPx * layout.heightPx).fill(line);
  paintMaps(pixels, layout, picture, 'grey', [0, 1], greyMap());
  const row = (y: number): number[] => [...pixels.subarray(y * 11, (y + 1) * 11)];
  const maps = [line, black, black, white, white, line, white, white, black, black, line];
  const last = [line, black, black, white, white, ...Array<number>(6).fill(line)];
  const between = Array<number>(11).fill(line);
  expect([0, 1, 2, 3, 4, 5, 6].map(row)).toEqual([between, maps, maps, between, last, last, between]);
});
