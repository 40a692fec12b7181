/** A picture of numbers to pixels, one pixel a number: grey, intensities, weights, or colour. No DOM, no theme. */
import { mapIndex, mapSize, packRgb } from './diverging-map';
import { intensityIndex } from './intensity-map';

/** Row-major [height, width, channels]. */
export interface NumberPicture {
  readonly height: number;
  readonly width: number;
  /** 1, or 3 for RGB. */
  readonly channels: number;
  readonly values: ArrayLike<number>;
}

/**
 * How numbers become colours. `grey` and `intensity` go from the first number of the range to the second, `diverging`
 * is centred on zero and reaches as far as the larger of the two. Pictures of three channels are RGB in every map.
 */
export type PictureMap = 'grey' | 'intensity' | 'diverging';

export type PictureRange = readonly [from: number, to: number];

/** The pixels of plain grey, from black to white. */
export function greyMap(): Uint32Array {
  return Uint32Array.from({ length: mapSize }, (_, index) => {
    const level = (255 * index) / (mapSize - 1);
    return packRgb([level, level, level]);
  });
}

/**
 * Shapes: picture [height, width, channels] → pixels [height, width], packed RGBA. Overwrites `pixels`. Numbers
 * outside the range get the colour of its end.
 * @param colors table of `mapSize` pixels for pictures of one channel
 * @param slice pixels to paint, counted row by row; all where nothing is said
 */
export function paintPicture(
  pixels: Uint32Array,
  picture: NumberPicture,
  map: PictureMap,
  [from, to]: PictureRange,
  colors: Uint32Array,
  [first, end]: readonly [first: number, end: number] = [0, picture.height * picture.width],
): void {
  const { channels, values } = picture;
  if (channels === 3) {
    paintColors(pixels, values, [first, end], [from, to]);
  } else if (map === 'diverging') {
    const extreme = Math.max(Math.abs(from), Math.abs(to));
    const gain = extreme > 0 ? 1 / extreme : 0;
    for (let i = first; i < end; i++) pixels[i] = colors[mapIndex((values[i] ?? 0) * gain)] ?? 0;
  } else {
    const gain = to > from ? 1 / (to - from) : 0;
    for (let i = first; i < end; i++) {
      pixels[i] = colors[intensityIndex(((values[i] ?? 0) - from) * gain)] ?? 0;
    }
  }
}

// Makes no object for a pixel: megapixels must not wait for the garbage collector.
function paintColors(
  pixels: Uint32Array,
  values: ArrayLike<number>,
  [first, end]: readonly [number, number],
  [from, to]: PictureRange,
): void {
  const span = to - from;
  for (let i = first, at = 3 * first; i < end; i++, at += 3) {
    const red = levelOf(((values[at] ?? 0) - from) / span);
    const green = levelOf(((values[at + 1] ?? 0) - from) / span);
    const blue = levelOf(((values[at + 2] ?? 0) - from) / span);
    pixels[i] = (255 << 24) | (blue << 16) | (green << 8) | red;
  }
}

/** 0…255 of a share in [0, 1], rounded; shares outside are clipped. */
function levelOf(share: number): number {
  return share > 0 ? (255 * Math.min(share, 1) + 0.5) | 0 : 0;
}

/** Smallest and largest number; [0, 0] of nothing. */
export function rangeOf(values: ArrayLike<number>): PictureRange {
  let from = values[0] ?? 0;
  let to = from;
  for (let i = 1; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (value < from) from = value;
    else if (value > to) to = value;
  }
  return [from, to];
}

/** From the smallest number of all pictures to the largest; [0, 1] of none. */
export function commonRange(pictures: readonly ArrayLike<number>[]): PictureRange {
  if (pictures.length === 0) return [0, 1];
  const ranges = pictures.map(rangeOf);
  return [Math.min(...ranges.map(([from]) => from)), Math.max(...ranges.map(([, to]) => to))];
}
