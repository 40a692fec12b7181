/** Pictures of numbers are painted exactly: ends, middle and clipping of every map. */
import { describe, expect, it } from 'vitest';
import { interpolateStops, mapSize } from './diverging-map';
import { greyMap, paintPicture, rangeOf } from './paint-picture';

const black = 0xff000000;
const white = 0xffffffff;
const stops = interpolateStops([
  [0, 0, 255],
  [255, 255, 255],
  [255, 0, 0],
]);

function painted(
  values: readonly number[],
  channels: number,
  map: Parameters<typeof paintPicture>[2],
  range: readonly [number, number],
  colors: Uint32Array,
): number[] {
  const pixels = new Uint32Array(values.length / channels);
  paintPicture(pixels, { height: 1, width: pixels.length, channels, values }, map, range, colors);
  return [...pixels];
}

describe('paintPicture', () => {
  it('paints grey from one end of the range to the other and clips what lies outside', () => {
    const [below, from, to, above] = painted([-1, 0.5, 2, 9], 1, 'grey', [0.5, 2], greyMap());
    expect([below, from, to, above]).toEqual([black, black, white, white]);
  });

  it('centres weights on zero, whichever end of the range is larger', () => {
    const pixels = painted([-4, 0, 4], 1, 'diverging', [-1, 4], stops);
    expect(pixels).toEqual([stops[0], stops[(mapSize - 1) / 2], stops[mapSize - 1]]);
  });

  it('takes three channels as red, green and blue', () => {
    expect(painted([1, 0, 0, 0, 0, 1], 3, 'grey', [0, 1], greyMap())).toEqual([0xff0000ff, 0xffff0000]);
  });

  it('paints some pixels of a picture and leaves the others', () => {
    const pixels = new Uint32Array(4);
    const grey = { height: 2, width: 2, channels: 1, values: [0, 1, 0, 1] };
    paintPicture(pixels, grey, 'grey', [0, 1], greyMap(), [1, 3]);
    expect([...pixels]).toEqual([0, white, black, 0]);
    const colours = { height: 1, width: 3, channels: 3, values: [1, 1, 1, 0, 0, 1, 1, 1, 1] };
    pixels.fill(0);
    paintPicture(pixels, colours, 'grey', [0, 1], greyMap(), [1, 2]);
    expect([...pixels]).toEqual([0, 0xffff0000, 0, 0]);
  });

  it('paints a flat picture as the lower end', () => {
    expect(painted([3, 3], 1, 'intensity', [3, 3], stops)).toEqual([stops[0], stops[0]]);
  });
});

describe('rangeOf', () => {
  it('finds the ends', () => {
    expect(rangeOf([2, -1, 7])).toEqual([-1, 7]);
    expect(rangeOf([])).toEqual([0, 0]);
  });
});
