/**
 * A run's portable model together with what proves a file of it right: raw inputs out of the run's own pictures and what the
 * engine, in float64, says to them.
 */
import { prepareSamples } from '../data/prepare-samples';
import { applyPreprocessing } from '../data/preprocess';
import { whitenPicture } from '../data/whitening';
import { TrainedNetwork } from '../inspect/trained-network';
import { elementCount } from '../tensor';
import { portableModelOf } from './portable-of';
import type { PreparedSamples } from '../data/prepare-samples';
import type { Experiment } from '../spec/experiment';
import type { PackedPictures } from '../worker/protocol';
import type { PortableModel } from './portable-model';

export interface PortableProof {
  readonly model: PortableModel;
  readonly count: number;
  /** Uint8 [count, height, width, channels] as the model takes them. */
  readonly inputs: Uint8Array;
  /** [count, outputs]. */
  readonly expected: Float32Array;
}

export interface ProofSource {
  readonly experiment: Experiment;
  readonly pictures: PackedPictures;
  /** As training saved it. */
  readonly checkpoint: Uint8Array;
  /** What the model's `notes` are to say. */
  readonly notes: readonly string[];
}

/** Inputs that go through the network at once. */
const rows = 32;

/**
 * Samples are taken at equal distances over all of the run's, whatever their split.
 * @param inputsFor how many inputs to take at most, for this model
 * @param breathe called between bounded amounts of work; may throw to give up
 * @throws EngineError where the experiment does not fit its pictures or its checkpoint
 */
export function provePortable(
  source: ProofSource,
  inputsFor: (model: PortableModel) => number,
  breathe: () => void = () => undefined,
): PortableProof {
  const { experiment, pictures, checkpoint, notes } = source;
  const samples = prepareSamples(experiment, pictures, breathe);
  const { height, width, channels } = pictures;
  const model = portableModelOf({
    experiment,
    checkpoint,
    notes,
    pictureShape: [height, width, channels],
    sampleShape: samples.shape,
    classNames: samples.classNames,
    preprocessing: samples.preprocessing,
    whiteningScale: samples.whiteningScale,
  });
  const isWhitened = samples.whiteningScale !== null;
  const count = isWhitened ? inputsFor(model) : Math.min(inputsFor(model), samples.count);
  const size = elementCount([model.input.height, model.input.width, model.input.channels]);
  const features = elementCount(samples.shape);
  const inputs = new Uint8Array(count * size);
  const prepared = new Float32Array(count * features);
  for (let i = 0; i < count; i += 1) {
    breathe();
    const input = inputs.subarray(i * size, (i + 1) * size);
    const numbers = prepared.subarray(i * features, (i + 1) * features);
    if (isWhitened) takeWhitened(samples, pictures, model, i, input, numbers);
    else takeSample(samples, pictures, Math.floor((i * samples.count) / count), input, numbers);
  }
  const network = new TrainedNetwork(
    { experiment, sampleShape: samples.shape, classCount: samples.classNames.length, checkpoint },
    { kernelsWasm: null, rows, precision: 'float64' },
  );
  const parts: Float32Array[] = [];
  for (let first = 0; first < count; first += rows) {
    breathe();
    const together = Math.min(rows, count - first);
    network.forward(prepared.subarray(first * features, (first + together) * features), together);
    parts.push(network.probabilities());
  }
  return { model, count, inputs, expected: joined(parts) };
}

/** Overwrites `input` with the raw pixels that a sample was cut from and `numbers` with what became of them. */
function takeSample(
  samples: PreparedSamples,
  pictures: PackedPictures,
  sample: number,
  input: Uint8Array,
  numbers: Float32Array,
): void {
  const [height, width, channels] = samples.shape;
  const { picture, top, left } = samples.places;
  const row = width * channels;
  for (let y = 0; y < height; y += 1) {
    const line = picture[sample] * pictures.height + top[sample] + y;
    const from = (line * pictures.width + left[sample]) * channels;
    input.set(pictures.pixels.subarray(from, from + row), y * row);
  }
  numbers.set(samples.inputs.subarray(sample * numbers.length, (sample + 1) * numbers.length));
}

/** Prime to most sizes, so that every round over the pictures brings another part into the window. */
const turn = [37, 61] as const;

/**
 * Where the model whitens whole pictures, these are few: from the second round on they are turned round, so that what leaves
 * on one side comes back on the other. Overwrites `input`, and `numbers` with the window, whitened by the engine's own transform.
 */
function takeWhitened(
  samples: PreparedSamples,
  pictures: PackedPictures,
  model: PortableModel,
  index: number,
  input: Uint8Array,
  numbers: Float32Array,
): void {
  const { height, width, channels, pixels } = pictures;
  const round = Math.floor(index / pictures.count);
  const first = (index % pictures.count) * height * width * channels;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = ((y + round * turn[0]) % height) * width + ((x + round * turn[1]) % width);
      for (let c = 0; c < channels; c += 1) {
        input[(y * width + x) * channels + c] = pixels[first + from * channels + c];
      }
    }
  }
  const scaled = Float32Array.from(input, (pixel) => pixel / 255);
  const whitened = whitenPicture(scaled, [height, width, channels], samples.whiteningScale ?? 1);
  const step = model.preparation.find(({ type }) => type === 'whiten');
  if (step?.type !== 'whiten') return;
  const { window } = step;
  const row = window.width * channels;
  for (let y = 0; y < window.height; y += 1) {
    const from = ((window.top + y) * width + window.left) * channels;
    numbers.set(whitened.subarray(from, from + row), y * row);
  }
  applyPreprocessing(samples.preprocessing, numbers, numbers.length);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
