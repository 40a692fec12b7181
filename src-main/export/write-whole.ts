/** Writes a file whole or not at all: to a temporary name beside it, flushed to the disk, then renamed (R8). */
import { open, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { SavedFile } from '../contract/app';
import { AppError } from '../contract/errors';

/** @throws AppError('io') when the file cannot be written; what was there before is still there then */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<SavedFile> {
  const temporary = `${file}.part`;
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('io', `${file} cannot be written (${reason}). Choose another place.`, {
      cause: error,
    });
  }
  const sizeBytes = typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength;
  return { name: basename(file), sizeBytes };
}
