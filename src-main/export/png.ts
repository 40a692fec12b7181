/** Writes RGB pixels as a PNG file, whole or not at all. */
import { open, rename, rm } from 'node:fs/promises';
import { AppError } from '../contract/errors';
import type { Sheet } from './filter-sheet';

/** @throws AppError('io') when the file cannot be written */
export async function writePng(sheet: Sheet, file: string): Promise<void> {
  // Loaded here alone: most commands need no picture library.
  const { default: sharp } = await import('sharp');
  const raw = { width: sheet.widthPx, height: sheet.heightPx, channels: 3 as const };
  const png = await sharp(sheet.pixels, { raw }).png({ compressionLevel: 9 }).toBuffer();
  const temporary = `${file}.part`;
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(png);
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
}
