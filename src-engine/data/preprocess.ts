/** Puts input numbers into the range a network learns well from; statistics come from training samples only. */
import type { Preprocess } from '../spec/experiment';

/**
 * Removes each sample's mean, clips at ±3σ of the training entries and maps [−3σ, 3σ] to [0.1, 0.9], in place.
 * @returns 3σ
 */
export function normaliseLikeUfldl(inputs: Float32Array, featureCount: number, train: Uint32Array): number {
  for (let start = 0; start < inputs.length; start += featureCount) {
    let sum = 0;
    for (let i = start; i < start + featureCount; i += 1) sum += inputs[i];
    const mean = sum / featureCount;
    for (let i = start; i < start + featureCount; i += 1) inputs[i] -= mean;
  }
  let squares = 0;
  for (const sample of train) {
    const start = sample * featureCount;
    for (let i = start; i < start + featureCount; i += 1) squares += inputs[i] * inputs[i];
  }
  const limit = 3 * Math.sqrt(squares / (train.length * featureCount));
  const perLimit = limit > 0 ? 1 / limit : 0;
  for (let i = 0; i < inputs.length; i += 1) {
    const clipped = Math.max(-1, Math.min(1, inputs[i] * perLimit));
    inputs[i] = 0.5 + 0.4 * clipped;
  }
  return limit;
}

/** Gives every feature mean 0 and variance 1 over the training samples; constant features become 0. */
function standardise(inputs: Float32Array, featureCount: number, train: Uint32Array): void {
  const means = new Float64Array(featureCount);
  const scales = new Float64Array(featureCount);
  for (const sample of train) {
    for (let i = 0; i < featureCount; i += 1) means[i] += inputs[sample * featureCount + i];
  }
  for (let i = 0; i < featureCount; i += 1) means[i] /= train.length;
  for (const sample of train) {
    for (let i = 0; i < featureCount; i += 1) {
      const difference = inputs[sample * featureCount + i] - means[i];
      scales[i] += difference * difference;
    }
  }
  for (let i = 0; i < featureCount; i += 1) {
    const deviation = Math.sqrt(scales[i] / train.length);
    // Below the step of 8-bit pixels a spread is rounding, and dividing by it would blow rounding up.
    scales[i] = deviation > 1e-6 ? 1 / deviation : 0;
  }
  for (let start = 0; start < inputs.length; start += featureCount) {
    for (let i = 0; i < featureCount; i += 1) inputs[start + i] = (inputs[start + i] - means[i]) * scales[i];
  }
}

/**
 * Preprocesses all samples in place by statistics of the training ones.
 * Shapes: inputs [count, featureCount], train [≥ 1] sample indices. Overwrites `inputs`.
 * Ranges: `none` leaves the values; `ufldl` ends in [0.1, 0.9], with 0.5 for samples without contrast;
 * `standardize` has mean 0 and variance 1 per feature over the training samples.
 * @see UFLDL exercise "Sparse autoencoder", normalizeData
 */
export function preprocess(
  how: Preprocess,
  inputs: Float32Array,
  featureCount: number,
  train: Uint32Array,
): void {
  if (how === 'ufldl') normaliseLikeUfldl(inputs, featureCount, train);
  if (how === 'standardize') standardise(inputs, featureCount, train);
}
