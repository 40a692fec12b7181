/** Puts a run into the archive that a bundle is, part by part, the list of parts and their checksums last. */
import { createHash } from 'node:crypto';
import { ZipWriter } from '../export/zip';
import { AppError } from '../contract/errors';
import {
  bundleVersion,
  itemPiece,
  parts,
  pieceName,
  pixelPiece,
  type BundledItem,
  type BundledSet,
  type Manifest,
  type SnapshotHead,
} from './bundle-format';
import type { BundleSource, SetInLab } from './bundle-protocol';
import { ContentHash, hashSet, pixelBytes, readPixels } from './content-hash';

/** Small for what is small, fast for what is large. */
const levels = { text: 9, weights: 1, pixels: 6 } as const;

/**
 * @param write takes the bytes of the archive in their order
 * @param progress in [0, 1]
 * @returns the list of parts as it was written
 * @throws AppError('validation') where it would be larger than 4 GB, or its pictures are not whole
 */
export function writeArchive(
  source: BundleSource,
  write: (bytes: Uint8Array) => void,
  progress: (part: number) => void,
): Manifest {
  try {
    return fillArchive(source, new ZipWriter(write), progress);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new AppError(
      'validation',
      `The bundle cannot be written: ${error.message} Leave its pictures out, or check them in the list of data sets.`,
      { cause: error },
    );
  }
}

function fillArchive(source: BundleSource, zip: ZipWriter, progress: (part: number) => void): Manifest {
  const listed: Manifest['parts'] = [];
  const add = (name: string, bytes: Uint8Array, level: number): void => {
    listed.push({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    zip.deflate({ name, bytes }, level);
  };
  const addText = (name: string, value: unknown): void =>
    add(name, new TextEncoder().encode(JSON.stringify(value)), levels.text);
  addText(parts.experiment.name, source.experiment);
  addText(parts.run.name, source.run);
  addText(parts.epochs.name, source.epochs);
  addText(parts.events.name, source.events);
  if (source.checkpoint !== null) add(parts.checkpoint.name, source.checkpoint, levels.weights);
  const blobs = source.snapshots.flatMap(({ values, norms, meanActivations }) => [
    values,
    norms,
    meanActivations,
  ]);
  addText(parts.snapshots.name, source.snapshots.map(headOf));
  add(parts.snapshotValues.name, Buffer.concat(blobs), levels.weights);
  const dataset = source.dataset === null ? null : addSet(source.dataset, source.items, add, progress);
  const manifest: Manifest = {
    format: 'simplecell-bundle',
    version: bundleVersion,
    environment: source.environment,
    writtenAtMs: source.writtenAtMs,
    seed: source.experiment.seed,
    dataset,
    withPictures: source.items !== null,
    parts: listed,
  };
  const bytes = new TextEncoder().encode(JSON.stringify(manifest));
  zip.deflate({ name: parts.manifest.name, bytes }, levels.text);
  zip.end();
  return manifest;
}

function headOf({ epoch, layer, units, height, width, channels, valueBytes }: SnapshotHead): SnapshotHead {
  return { epoch, layer, units, height, width, channels, valueBytes };
}

/** Its pictures are put in where they go along; where they do not, they still tell which set it is. */
function addSet(
  { pixelsFile, labels, ...set }: SetInLab,
  items: BundleSource['items'],
  add: (name: string, bytes: Uint8Array, level: number) => void,
  progress: (part: number) => void,
): BundledSet {
  if (items === null) return { ...set, sha256: hashSet(set, labels, pixelsFile) };
  items.forEach((page, index) => add(pieceName(itemPiece, index), page, levels.text));
  const hash = new ContentHash(set, labels);
  const total = pixelBytes(set);
  let done = 0;
  let index = 0;
  for (const pixels of readPixels(pixelsFile, total)) {
    hash.update(pixels);
    add(pieceName(pixelPiece, index), pixels, levels.pixels);
    index += 1;
    done += pixels.length;
    progress(done / total);
  }
  return { ...set, sha256: hash.digest() };
}

/** A page of items as the bundle holds it. */
export function itemPage(items: readonly BundledItem[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(items));
}
