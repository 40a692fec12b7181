/** The frames of an animation of filters: which epochs they show, and how a frame is drawn. Nothing here is encoded. */
import type { FilterSet } from '../../src-engine';
import {
  blankSheet,
  drawFilters,
  extremeOf,
  layoutSheet,
  type Rgb,
  type Sheet,
  type SheetLayout,
} from './filter-sheet';
import { cutText, drawText, textHeightPx } from './pixel-font';

/** One run at one moment. */
export interface Panel {
  readonly title: string;
  /** The kept epoch that is shown; null before the first. */
  readonly epoch: number | null;
  readonly filters: FilterSet | null;
}

/** All runs at one moment. */
export interface Frame {
  readonly epoch: number;
  readonly panels: readonly Panel[];
}

/** More frames than so are thinned out evenly. */
export const MAX_FRAMES = 100;
/** Of all frames together, so that they fit into the memory of the process that encodes them. */
const MAX_PIXELS = 60_000_000;
const MAX_SIDE_PX = 1600;
const TEXT: Rgb = [0xe8, 0xec, 0xee];
const FAINT: Rgb = [0xa3, 0xae, 0xb6];
const TEXT_SCALE = 2;
const MARGIN_PX = 8;

/**
 * Every epoch at which any run keeps filters; of too many an even choice with the first and the last.
 * @param kept kept epochs of each run in rising order
 */
export function frameEpochs(kept: readonly (readonly number[])[], most = MAX_FRAMES): number[] {
  const all = [...new Set(kept.flat())].sort((first, second) => first - second);
  if (all.length <= most) return all;
  const chosen = Array.from({ length: most }, (_, index) =>
    Math.round((index * (all.length - 1)) / (most - 1)),
  );
  return chosen.map((index) => all[index] ?? 0);
}

interface PanelPlace {
  readonly left: number;
  readonly top: number;
  readonly sheet: SheetLayout | null;
}

export interface FrameLayout {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly panelWidthPx: number;
  readonly panels: readonly PanelPlace[];
}

/** Panels in rows; the largest that keeps all frames within what can be encoded. The same for every frame. */
export function layoutFrames(frames: readonly Frame[]): FrameLayout {
  const shapes = (frames[0]?.panels ?? []).map(
    (_, index) => frames.map(({ panels }) => panels[index]?.filters).find((filters) => filters) ?? null,
  );
  let layout = layoutAt(shapes, MAX_SIDE_PX);
  for (let roomPx = MAX_SIDE_PX; roomPx > 100 && isTooLarge(layout, frames.length); roomPx -= 100) {
    layout = layoutAt(shapes, roomPx);
  }
  return layout;
}

function isTooLarge({ widthPx, heightPx }: FrameLayout, frames: number): boolean {
  return widthPx * heightPx * frames > MAX_PIXELS || Math.max(widthPx, heightPx) > 2 * MAX_SIDE_PX;
}

function layoutAt(shapes: readonly (FilterSet | null)[], roomPx: number): FrameLayout {
  const columns = Math.ceil(Math.sqrt(shapes.length * 1.4));
  const sheets = shapes.map((shape) => (shape === null ? null : layoutSheet(shape, roomPx / columns)));
  const headPx = 2 * (textHeightPx(TEXT_SCALE) + MARGIN_PX);
  const panelWidthPx = Math.max(160, ...sheets.map((sheet) => sheet?.widthPx ?? 0));
  const panelHeightPx = headPx + Math.max(40, ...sheets.map((sheet) => sheet?.heightPx ?? 0));
  const rows = Math.ceil(shapes.length / columns);
  const used = Math.min(columns, shapes.length);
  return {
    widthPx: used * (panelWidthPx + MARGIN_PX) + MARGIN_PX,
    heightPx: rows * (panelHeightPx + MARGIN_PX) + MARGIN_PX,
    panelWidthPx,
    panels: sheets.map((sheet, index) => ({
      left: MARGIN_PX + (index % columns) * (panelWidthPx + MARGIN_PX),
      top: MARGIN_PX + Math.floor(index / columns) * (panelHeightPx + MARGIN_PX),
      sheet,
    })),
  };
}

/** Largest |x_j| of all frames and panels. */
export function commonExtreme(frames: readonly Frame[]): number {
  const sets = frames.flatMap(({ panels }) => panels.flatMap(({ filters }) => filters ?? []));
  return sets.reduce((most, filters) => Math.max(most, extremeOf(filters)), 0);
}

/** @param extreme of the common scale; null gives each unit its own */
export function drawFrame({ panels }: Frame, layout: FrameLayout, extreme: number | null): Sheet {
  const picture = blankSheet(layout.widthPx, layout.heightPx);
  panels.forEach(({ title, epoch, filters }, index) => {
    const place = layout.panels[index];
    if (place === undefined) return;
    const { left, top, sheet } = place;
    const line = (text: string, below: number, color: Rgb): void =>
      drawText(picture, cutText(text, layout.panelWidthPx, TEXT_SCALE), {
        left,
        top: top + below,
        scale: TEXT_SCALE,
        color,
      });
    const linePx = textHeightPx(TEXT_SCALE) + MARGIN_PX;
    line(title, 0, FAINT);
    line(epoch === null ? 'not begun' : `epoch ${epoch}`, linePx, TEXT);
    if (filters !== null && sheet !== null) {
      drawFilters(picture, filters, sheet, { left, top: top + 2 * linePx, extreme });
    }
  });
  return picture;
}
