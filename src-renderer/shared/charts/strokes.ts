/** Strokes for lines that stand for whatever is compared: eight colours that every eye tells apart, then the same with dashes. */
import type { Stroke } from './series';

const colors = 8;
const dashes: readonly (readonly number[])[] = [[], [7, 3], [2, 2], [10, 3, 2, 3]];

/** How many lines have a stroke of their own. */
export const strokeCount = colors * dashes.length;

/** @param place of the line among those compared, from 0; strokes repeat after `strokeCount` */
export function strokeAt(place: number): Required<Pick<Stroke, 'colorToken' | 'dash'>> {
  return {
    colorToken: `--series-${place % colors}`,
    dash: dashes[Math.floor(place / colors) % dashes.length] ?? [],
  };
}
