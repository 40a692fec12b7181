/**
 * How a picture is shifted without anything artificial entering. A window stays where it is while the picture moves
 * beneath it, so what leaves on one side is followed on the other by what lies beside it in the picture. Only where a
 * picture is too small to leave a window of 32 pixels is it continued beyond its border, by its mirror image: no black
 * frame and no edge that was not there.
 */
import type { FeatureMap } from './feature-map';

/** How far a picture moves at most, in pixels each way. */
export const largestShift = 8;

/** Sides of windows in pixels. */
const smallestCut = 32;
const largestWindow = 64;

export interface ShiftablePicture {
  /** The window without a shift and `largestShift` pixels around it. */
  readonly surroundings: FeatureMap;
  /** Of the window, in pixels. */
  readonly height: number;
  readonly width: number;
  /** Whether part of the surroundings is mirror image. */
  readonly isMirrored: boolean;
}

/** Side of the window over a picture of this side: a cut where enough is left, else all of the picture. */
function windowSide(side: number): number {
  const cut = side - 2 * largestShift;
  return Math.min(cut >= smallestCut ? cut : side, largestWindow);
}

/** Index in 0 … side − 1 that an index anywhere stands for: the border pixel is followed by itself, then by its neighbour. */
function mirrored(index: number, side: number): number {
  const period = 2 * side;
  const within = ((index % period) + period) % period;
  return within < side ? within : period - 1 - within;
}

/** The window at the centre of a picture, with its surroundings; new numbers. */
export function shiftable({ height, width, channels, values }: FeatureMap): ShiftablePicture {
  const window = { height: windowSide(height), width: windowSide(width) };
  const top = Math.floor((height - window.height) / 2) - largestShift;
  const left = Math.floor((width - window.width) / 2) - largestShift;
  const rows = window.height + 2 * largestShift;
  const columns = window.width + 2 * largestShift;
  const surroundings = new Float32Array(rows * columns * channels);
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1) {
      const from = (mirrored(top + y, height) * width + mirrored(left + x, width)) * channels;
      surroundings.set(values.subarray(from, from + channels), (y * columns + x) * channels);
    }
  }
  return {
    surroundings: { height: rows, width: columns, channels, values: surroundings },
    ...window,
    isMirrored: top < 0 || left < 0,
  };
}

/**
 * What the window sees when the picture, or a map that was computed from its surroundings, has moved by dx pixels to
 * the right and dy down.
 * Shapes: map [h + 16, w + 16, C] → [h, w, C]. Overwrites target.
 * @param dx, dy whole numbers in −8 … 8
 */
export function windowAt(map: FeatureMap, dx: number, dy: number, target: Float32Array): void {
  const { height, width, channels, values } = map;
  const rowLength = (width - 2 * largestShift) * channels;
  for (let y = 0; y < height - 2 * largestShift; y += 1) {
    const from = ((y + largestShift - dy) * width + largestShift - dx) * channels;
    target.set(values.subarray(from, from + rowLength), y * rowLength);
  }
}

/** The picture in the window after a shift; new numbers. */
export function shiftedPicture(
  { surroundings, height, width }: ShiftablePicture,
  dx: number,
  dy: number,
): FeatureMap {
  const values = new Float32Array(height * width * surroundings.channels);
  windowAt(surroundings, dx, dy, values);
  return { height, width, channels: surroundings.channels, values };
}
