/** The one grey picture that says most of a picture with several channels. */
import type { FilterPictures } from './filter-pictures';

/** More than enough for the few channels of a colour; of many channels the projection need not be exact. */
const powerSteps = 60;

export interface GreyProjection {
  /** [height, width] = Σ_c colour[c]·values[…, c]. */
  readonly picture: Float64Array;
  /** Norm 1, its entries summing to at least 0, so that bright stays bright. */
  readonly colour: Float64Array;
}

/**
 * Strongest channel combination of a unit: the unit vector w that makes Σ_p (w·x_p)² over the pixels p largest, by
 * power iteration on Σ x_p x_pᵀ. One channel is returned as it is. Allocates its results.
 */
export function projectToGrey(filters: FilterPictures, unit: number): GreyProjection {
  const { height, width, channels, values } = filters;
  const pixels = height * width;
  const start = unit * pixels * channels;
  const colour = new Float64Array(channels).fill(1);
  if (channels > 1) strongestColour(values.subarray(start, start + pixels * channels), channels, colour);
  const picture = new Float64Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      picture[pixel] += colour[channel] * values[start + pixel * channels + channel];
    }
  }
  return { picture, colour };
}

/** Shapes: values [pixels, channels] → colour [channels], overwritten. */
function strongestColour(values: Float32Array, channels: number, colour: Float64Array): void {
  const products = new Float64Array(channels * channels);
  for (let start = 0; start < values.length; start += channels) {
    for (let a = 0; a < channels; a += 1) {
      for (let b = 0; b < channels; b += 1)
        products[a * channels + b] += values[start + a] * values[start + b];
    }
  }
  // The column of the strongest channel cannot be orthogonal to what is looked for.
  let strongest = 0;
  for (let channel = 1; channel < channels; channel += 1) {
    if (products[channel * (channels + 1)] > products[strongest * (channels + 1)]) strongest = channel;
  }
  colour.set(products.subarray(strongest * channels, (strongest + 1) * channels));
  const next = new Float64Array(channels);
  for (let step = 0; step < powerSteps; step += 1) {
    if (!normalise(colour)) return;
    for (let a = 0; a < channels; a += 1) {
      next[a] = 0;
      for (let b = 0; b < channels; b += 1) next[a] += products[a * channels + b] * colour[b];
    }
    colour.set(next);
  }
  normalise(colour);
  if (colour.reduce((sum, entry) => sum + entry, 0) < 0) colour.forEach((entry, i) => (colour[i] = -entry));
}

function normalise(vector: Float64Array): boolean {
  const norm = Math.sqrt(vector.reduce((sum, entry) => sum + entry * entry, 0));
  if (norm === 0) return false;
  for (let i = 0; i < vector.length; i += 1) vector[i] /= norm;
  return true;
}
