/** Reads a bundle as a whole and checks that its parts belong together: what comes out can go into a lab. */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, statfsSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { EngineError, examineCheckpoint, type Experiment } from '../../src-engine';
import { AppError } from '../contract/errors';
import { wrong, BundleFile } from './bundle-file';
import type { BundledItem, BundledSet } from './bundle-format';
import type { BundleContent } from './bundle-protocol';
import { ContentHash, pixelBytes } from './content-hash';

/** Kept free on the disk when pictures are unpacked. */
const reserveBytes = 256 * 2 ** 20;

/** Everything but the pictures. @throws AppError('validation' | 'io') */
export function readBundle(path: string): BundleContent {
  const file = new BundleFile(path);
  try {
    const { bytes, manifest } = file;
    const content: BundleContent = {
      bytes,
      manifest,
      experiment: file.experiment(),
      run: file.run(),
      epochs: file.epochs(),
      events: file.events(),
      checkpoint: file.checkpoint(),
      snapshots: file.snapshots(),
    };
    assertOneRun(content);
    assertWeights(content);
    return content;
  } finally {
    file.close();
  }
}

/**
 * Writes the pixels of a bundle to a file of the lab, flushed to the disk, and hands over its items in their order.
 * @returns how many pictures there are
 * @throws AppError('validation') where they are not those of the manifest, 'io' where there is no room; the file is worth nothing then
 */
export function unpackPictures(
  path: string,
  pixelsFile: string,
  take: (items: readonly BundledItem[]) => void,
): number {
  const file = new BundleFile(path);
  try {
    const { dataset, withPictures } = file.manifest;
    if (dataset === null || !withPictures) throw wrong('it holds no pictures');
    assertRoom(pixelsFile, pixelBytes(dataset));
    const labels = readItems(file, dataset, take);
    const hash = new ContentHash(dataset, labels);
    writePixels(pixelsFile, file.pixels(), pixelBytes(dataset), hash);
    if (hash.digest() !== dataset.sha256) throw wrong('its pictures are not those that it lists');
    return dataset.pictureCount;
  } finally {
    file.close();
  }
}

function assertOneRun({ manifest, experiment, run, epochs, checkpoint, snapshots }: BundleContent): void {
  if (manifest.seed !== experiment.seed) throw wrong('its seed is not that of its experiment');
  if (run.epochsTotal !== experiment.training.epochs)
    throw wrong('its epochs are not those of its experiment');
  if (manifest.dataset === null && manifest.withPictures) throw wrong('it holds pictures of no data set');
  const numbers = epochs.map(({ epoch }) => epoch);
  if (!isRising([0, ...numbers]) || (numbers.at(-1) ?? 0) > run.epochsDone)
    throw wrong('its epochs are in disorder');
  if (!isRising(snapshots.map(({ epoch }) => epoch))) throw wrong('its filters are in disorder');
  const { layers } = experiment.network;
  if (snapshots.some(({ layer }) => layer >= layers.length)) throw wrong('it has filters of no layer');
  if (run.layers.length > 0 && run.layers.length !== layers.length) throw wrong('its layers are others');
  if ((checkpoint === null) !== (run.checkpoint === null)) throw wrong('its weights are missing');
  if (manifest.dataset !== null) assertSet(manifest.dataset);
}

function assertSet({ classNames }: BundledSet): void {
  if (new Set(classNames).size !== classNames.length) throw wrong('two classes have one name');
}

function isRising(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));
}

/** The checkpoint belongs to the experiment and fits the pictures, and its weights are those that the run ended with. */
function assertWeights({ manifest, experiment, run, checkpoint }: BundleContent): void {
  if (checkpoint === null || run.checkpoint === null) return;
  const { dataset } = manifest;
  const input =
    dataset === null
      ? null
      : { sampleShape: sampleShape(experiment, dataset), classCount: dataset.classNames.length };
  try {
    const { epoch, weights } = examineCheckpoint({ experiment, checkpoint, input });
    if (epoch !== run.checkpoint.epoch) throw wrong(`its weights are of epoch ${epoch}`);
    if (weights === null || run.state !== 'finished' || run.weightsSha256 === null) return;
    const bytes = new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength);
    const found = createHash('sha256').update(bytes).digest('hex');
    if (found !== run.weightsSha256) throw wrong('its weights are not those that the run ended with');
  } catch (error) {
    if (error instanceof EngineError) throw wrong(error.message, error);
    throw error;
  }
}

/** Of one input of the network. */
export function sampleShape({ data }: Experiment, { shape }: Pick<BundledSet, 'shape'>): BundledSet['shape'] {
  return data.mode === 'images' ? shape : [data.patchSize[0], data.patchSize[1], shape[2]];
}

/** Labels by slots. */
function readItems(
  file: BundleFile,
  { pictureCount, skippedCount, classNames }: BundledSet,
  take: (items: readonly BundledItem[]) => void,
): Int32Array {
  const labels = new Int32Array(pictureCount);
  let [next, skipped] = [0, 0];
  for (const items of file.items()) {
    for (const [, reason, classIndex, slot] of items) {
      if (classIndex !== null && classIndex >= classNames.length) throw wrong('a picture is of no class');
      if ((slot === null) !== (reason !== null)) throw wrong('a picture is neither there nor skipped');
      if (slot === null) skipped += 1;
      else {
        if (slot !== next || slot >= pictureCount) throw wrong('its pictures are in disorder');
        labels[slot] = classIndex ?? -1;
        next += 1;
      }
    }
    take(items);
  }
  if (next !== pictureCount || skipped !== skippedCount) throw wrong('it lists too few pictures');
  return labels;
}

function writePixels(path: string, pieces: Iterable<Uint8Array>, bytes: number, hash: ContentHash): void {
  const handle = openSync(path, 'w');
  try {
    let total = 0;
    for (const pixels of pieces) {
      total += pixels.length;
      if (total > bytes) throw wrong('it holds more pixels than it says');
      hash.update(pixels);
      for (let at = 0; at < pixels.length;) at += writeSync(handle, pixels, at, pixels.length - at);
    }
    if (total !== bytes) throw wrong('it holds fewer pixels than it says');
    fsyncSync(handle);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('io', `The pictures of the bundle cannot be written (${reason}).`, { cause: error });
  } finally {
    closeSync(handle);
  }
}

function assertRoom(path: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(dirname(path));
  if (bavail * bsize >= bytes + reserveBytes) return;
  const megabytes = Math.ceil(bytes / 2 ** 20);
  throw new AppError(
    'io',
    `The pictures of the bundle need ${megabytes} MB, which are not free where the lab is. Make room, or get a bundle without its pictures.`,
  );
}
