/** A picture as explorers take it: numbers in [0, 1], and where it comes from. */
import type { PictureData } from '../../../src-main/contract/pictures';
import { inSlices } from '../turns/in-slices';

export type PictureColor = 'grey' | 'rgb';

export type PictureOrigin =
  /** A picture of a data set, as training sees it or decoded again from its file. */
  | {
      readonly kind: 'item';
      readonly itemId: number;
      readonly datasetName: string;
      /** Null where it has none. */
      readonly className: string | null;
      readonly detail: 'working' | 'original';
    }
  /** A file that was dropped or opened. */
  | { readonly kind: 'file' };

export interface ShownPicture {
  /** For people: name of the file, or its path within the data set. */
  readonly title: string;
  readonly origin: PictureOrigin;
  readonly height: number;
  readonly width: number;
  /** 1 (grey) or 3 (RGB). */
  readonly channels: 1 | 3;
  /** [height, width, channels] in [0, 1]. */
  readonly values: Float32Array;
}

/** Luma of gamma-coded red, green and blue (ITU-R BT.709 §3.2). */
export const luma = [0.2126, 0.7152, 0.0722] as const;

/**
 * Pixels 0…255 as numbers in [0, 1]; colours become grey by their luma where grey is asked for.
 * A grey picture stays grey whatever is asked for.
 */
export async function toShownPicture(
  data: PictureData,
  color: PictureColor,
  origin: PictureOrigin,
): Promise<ShownPicture> {
  const { name: title, heightPx: height, widthPx: width, pixels } = data;
  const toGrey = data.channels === 3 && color === 'grey';
  const channels = toGrey ? 1 : data.channels;
  const values = new Float32Array(height * width * channels);
  const fill = toGrey ? fillGrey : fillShares;
  await inSlices(values.length, (first, end) => fill(values, pixels, first, end));
  return { title, origin, height, width, channels, values };
}

function fillShares(values: Float32Array, pixels: Uint8Array, first: number, end: number): void {
  for (let at = first; at < end; at++) values[at] = (pixels[at] ?? 0) / 255;
}

function fillGrey(values: Float32Array, pixels: Uint8Array, first: number, end: number): void {
  for (let pixel = first, at = 3 * first; pixel < end; pixel++, at += 3) {
    const red = luma[0] * (pixels[at] ?? 0);
    const green = luma[1] * (pixels[at + 1] ?? 0);
    values[pixel] = (red + green + luma[2] * (pixels[at + 2] ?? 0)) / 255;
  }
}
