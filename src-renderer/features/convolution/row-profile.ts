/** The row of a map that is looked at as curves. */
import type { FeatureMap } from '../../../src-engine';
import type { EventMark, Series } from '../../shared/charts/series';

export interface ProfileQuestion {
  readonly picture: FeatureMap;
  readonly map: FeatureMap;
  readonly pictureRow: number;
  readonly place: { readonly x: number; readonly y: number };
  /** Column of the picture, not always a whole one, over which the middle of the kernel lies at `place`. */
  readonly left: number;
  readonly stride: number;
  readonly channel: number;
}

export interface Profile {
  readonly series: readonly Series[];
  /** Where the cell lies. */
  readonly marks: readonly EventMark[];
  readonly xMax: number;
}

function valueAt({ width, channels, values }: FeatureMap, y: number, x: number, channel: number): number {
  return values[(y * width + x) * channels + Math.min(channel, channels - 1)] ?? 0;
}

/** Both rows over the columns of the picture, each number of the map where the middle of its window was. */
export function rowProfile(question: ProfileQuestion): Profile {
  const { picture, map, pictureRow, place, left, stride, channel } = question;
  const first = left - place.x * stride;
  const pixels = Array.from({ length: picture.width }, (_, x) => ({
    x,
    y: valueAt(picture, pictureRow, x, channel),
  }));
  const answers = Array.from({ length: map.width }, (_, x) => ({
    x: first + x * stride,
    y: valueAt(map, place.y, x, channel),
  }));
  return {
    xMax: picture.width - 1,
    marks: [{ x: left, label: '' }],
    series: [
      { label: 'picture', colorToken: '--faint', points: pixels },
      { label: 'map', colorToken: '--a', points: answers },
    ],
  };
}
