/** Paints all filters of a grid into one surface; what does not change from one update to the next is painted once. */
import type { FilterSet } from '../../../src-engine';
import { divergingMap, packRgb } from './diverging-map';
import { tileCorner, type GridLayout, type GridQuestion } from './grid-layout';
import { commonExtreme, paintUnitLines, repeatLines, unitExtreme, type FilterScale } from './paint-filters';
import { context2d, createSurface, sizeCanvas, type PixelSurface } from './pixel-canvas';
import { parseHex, themeVersion, token } from './theme';

/** Name of the measure in the page's performance timeline. */
const measureName = 'filter-grid';

export interface GridPicture {
  readonly filters: FilterSet;
  readonly scale: FilterScale;
  /** On the common scale, the |x_j| that gets the ends of the colours; null for the largest of these filters. */
  readonly extreme: number | null;
  /** The unit at each place; null in the order of the layer. */
  readonly order: Uint32Array | null;
  /** The same object as long as nothing about the layout changes. */
  readonly layout: GridLayout;
  readonly question: GridQuestion;
}

/** The lines between tiles; a place without a unit stays empty. */
function frameTiles(target: PixelSurface, { layout, question }: GridPicture): void {
  const { gapPx, tileWidthPx, tileHeightPx, tiles } = question;
  const line = packRgb(parseHex(token('--line-strong')));
  const widthPx = tileWidthPx * layout.scale + 2 * gapPx;
  const heightPx = tileHeightPx * layout.scale + 2 * gapPx;
  for (let place = 0; place < tiles; place++) {
    const { leftPx, topPx } = tileCorner(layout, question, place);
    for (let y = topPx - gapPx; y < topPx - gapPx + heightPx; y++) {
      const start = y * target.widthPx + leftPx - gapPx;
      target.pixels.fill(line, start, start + widthPx);
    }
  }
}

/** A painter of one canvas. Every call overwrites the canvas; its surface is kept as long as the layout stays. */
export function createGridPainter(): (canvas: HTMLCanvasElement, picture: GridPicture) => void {
  let surface: PixelSurface | null = null;
  let framed: GridLayout | null = null;
  let framedTheme = -1;

  return (canvas, picture) => {
    const start = performance.now();
    const { filters, layout, question, order } = picture;
    sizeCanvas(canvas, layout.widthPx, layout.heightPx);
    if (surface === null || framed !== layout || framedTheme !== themeVersion.value) {
      surface = createSurface(layout.widthPx, layout.heightPx);
      frameTiles(surface, picture);
      framed = layout;
      framedTheme = themeVersion.value;
    }
    const colors = divergingMap();
    const common = picture.scale === 'common' ? (picture.extreme ?? commonExtreme(filters)) : null;
    const { scale, widthPx } = layout;
    for (let place = 0; place < filters.units; place++) {
      const unit = order?.[place] ?? place;
      const corner = tileCorner(layout, question, place);
      paintUnitLines(surface, filters, unit, common ?? unitExtreme(filters, unit), colors, {
        ...corner,
        scale,
      });
    }
    for (let row = 0; row < layout.rows; row++) {
      const { topPx } = tileCorner(layout, question, row * layout.columns);
      repeatLines(surface, { leftPx: 0, topPx, scale }, filters.height, widthPx);
    }
    context2d(canvas).putImageData(surface.image, 0, 0);
    // Whoever observes the timeline gets the duration; the timeline itself must not grow with every update.
    performance.measure(measureName, { start, end: performance.now() });
    performance.clearMeasures(measureName);
  };
}
