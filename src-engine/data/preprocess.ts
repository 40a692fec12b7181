/** Puts input numbers into the range a network learns well from; statistics come from training samples only. */
import type { Preprocess } from '../spec/experiment';
import type { FittedPreprocessing } from '../worker/inspect-protocol';

const nothing: FittedPreprocessing = {
  removeMean: false,
  means: null,
  scales: null,
  factor: 1,
  limit: Infinity,
  gain: 1,
  offset: 0,
};

/** Numbers between two breaths. */
const numbersAtOnce = 2 ** 21;

const keepGoing = (): void => undefined;

/** Looks at samples one after another. */
type EachSample = (visit: (start: number) => void) => void;

/** Removes each sample's mean, clips at ±3σ of the training entries and maps [−3σ, 3σ] to [0.1, 0.9]. */
function fitUfldl(
  inputs: Float32Array,
  featureCount: number,
  trainCount: number,
  eachTraining: EachSample,
): FittedPreprocessing {
  let squares = 0;
  eachTraining((start) => {
    const mean = meanOf(inputs, start, featureCount);
    for (let i = start; i < start + featureCount; i += 1) {
      const difference = Math.fround(inputs[i] - mean);
      squares += difference * difference;
    }
  });
  const limit = 3 * Math.sqrt(squares / (trainCount * featureCount));
  return {
    ...nothing,
    removeMean: true,
    factor: limit > 0 ? 1 / limit : 0,
    limit: 1,
    gain: 0.4,
    offset: 0.5,
  };
}

/** Gives every feature mean 0 and variance 1 over the training samples; constant features become 0. */
function fitStandard(
  inputs: Float32Array,
  featureCount: number,
  trainCount: number,
  eachTraining: EachSample,
): FittedPreprocessing {
  const means = new Float64Array(featureCount);
  const scales = new Float64Array(featureCount);
  eachTraining((start) => {
    for (let i = 0; i < featureCount; i += 1) means[i] += inputs[start + i];
  });
  for (let i = 0; i < featureCount; i += 1) means[i] /= trainCount;
  eachTraining((start) => {
    for (let i = 0; i < featureCount; i += 1) {
      const difference = inputs[start + i] - means[i];
      scales[i] += difference * difference;
    }
  });
  for (let i = 0; i < featureCount; i += 1) {
    const deviation = Math.sqrt(scales[i] / trainCount);
    // Below the step of 8-bit pixels a spread is rounding, and dividing by it would blow rounding up.
    scales[i] = deviation > 1e-6 ? 1 / deviation : 0;
  }
  return { ...nothing, means, scales };
}

function meanOf(inputs: Float32Array, start: number, length: number): number {
  let sum = 0;
  for (let i = start; i < start + length; i += 1) sum += inputs[i];
  return sum / length;
}

/**
 * What a preprocessing takes from the training samples; leaves them alone.
 * Shapes: inputs [count, featureCount], train [≥ 1] sample indices.
 * @param breathe called between bounded amounts of work; may throw to give up
 * @see UFLDL exercise "Sparse autoencoder", normalizeData
 */
export function fitPreprocessing(
  how: Preprocess,
  inputs: Float32Array,
  featureCount: number,
  train: Uint32Array,
  breathe: () => void = keepGoing,
): FittedPreprocessing {
  const samplesAtOnce = Math.max(1, Math.floor(numbersAtOnce / featureCount));
  const eachTraining: EachSample = (visit) => {
    for (let at = 0; at < train.length; at += 1) {
      if (at % samplesAtOnce === 0) breathe();
      visit(train[at] * featureCount);
    }
  };
  if (how === 'ufldl') return fitUfldl(inputs, featureCount, train.length, eachTraining);
  return how === 'standardize' ? fitStandard(inputs, featureCount, train.length, eachTraining) : nothing;
}

/**
 * Preprocesses any inputs as the training samples were, in place.
 * Shapes: inputs [count, featureCount], pixels in [0, 1] or whitened. Overwrites `inputs`.
 * Ranges: `none` leaves the values; `ufldl` ends in [0.1, 0.9], with 0.5 for samples without contrast;
 * `standardize` has mean 0 and variance 1 per feature over the training samples.
 * @param breathe called between bounded amounts of work; may throw to give up
 */
export function applyPreprocessing(
  fitted: FittedPreprocessing,
  inputs: Float32Array,
  featureCount: number,
  breathe: () => void = keepGoing,
): void {
  const { removeMean, means, scales, factor, limit, gain, offset } = fitted;
  const isRescaled = factor !== 1 || limit !== Infinity || gain !== 1 || offset !== 0;
  const step = featureCount * Math.max(1, Math.floor(numbersAtOnce / featureCount));
  for (let first = 0; first < inputs.length; first += step) {
    breathe();
    const end = Math.min(inputs.length, first + step);
    for (let start = first; start < end; start += featureCount) {
      if (removeMean) {
        const mean = meanOf(inputs, start, featureCount);
        for (let i = start; i < start + featureCount; i += 1) inputs[i] -= mean;
      }
      if (means !== null && scales !== null) {
        for (let i = 0; i < featureCount; i += 1)
          inputs[start + i] = (inputs[start + i] - means[i]) * scales[i];
      }
    }
    if (!isRescaled) continue;
    for (let i = first; i < end; i += 1) {
      const clipped = Math.max(-limit, Math.min(limit, inputs[i] * factor));
      inputs[i] = offset + gain * clipped;
    }
  }
}
