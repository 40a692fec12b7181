/** Power spectrum of one filter picture, zero-padded to a power of two: what orientation, noise and fits read. */
import { createFft, nextPowerOfTwo } from '../data/fft';
import type { FilterPictures } from './filter-pictures';

/** Smaller filters are padded to this side, so that their few frequencies are interpolated finely. */
const smallestSide = 32;

/** A square of `side` × `side` frequencies; row and column k stand for k or k − side cycles in `side` pixels. */
export interface PowerSpectrum {
  readonly side: number;
  /** [side, side] of the last filter measured, channels summed; rows count downwards on screen. */
  readonly power: Float64Array;
  /** Overwrites `power`; frequency 0 is left out. With `withoutMean`, so is what a channel's mean leaks around it. */
  measure(filters: FilterPictures, unit: number, withoutMean?: boolean): void;
}

/** Signed whole frequency of a row or column: 0 … side/2 − 1, then −side/2 … −1. */
export function signedFrequency(index: number, side: number): number {
  return index < side / 2 ? index : index - side;
}

/** Room for the spectra of filters of one size; allocates once. */
export function createPowerSpectrum(pictureHeight: number, pictureWidth: number): PowerSpectrum {
  const side = Math.max(smallestSide, nextPowerOfTwo(Math.max(pictureHeight, pictureWidth)));
  const fft = createFft(side);
  const power = new Float64Array(side * side);
  const re = new Float64Array(side * side);
  const im = new Float64Array(side * side);
  const columnRe = new Float64Array(side);
  const columnIm = new Float64Array(side);

  function addChannel(filters: FilterPictures, unit: number, channel: number, mean: number): void {
    const { height, width, channels, values } = filters;
    re.fill(0);
    im.fill(0);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        re[y * side + x] = values[((unit * height + y) * width + x) * channels + channel] - mean;
      }
      fft.forward(re.subarray(y * side, (y + 1) * side), im.subarray(y * side, (y + 1) * side));
    }
    for (let x = 0; x < side; x += 1) {
      for (let y = 0; y < side; y += 1) {
        columnRe[y] = re[y * side + x];
        columnIm[y] = im[y * side + x];
      }
      fft.forward(columnRe, columnIm);
      for (let y = 0; y < side; y += 1) {
        power[y * side + x] += columnRe[y] * columnRe[y] + columnIm[y] * columnIm[y];
      }
    }
  }

  function measure(filters: FilterPictures, unit: number, withoutMean = false): void {
    power.fill(0);
    for (let channel = 0; channel < filters.channels; channel += 1) {
      addChannel(filters, unit, channel, withoutMean ? channelMean(filters, unit, channel) : 0);
    }
    power[0] = 0;
  }

  return { side, power, measure };
}

function channelMean(
  { height, width, channels, values }: FilterPictures,
  unit: number,
  channel: number,
): number {
  const pixels = height * width;
  let sum = 0;
  for (let pixel = 0; pixel < pixels; pixel += 1) sum += values[(unit * pixels + pixel) * channels + channel];
  return sum / pixels;
}
