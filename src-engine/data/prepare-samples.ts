/** Makes the samples of an experiment from a packed set of pictures: cut, split, then preprocess. */
import { counted } from '../counted';
import { EngineError } from '../errors';
import type { Experiment } from '../spec/experiment';
import type { FittedPreprocessing } from '../worker/inspect-protocol';
import type { PackedPictures } from '../worker/protocol';
import { choosePlaces, cutPatches } from './patches';
import { applyPreprocessing, fitPreprocessing } from './preprocess';
import { splitSamples } from './split';
import type { PatchPlaces } from './patches';

export interface Samples {
  /** [count, h·w·c], preprocessed. */
  readonly inputs: Float32Array;
  /** Class of each sample, for a patch that of its picture; −1 where there is none. */
  readonly labels: Int32Array;
  readonly count: number;
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly classNames: readonly string[];
  /** Disjoint ascending sample indices, stratified by label. */
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  readonly test: Uint32Array;
}

/** Samples with where they come from and how further inputs are made ready like them. */
export interface PreparedSamples extends Samples {
  /** Of each sample; a whole picture lies at 0, 0 of its own. */
  readonly places: PatchPlaces;
  readonly preprocessing: FittedPreprocessing;
  /** For `whitenPicture`; null where nothing was whitened. */
  readonly whiteningScale: number | null;
}

/** Samples are float32 and stay in memory whole; more than this would not leave room to train. */
const largestInputBytes = 2 ** 31;

function requireRoom(count: number, featureCount: number, field: string): void {
  const bytes = 4 * count * featureCount;
  if (bytes <= largestInputBytes) return;
  throw new EngineError(
    'memory',
    `${counted(count, 'sample')} of ${counted(featureCount, 'number')} need ${(bytes / 2 ** 30).toFixed(1)} GiB, more than the 2 GiB ` +
      'that fit. Use fewer or smaller samples: patches instead of whole pictures, or a smaller picture size.',
    { field },
  );
}

function requirePictures(dataset: string, pictures: PackedPictures): void {
  const expected = pictures.count * pictures.height * pictures.width * pictures.channels;
  if (pictures.pixels.length !== expected || pictures.labels.length !== pictures.count) {
    throw new EngineError(
      'shape',
      `${pictures.count} pictures of ${pictures.height}×${pictures.width}×${pictures.channels} need ${expected} ` +
        `bytes and ${pictures.count} labels, got ${pictures.pixels.length} and ${pictures.labels.length}.`,
      { field: 'data.dataset' },
    );
  }
  if (pictures.count === 0) {
    throw new EngineError('config', `The data set "${dataset}" holds no pictures. Import some first.`, {
      field: 'data.dataset',
    });
  }
}

function requireLabels(dataset: string, pictures: PackedPictures): void {
  if (pictures.classNames.length < 2) {
    throw new EngineError(
      'config',
      `The data set "${dataset}" has ${counted(pictures.classNames.length, 'class', 'classes')}, but a classifier needs at least 2. ` +
        'Import a folder whose sub-folders are the classes, or set the target to "input".',
      { field: 'objective.target' },
    );
  }
  const unlabelled = pictures.labels.filter((label) => label < 0).length;
  if (unlabelled > 0) {
    throw new EngineError(
      'config',
      `${unlabelled} of ${counted(pictures.count, 'picture')} in "${dataset}" ${unlabelled === 1 ? 'has' : 'have'} no class. ` +
        'Move them into a class folder and import again, or set the target to "input".',
      { field: 'objective.target' },
    );
  }
}

/** Pixels between two breaths. */
const pixelsAtOnce = 2 ** 21;

/** All pictures whole, pixels in [0, 1]. */
function wholePictures({ pixels }: PackedPictures, breathe: () => void): Float32Array {
  const inputs = new Float32Array(pixels.length);
  for (let start = 0; start < inputs.length; start += pixelsAtOnce) {
    breathe();
    const end = Math.min(inputs.length, start + pixelsAtOnce);
    for (let i = start; i < end; i += 1) inputs[i] = pixels[i] / 255;
  }
  return inputs;
}

function wholePlaces(count: number): PatchPlaces {
  const picture = Uint32Array.from({ length: count }, (_, index) => index);
  return { picture, top: new Uint32Array(count), left: new Uint32Array(count) };
}

/**
 * Samples ready to train on, the same for the same experiment and pictures on every machine.
 * Shapes: pictures [n, H, W, c] → inputs [count, h·w·c]; whole pictures have h, w, count = H, W, n.
 * @param breathe called between bounded amounts of work; may throw to give up
 * @throws EngineError('config' | 'memory' | 'shape') naming the field and what to do
 */
export function prepareSamples(
  experiment: Experiment,
  pictures: PackedPictures,
  breathe: () => void = () => undefined,
): PreparedSamples {
  const { data, seed } = experiment;
  requirePictures(data.dataset, pictures);
  if (experiment.objective.target === 'labels') requireLabels(data.dataset, pictures);
  let inputs: Float32Array;
  let places: PatchPlaces;
  let whiteningScale: number | null = null;
  let shape: Samples['shape'];
  if (data.mode === 'patches') {
    shape = [data.patchSize[0], data.patchSize[1], pictures.channels];
    requireRoom(data.patchCount, shape[0] * shape[1] * shape[2], 'data.patchCount');
    places = choosePlaces(pictures, data.patchSize, data.patchCount, seed, breathe);
    ({ values: inputs, whiteningScale } = cutPatches(pictures, places, data, breathe));
  } else {
    shape = [pictures.height, pictures.width, pictures.channels];
    requireRoom(pictures.count, shape[0] * shape[1] * shape[2], 'data.dataset');
    places = wholePlaces(pictures.count);
    inputs = wholePictures(pictures, breathe);
  }
  const labels = Int32Array.from(places.picture, (picture) => pictures.labels[picture]);
  const split = splitSamples(labels, experiment.split, seed, breathe);
  const featureCount = shape[0] * shape[1] * shape[2];
  const preprocessing = fitPreprocessing(data.preprocess, inputs, featureCount, split.train, breathe);
  applyPreprocessing(preprocessing, inputs, featureCount, breathe);
  const { classNames } = pictures;
  return {
    inputs,
    labels,
    count: labels.length,
    shape,
    classNames,
    ...split,
    places,
    preprocessing,
    whiteningScale,
  };
}
