/** Small letters of 5×7 squares, for pictures that are drawn where no font is: decoder processes and the command line. */
import { fillSquare, type Rgb, type Sheet } from './filter-sheet';

/** Rows from top to bottom; of each the five lowest bits, the leftmost square first. */
const GLYPHS: Readonly<Record<string, readonly number[]>> = {
  a: [0, 0, 14, 1, 15, 17, 15],
  b: [16, 16, 30, 17, 17, 17, 30],
  c: [0, 0, 15, 16, 16, 16, 15],
  d: [1, 1, 15, 17, 17, 17, 15],
  e: [0, 0, 14, 17, 31, 16, 15],
  f: [6, 8, 30, 8, 8, 8, 8],
  g: [0, 15, 17, 17, 15, 1, 14],
  h: [16, 16, 30, 17, 17, 17, 17],
  i: [4, 0, 12, 4, 4, 4, 14],
  j: [2, 0, 6, 2, 2, 18, 12],
  k: [16, 16, 18, 20, 24, 20, 18],
  l: [12, 4, 4, 4, 4, 4, 14],
  m: [0, 0, 26, 21, 21, 21, 21],
  n: [0, 0, 30, 17, 17, 17, 17],
  o: [0, 0, 14, 17, 17, 17, 14],
  p: [0, 0, 30, 17, 30, 16, 16],
  q: [0, 0, 15, 17, 15, 1, 1],
  r: [0, 0, 22, 25, 16, 16, 16],
  s: [0, 0, 15, 16, 14, 1, 30],
  t: [8, 8, 30, 8, 8, 8, 6],
  u: [0, 0, 17, 17, 17, 17, 15],
  v: [0, 0, 17, 17, 17, 10, 4],
  w: [0, 0, 21, 21, 21, 21, 10],
  x: [0, 0, 17, 10, 4, 10, 17],
  y: [0, 17, 17, 17, 15, 1, 14],
  z: [0, 0, 31, 2, 4, 8, 31],
  '0': [14, 17, 19, 21, 25, 17, 14],
  '1': [4, 12, 4, 4, 4, 4, 14],
  '2': [14, 17, 1, 6, 8, 16, 31],
  '3': [30, 1, 1, 14, 1, 1, 30],
  '4': [2, 6, 10, 18, 31, 2, 2],
  '5': [31, 16, 30, 1, 1, 17, 14],
  '6': [14, 16, 16, 30, 17, 17, 14],
  '7': [31, 1, 2, 2, 4, 4, 4],
  '8': [14, 17, 17, 14, 17, 17, 14],
  '9': [14, 17, 17, 15, 1, 1, 14],
  '.': [0, 0, 0, 0, 0, 12, 12],
  ',': [0, 0, 0, 0, 12, 4, 8],
  ':': [0, 12, 12, 0, 12, 12, 0],
  '-': [0, 0, 0, 30, 0, 0, 0],
  _: [0, 0, 0, 0, 0, 0, 31],
  '/': [1, 1, 2, 4, 8, 16, 16],
  '(': [2, 4, 8, 8, 8, 4, 2],
  ')': [8, 4, 2, 2, 2, 4, 8],
  '=': [0, 0, 31, 0, 31, 0, 0],
  '+': [0, 4, 4, 31, 4, 4, 0],
  '%': [25, 25, 2, 4, 8, 19, 19],
};
const UNKNOWN = GLYPHS['-'] ?? [];
const GLYPH_WIDTH = 5;
const GLYPH_HEIGHT = 7;
const ADVANCE = GLYPH_WIDTH + 1;

/** Height of a line of text in px. */
export function textHeightPx(scale: number): number {
  return GLYPH_HEIGHT * scale;
}

/** The text as far as it fits into so many px. */
export function cutText(text: string, roomPx: number, scale: number): string {
  return text.slice(0, Math.max(0, Math.floor(roomPx / (ADVANCE * scale))));
}

/** Draws a line of text in small letters; what there is no letter for becomes a dash. */
export function drawText(
  sheet: Sheet,
  text: string,
  place: { readonly left: number; readonly top: number; readonly scale: number; readonly color: Rgb },
): void {
  const { left, top, scale, color } = place;
  const letters = text.toLowerCase();
  for (let index = 0; index < letters.length; index++) {
    const letter = letters.charAt(index);
    if (letter === ' ') continue;
    (GLYPHS[letter] ?? UNKNOWN).forEach((bits, row) => {
      for (let column = 0; column < GLYPH_WIDTH; column++) {
        if (((bits >> (GLYPH_WIDTH - 1 - column)) & 1) === 0) continue;
        fillSquare(sheet, left + (index * ADVANCE + column) * scale, top + row * scale, scale, color);
      }
    });
  }
}
