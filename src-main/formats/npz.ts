/** NumPy's archive of arrays: a zip of `.npy` files, stored as they are, to and from bytes. */
// Its build for Node makes a `require` of its own, which no bundle of modules can hold twice.
import { unzipSync, zipSync } from 'fflate/browser';
import { AppError } from '../contract/errors';
import { decodeNpy, encodeNpy, type NpyArray } from './npy';

const ending = '.npy';
/** The same arrays give the same bytes, whenever they are written. */
const mtime = new Date(2000, 0, 1, 12);

export interface ArchiveLimits {
  readonly entries: number;
  /** Of all entries, unpacked. */
  readonly bytes: number;
}

const usualLimits: ArchiveLimits = { entries: 10_000, bytes: 2 ** 31 };

export function encodeNpz(arrays: ReadonlyMap<string, NpyArray>): Uint8Array {
  const entries = [...arrays].map(([name, array]) => [`${name}${ending}`, encodeNpy(array)] as const);
  return zipSync(Object.fromEntries(entries), { level: 0, mtime });
}

/**
 * Sizes are looked at before anything is unpacked.
 * @throws AppError('validation') for what is no archive of arrays, or larger than the limits
 */
export function decodeNpz(bytes: Uint8Array, limits: ArchiveLimits = usualLimits): Map<string, NpyArray> {
  const arrays = new Map<string, NpyArray>();
  for (const [file, data] of unzipWithin(bytes, limits)) {
    if (!file.endsWith(ending)) {
      throw new AppError(
        'validation',
        `The archive holds "${file}", which is no array of NumPy (${ending}).`,
      );
    }
    const name = file.slice(0, -ending.length);
    arrays.set(name, decodeNpy(data, name));
  }
  return arrays;
}

/** @throws AppError('validation') where it is no zip file, or unpacks to more than the limits */
export function unzipWithin(bytes: Uint8Array, limits: ArchiveLimits): Map<string, Uint8Array> {
  let [entries, total] = [0, 0];
  const names = new Set<string>();
  try {
    const found = unzipSync(bytes, {
      filter({ name, originalSize }) {
        entries += 1;
        total += originalSize;
        if (entries > limits.entries || total > limits.bytes) throw tooLarge(limits);
        if (names.has(name)) throw new AppError('validation', `The archive holds "${name}" twice.`);
        names.add(name);
        return true;
      },
    });
    return new Map(Object.entries(found));
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('validation', `The file is no whole zip archive (${reason}).`, { cause: error });
  }
}

/** For archives beyond their limits. */
export function tooLarge({ entries, bytes }: ArchiveLimits): AppError {
  const megabytes = Math.floor(bytes / 2 ** 20);
  return new AppError(
    'validation',
    `The archive unpacks to more than ${megabytes} MB or holds more than ${entries} files; it is not read.`,
  );
}
