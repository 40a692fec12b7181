/** Feature maps side by side to pixels, and the marks over them. Every number is a square of whole device pixels. */
import type { GridLayout } from '../../shared/canvas/grid-layout';
import { mapIndex } from '../../shared/canvas/diverging-map';
import { intensityIndex } from '../../shared/canvas/intensity-map';
import { repeatLines } from '../../shared/canvas/paint-filters';
import type { NumberPicture, PictureMap, PictureRange } from '../../shared/canvas/paint-picture';
import type { LinkedPart } from './links';

export interface MapLayout extends GridLayout {
  readonly gapPx: number;
}

/** Top left corner of a map in device pixels. */
export function cornerOf(
  { columns, scale, gapPx }: MapLayout,
  { height, width }: Pick<NumberPicture, 'height' | 'width'>,
  channel: number,
): { readonly leftPx: number; readonly topPx: number } {
  return {
    leftPx: gapPx + (channel % columns) * (width * scale + gapPx),
    topPx: gapPx + Math.floor(channel / columns) * (height * scale + gapPx),
  };
}

/**
 * Shapes: picture [height, width, channels], each channel a map → pixels [heightPx, widthPx] of the layout, packed RGBA.
 * Overwrites the rectangles of the maps; of what lies between them, lines are repeated within a row of maps.
 * @param colors table of packed pixels of the map
 */
export function paintMaps(
  pixels: Uint32Array,
  layout: MapLayout,
  picture: NumberPicture,
  map: PictureMap,
  [from, to]: PictureRange,
  colors: Uint32Array,
): void {
  const { height, width, channels, values } = picture;
  const { scale, widthPx } = layout;
  const extreme = Math.max(Math.abs(from), Math.abs(to));
  const gain = map === 'diverging' ? (extreme > 0 ? 1 / extreme : 0) : to > from ? 1 / (to - from) : 0;
  for (let channel = 0; channel < channels; channel++) {
    const { leftPx, topPx } = cornerOf(layout, picture, channel);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const value = values[(y * width + x) * channels + channel] ?? 0;
        const index = map === 'diverging' ? mapIndex(value * gain) : intensityIndex((value - from) * gain);
        const color = colors[index] ?? 0;
        // For a few pixels a loop is far quicker than a call of `fill`.
        const start = (topPx + y * scale) * widthPx + leftPx + x * scale;
        for (let at = start; at < start + scale; at++) pixels[at] = color;
      }
    }
  }
  for (let channel = 0; channel < channels; channel += layout.columns) {
    const { topPx } = cornerOf(layout, picture, channel);
    repeatLines({ pixels, widthPx }, { leftPx: 0, topPx, scale }, height, widthPx);
  }
}

export interface MarkColors {
  readonly accent: string;
  /** Behind the accent, so that it is seen on every colour of a map. */
  readonly edge: string;
}

/** Whether a part is all of the maps: then there is nothing to point out within them. */
export function isEverything(
  { region, channel }: LinkedPart,
  { height, width }: Pick<NumberPicture, 'height' | 'width'>,
): boolean {
  return channel === null && region.height === height && region.width === width;
}

/** The parts of the maps that hang together with what is looked at, and the cell that stands for them. */
export function drawMarks(
  context: CanvasRenderingContext2D,
  layout: MapLayout,
  picture: Pick<NumberPicture, 'height' | 'width' | 'channels'>,
  part: LinkedPart,
  cell: { readonly y: number; readonly x: number; readonly channel: number } | null,
  colors: MarkColors,
  linePx: number,
): void {
  const { scale } = layout;
  const frame = (
    channel: number,
    y: number,
    x: number,
    height: number,
    width: number,
    thick: number,
  ): void => {
    const { leftPx, topPx } = cornerOf(layout, picture, channel);
    const box = [
      leftPx + x * scale - thick / 2,
      topPx + y * scale - thick / 2,
      width * scale + thick,
      height * scale + thick,
    ] as const;
    context.lineWidth = thick + 2;
    context.strokeStyle = colors.edge;
    context.strokeRect(...box);
    context.lineWidth = thick;
    context.strokeStyle = colors.accent;
    context.strokeRect(...box);
  };
  const { top, left, height, width } = part.region;
  const channels = isEverything(part, picture) ? 0 : part.channel === null ? picture.channels : 1;
  for (let index = 0; index < channels && height > 0; index++) {
    frame(
      part.channel ?? index,
      top,
      left,
      height,
      width,
      part.channel === null ? Math.max(1, linePx / 2) : linePx,
    );
  }
  if (cell !== null) frame(cell.channel, cell.y, cell.x, 1, 1, linePx);
}
