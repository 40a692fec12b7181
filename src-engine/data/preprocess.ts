/** Puts input numbers into the range a network learns well from; statistics come from training samples only. */
import type { Preprocess } from '../spec/experiment';

/** Numbers between two breaths. */
const numbersAtOnce = 2 ** 21;

/** Looks at samples one after another, with a breath after every few. */
type EachSample = (visit: (start: number) => void) => void;

/** Removes each sample's mean, clips at ±3σ of the training entries and maps [−3σ, 3σ] to [0.1, 0.9]. */
function normaliseLikeUfldl(
  inputs: Float32Array,
  featureCount: number,
  eachSample: EachSample,
  eachTraining: EachSample,
): void {
  eachSample((start) => {
    let sum = 0;
    for (let i = start; i < start + featureCount; i += 1) sum += inputs[i];
    const mean = sum / featureCount;
    for (let i = start; i < start + featureCount; i += 1) inputs[i] -= mean;
  });
  let squares = 0;
  let count = 0;
  eachTraining((start) => {
    for (let i = start; i < start + featureCount; i += 1) squares += inputs[i] * inputs[i];
    count += 1;
  });
  const limit = 3 * Math.sqrt(squares / (count * featureCount));
  const perLimit = limit > 0 ? 1 / limit : 0;
  eachSample((start) => {
    for (let i = start; i < start + featureCount; i += 1) {
      const clipped = Math.max(-1, Math.min(1, inputs[i] * perLimit));
      inputs[i] = 0.5 + 0.4 * clipped;
    }
  });
}

/** Gives every feature mean 0 and variance 1 over the training samples; constant features become 0. */
function standardise(
  inputs: Float32Array,
  featureCount: number,
  eachSample: EachSample,
  eachTraining: EachSample,
): void {
  const means = new Float64Array(featureCount);
  const scales = new Float64Array(featureCount);
  let count = 0;
  eachTraining((start) => {
    for (let i = 0; i < featureCount; i += 1) means[i] += inputs[start + i];
    count += 1;
  });
  for (let i = 0; i < featureCount; i += 1) means[i] /= count;
  eachTraining((start) => {
    for (let i = 0; i < featureCount; i += 1) {
      const difference = inputs[start + i] - means[i];
      scales[i] += difference * difference;
    }
  });
  for (let i = 0; i < featureCount; i += 1) {
    const deviation = Math.sqrt(scales[i] / count);
    // Below the step of 8-bit pixels a spread is rounding, and dividing by it would blow rounding up.
    scales[i] = deviation > 1e-6 ? 1 / deviation : 0;
  }
  eachSample((start) => {
    for (let i = 0; i < featureCount; i += 1) inputs[start + i] = (inputs[start + i] - means[i]) * scales[i];
  });
}

/**
 * Preprocesses all samples in place by statistics of the training ones.
 * Shapes: inputs [count, featureCount], train [≥ 1] sample indices. Overwrites `inputs`.
 * Ranges: `none` leaves the values; `ufldl` ends in [0.1, 0.9], with 0.5 for samples without contrast;
 * `standardize` has mean 0 and variance 1 per feature over the training samples.
 * @param breathe called between bounded amounts of work; may throw to give up
 * @see UFLDL exercise "Sparse autoencoder", normalizeData
 */
export function preprocess(
  how: Preprocess,
  inputs: Float32Array,
  featureCount: number,
  train: Uint32Array,
  breathe: () => void = () => undefined,
): void {
  const samplesAtOnce = Math.max(1, Math.floor(numbersAtOnce / featureCount));
  const sampleCount = inputs.length / featureCount;
  const eachSample: EachSample = (visit) => {
    for (let sample = 0; sample < sampleCount; sample += 1) {
      if (sample % samplesAtOnce === 0) breathe();
      visit(sample * featureCount);
    }
  };
  const eachTraining: EachSample = (visit) => {
    for (let at = 0; at < train.length; at += 1) {
      if (at % samplesAtOnce === 0) breathe();
      visit(train[at] * featureCount);
    }
  };
  if (how === 'ufldl') normaliseLikeUfldl(inputs, featureCount, eachSample, eachTraining);
  if (how === 'standardize') standardise(inputs, featureCount, eachSample, eachTraining);
}
