/** Brings one file to the form of its set with sharp, or says in words why that cannot be done. */
import { closeSync, fstatSync, readFileSync } from 'node:fs';
import { openToRead } from '../formats/open-to-read';
import type { FileResult, OpenedPicture, OriginalSizePx, PictureForm } from './decoder-protocol';
import type { Sharp } from './load-sharp';
import { readSize } from './picture-header';
import { sniff, SNIFF_BYTES, type PictureFormat } from './sniff';

/** Larger pictures are refused before they are decoded: 64 megapixels, S13. */
const MAX_PIXELS = 64_000_000;
const TOO_LARGE = 'larger than 64 megapixels';
const MAX_FILE_BYTES = 512 * 1024 * 1024;

export interface DecodedPicture extends FileResult {
  /** uint8 [heightPx, widthPx, channels], values 0…255; null when `reason` says why there are none. */
  readonly pixels: Uint8Array | null;
}

/** Never throws: whatever is wrong with the file becomes its reason. */
export async function decodePicture(sharp: Sharp, path: string, form: PictureForm): Promise<DecodedPicture> {
  let format: PictureFormat | null = null;
  let original: OriginalSizePx | null = null;
  try {
    const file = readPicture(path);
    if (file.format === null) return { reason: file.reason, original, pixels: null };
    format = file.format;
    original = await sizeOf(sharp, file.format, file.bytes);
    if (original.heightPx * original.widthPx > MAX_PIXELS) {
      return { reason: TOO_LARGE, original, pixels: null };
    }
    const pixels = await decode(sharp, file.bytes, form);
    return { reason: null, original, pixels };
  } catch (error) {
    return { reason: explain(error, format), original, pixels: null };
  }
}

/** Size as the picture is shown; null where the file is not a picture or its header cannot be read. */
export async function probePicture(sharp: Sharp, path: string): Promise<OriginalSizePx | null> {
  try {
    const file = readPicture(path);
    return file.format === null ? null : await sizeOf(sharp, file.format, file.bytes);
  } catch {
    // Not lost: the import proper meets the same file again and lists the reason.
    return null;
  }
}

/** One picture in its own proportions and colours, at most `maxSidePx` along its longer side. Never throws. */
export async function openPicture(sharp: Sharp, path: string, maxSidePx: number): Promise<OpenedPicture> {
  let format: PictureFormat | null = null;
  try {
    const file = readPicture(path);
    if (file.format === null) return { reason: file.reason };
    format = file.format;
    const { heightPx, widthPx } = await sizeOf(sharp, format, file.bytes);
    if (heightPx * widthPx > MAX_PIXELS) return { reason: TOO_LARGE };
    const { space } = await sharp(file.bytes, { limitInputPixels: MAX_PIXELS }).metadata();
    const channels = space === 'b-w' || space === 'grey16' ? 1 : 3;
    const { data, info } = await upright(sharp, file.bytes)
      .resize(maxSidePx, maxSidePx, { fit: 'inside', withoutEnlargement: true })
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    // A copy: inside Electron sharp's own bytes lie on a memory that no message can carry.
    const pixels = Uint8Array.from(pickChannels(data, info.channels, channels, info.height * info.width));
    return { reason: null, heightPx: info.height, widthPx: info.width, channels, pixels };
  } catch (error) {
    return { reason: explain(error, format) };
  }
}

type PictureFile =
  | { readonly format: PictureFormat; readonly bytes: Buffer }
  | { readonly format: null; readonly reason: string };

/** Reads at once rather than in turns: this process has nothing else to do, and each turn costs more than a small file. */
function readPicture(path: string): PictureFile {
  const file = openToRead(path);
  try {
    const stat = fstatSync(file);
    if (stat.isDirectory()) return { format: null, reason: 'not a picture (folder)' };
    if (!stat.isFile()) return { format: null, reason: 'not a file (pipe, socket or device)' };
    if (stat.size > MAX_FILE_BYTES) return { format: null, reason: 'file larger than 512 megabytes' };
    const bytes = readFileSync(file);
    const { format, reason } = sniff(bytes.subarray(0, SNIFF_BYTES));
    return format === null ? { format, reason } : { format, bytes };
  } finally {
    closeSync(file);
  }
}

async function sizeOf(sharp: Sharp, format: PictureFormat, bytes: Buffer): Promise<OriginalSizePx> {
  const size = readSize(format, bytes);
  if (size !== null) return size;
  const { autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata();
  return { heightPx: autoOrient.height, widthPx: autoOrient.width };
}

/** As it is shown, on white. */
function upright(sharp: Sharp, bytes: Buffer): ReturnType<Sharp> {
  const limits = { failOn: 'error', limitInputPixels: MAX_PIXELS } as const;
  return sharp(bytes, { ...limits, autoOrient: true }).flatten({ background: 'white' });
}

async function decode(sharp: Sharp, bytes: Buffer, form: PictureForm): Promise<Uint8Array> {
  const { heightPx, widthPx, channels, fit } = form;
  const { data, info } = await upright(sharp, bytes)
    .resize(widthPx, heightPx, { fit, background: 'black' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return pickChannels(data, info.channels, channels, heightPx * widthPx);
}

/** Some inputs keep a channel more or fewer than their colour space asks for: grey repeated, or the first ones taken. */
function pickChannels(data: Uint8Array, from: number, to: number, pixels: number): Uint8Array {
  if (from === to) return data;
  const picked = new Uint8Array(pixels * to);
  for (let p = 0; p < pixels; p++) {
    for (let c = 0; c < to; c++)
      picked[p * to + c] = data[p * from + Math.min(c, from <= 2 ? 0 : from - 1)] ?? 0;
  }
  return picked;
}

function explain(error: unknown, format: PictureFormat | null): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM') return 'cannot be read: permission denied';
  if (code === 'ENOENT') return 'cannot be read: it is gone';
  const message = firstLine(error instanceof Error ? error.message : String(error));
  if (/pixel limit/i.test(message)) return TOO_LARGE;
  return format === null ? `cannot be read: ${message}` : `damaged ${format}: ${message}`;
}

/** The first line that says something of its own. */
function firstLine(message: string): string {
  const telling = message.replace(
    /^Input (buffer|file) (has corrupt header|contains unsupported image format):?\s*/i,
    '',
  );
  return (telling || message).trim().split('\n')[0] ?? '';
}
