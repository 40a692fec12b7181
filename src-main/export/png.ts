/** Writes RGB pixels as a PNG file, whole or not at all. */
import type { Sheet } from './filter-sheet';
import { writeWhole } from './write-whole';

/** @throws AppError('io') when the file cannot be written */
export async function writePng(sheet: Sheet, file: string): Promise<void> {
  // Loaded here alone: most commands need no picture library.
  const { default: sharp } = await import('sharp');
  const raw = { width: sheet.widthPx, height: sheet.heightPx, channels: 3 as const };
  await writeWhole(file, await sharp(sheet.pixels, { raw }).png({ compressionLevel: 9 }).toBuffer());
}
