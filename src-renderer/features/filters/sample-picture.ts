/** Samples as pictures to draw, on a scale that several of them share. */
import type { LocatedSample } from '../../../src-main/contract/inspect';
import { commonRange, type NumberPicture, type PictureRange } from '../../shared/canvas/paint-picture';
import { formatShape } from '../../shared/text/format';

/** Numbers in the shape of the sample's region. */
export function samplePicture({ region }: LocatedSample, values: Float32Array): NumberPicture {
  const { height, width } = region;
  return { height, width, channels: values.length / (height * width), values };
}

/** [−m, m] with the largest size m of all numbers, so that no difference is cut off. */
export function symmetricRange(pictures: readonly ArrayLike<number>[]): PictureRange {
  const [from, to] = commonRange(pictures);
  const extreme = Math.max(Math.abs(from), Math.abs(to));
  return [-extreme, extreme];
}

/** File name, and for a part of a picture where it was cut. */
export function sampleOrigin({ relativePath, region }: LocatedSample, isPatch: boolean): string {
  const name = relativePath.split('/').at(-1) ?? relativePath;
  if (!isPatch) return name;
  return `${name}, column ${region.left + 1}, row ${region.top + 1}, ${formatShape([region.height, region.width])}`;
}
