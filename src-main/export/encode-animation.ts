/** Encodes drawn frames with sharp: an animated picture, or a zip of PNG files. Runs in a decoder process. */
import type { AnimationFormat } from '../contract/animations';
import type { Sharp } from '../datasets/load-sharp';
import { commonExtreme, drawFrame, layoutFrames, type Frame } from './animation-frames';
import type { Sheet } from './filter-sheet';
import { zip } from './zip';

export interface AnimationSettings {
  readonly format: AnimationFormat;
  readonly delayMs: number;
  readonly scale: 'common' | 'unit';
}

export interface EncodedAnimation {
  readonly bytes: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Share of the work that drawing is; the rest is encoding. */
const DRAWING = 0.4;

/** @param progress told after each frame, in [0, 1] */
export async function encodeAnimation(
  sharp: Sharp,
  frames: readonly Frame[],
  settings: AnimationSettings,
  progress: (share: number) => void,
): Promise<EncodedAnimation> {
  const layout = layoutFrames(frames);
  const extreme = settings.scale === 'common' ? commonExtreme(frames) : null;
  const sheets = frames.map((frame, index) => {
    progress(((index + 1) / frames.length) * DRAWING);
    return drawFrame(frame, layout, extreme);
  });
  const { widthPx, heightPx } = layout;
  const bytes =
    settings.format === 'zip'
      ? await pngSequence(sharp, sheets, frames, (share) => progress(DRAWING + share * (1 - DRAWING)))
      : await animated(sharp, sheets, settings);
  // A copy: inside Electron sharp's own bytes lie on a memory that no message can carry.
  return { bytes: Uint8Array.from(bytes), widthPx, heightPx };
}

async function animated(
  sharp: Sharp,
  sheets: readonly Sheet[],
  { format, delayMs }: AnimationSettings,
): Promise<Uint8Array> {
  const [{ widthPx: width, heightPx: pageHeight }] = sheets as readonly [Sheet, ...Sheet[]];
  const pixels = Buffer.concat(sheets.map((sheet) => sheet.pixels));
  const raw = { width, height: pageHeight * sheets.length, channels: 3 as const, pageHeight };
  const timing = { loop: 0, delay: sheets.map(() => delayMs) };
  const picture = sharp(pixels, { raw, limitInputPixels: false });
  // Squares of one colour: dithering would blur them, and lossless is small. Each frame of a GIF has the colours it needs.
  const encoded =
    format === 'gif'
      ? picture.gif({ ...timing, dither: 0, effort: 4, interFrameMaxError: 0, interPaletteMaxError: 0 })
      : picture.webp({ ...timing, lossless: true, effort: 2 });
  return encoded.toBuffer();
}

async function pngSequence(
  sharp: Sharp,
  sheets: readonly Sheet[],
  frames: readonly Frame[],
  progress: (share: number) => void,
): Promise<Uint8Array> {
  const digits = String(frames.at(-1)?.epoch ?? 0).length;
  const entries = [];
  for (const [index, { pixels, widthPx: width, heightPx: height }] of sheets.entries()) {
    const bytes = await sharp(pixels, { raw: { width, height, channels: 3 } })
      .png({ compressionLevel: 9 })
      .toBuffer();
    const epoch = String(frames[index]?.epoch ?? 0).padStart(digits, '0');
    entries.push({ name: `epoch-${epoch}.png`, bytes });
    progress((index + 1) / sheets.length);
  }
  return zip(entries);
}
