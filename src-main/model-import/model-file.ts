/** Files of models from elsewhere as bytes: never more than a limit, never a device or a link out of the model's folder. */
import { closeSync, fstatSync, readSync, realpathSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { AppError } from '../contract/errors';
import { openToRead } from '../formats/open-to-read';

/** Weights of a quarter of a billion numbers; more than anything that trains here. */
export const mostModelBytes = 2 ** 30;

/** The beginning of a file and the size of the whole. @throws AppError('notFound' | 'io' | 'validation') as `readFileWithin` does */
export function readHead(path: string, length: number): { readonly head: Uint8Array; readonly size: number } {
  return withFile(path, (handle, size) => ({ head: bytesOf(handle, Math.min(length, size)), size }));
}

/** @throws AppError('notFound' | 'io' | 'validation') where it cannot be opened, is no file, or has more bytes than `most` */
export function readFileWithin(path: string, most: number = mostModelBytes): Uint8Array {
  return withFile(path, (handle, size) => {
    if (size <= most) return bytesOf(handle, size);
    const megabytes = Math.round(most / 2 ** 20);
    throw new AppError('validation', `${basename(path)} is larger than ${megabytes} MB; it is not read.`);
  });
}

function withFile<T>(path: string, read: (handle: number, size: number) => T): T {
  const name = basename(path);
  const handle = opened(path);
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) throw new AppError('validation', `${name} is no file. Choose the file of a model.`);
    return read(handle, stat.size);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('io', `${name} cannot be read (${reasonOf(error)}).`, { cause: error });
  } finally {
    closeSync(handle);
  }
}

function bytesOf(handle: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  while (at < bytes.length) {
    const count = readSync(handle, bytes, at, bytes.length - at, at);
    if (count === 0) break;
    at += count;
  }
  return bytes.subarray(0, at);
}

function opened(path: string): number {
  try {
    return openToRead(path);
  } catch (error) {
    throw new AppError(
      'notFound',
      `${path} cannot be opened (${reasonOf(error)}). Check that it is still there and that you may read it.`,
      { cause: error },
    );
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Reads a file that another one names: it must lie in the same folder, whatever links there are.
 * @throws AppError('validation') for a name that leads elsewhere, and as `readFileWithin` does
 */
export function readBeside(path: string, name: string, most: number): Uint8Array {
  const isPlain = name !== '' && name === basename(name) && !/[\\/:\0]/.test(name) && !name.startsWith('.');
  if (!isPlain) {
    throw new AppError('validation', `${basename(path)} names "${name}", which is no file beside it.`);
  }
  const folder = realpathSync(dirname(path));
  const file = join(folder, name);
  const bytes = readFileWithin(file, most);
  if (dirname(realpathSync(file)) === folder) return bytes;
  throw new AppError('validation', `"${name}" beside ${basename(path)} is a link that leads elsewhere.`);
}

/** Name of the file without folder and ending. */
export function stemOf(path: string): string {
  return basename(path, extname(path));
}
