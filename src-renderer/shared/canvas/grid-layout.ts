/** How a number of equal tiles fills an area with pixels of one whole size: the layout behind the filter grid. */

export interface GridLayout {
  readonly columns: number;
  readonly rows: number;
  /** Device pixels for one pixel of a tile; a whole number, at least 1. */
  readonly scale: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface GridQuestion {
  readonly tiles: number;
  readonly tileWidthPx: number;
  readonly tileHeightPx: number;
  readonly areaWidthPx: number;
  readonly areaHeightPx: number;
  /** Between tiles and around them. */
  readonly gapPx: number;
  /** Largest scale that still looks like a picture of weights. */
  readonly maxScale: number;
}

function measure(question: GridQuestion, columns: number): GridLayout {
  const { tiles, tileWidthPx, tileHeightPx, areaWidthPx, areaHeightPx, gapPx, maxScale } = question;
  const rows = Math.ceil(tiles / columns);
  const horizontal = (areaWidthPx - gapPx * (columns + 1)) / (columns * tileWidthPx);
  const vertical = (areaHeightPx - gapPx * (rows + 1)) / (rows * tileHeightPx);
  const scale = Math.max(1, Math.min(maxScale, Math.floor(Math.min(horizontal, vertical))));
  return {
    columns,
    rows,
    scale,
    widthPx: columns * (tileWidthPx * scale + gapPx) + gapPx,
    heightPx: rows * (tileHeightPx * scale + gapPx) + gapPx,
  };
}

/** Empty places in the last row count against a layout, and so does being far from square. */
function untidiness(layout: GridLayout, tiles: number): number {
  const holes = layout.columns * layout.rows - tiles;
  const overflow = Math.log(layout.columns / layout.rows);
  return holes / tiles + Math.abs(overflow);
}

/**
 * The largest whole scale at which all tiles fit; among layouts of that scale the tidiest one.
 * When nothing fits at scale 1 the tiles keep scale 1 and the grid is as wide as the area allows.
 */
export function layoutGrid(question: GridQuestion): GridLayout {
  const widest = Math.max(
    1,
    Math.floor((question.areaWidthPx - question.gapPx) / (question.tileWidthPx + question.gapPx)),
  );
  let best = measure(question, Math.min(widest, question.tiles));
  if (best.heightPx > question.areaHeightPx) return best;
  for (let columns = 1; columns <= Math.min(widest, question.tiles); columns++) {
    const candidate = measure(question, columns);
    if (candidate.heightPx > question.areaHeightPx || candidate.widthPx > question.areaWidthPx) continue;
    const better =
      candidate.scale > best.scale ||
      (candidate.scale === best.scale &&
        untidiness(candidate, question.tiles) < untidiness(best, question.tiles));
    if (better) best = candidate;
  }
  return best;
}

/** Top left corner (device px) of the tile at a place of the grid, counted row by row. */
export function tileCorner(
  layout: Pick<GridLayout, 'columns' | 'scale'>,
  question: Pick<GridQuestion, 'tileWidthPx' | 'tileHeightPx' | 'gapPx'>,
  place: number,
): { readonly leftPx: number; readonly topPx: number } {
  const { gapPx, tileWidthPx, tileHeightPx } = question;
  const { columns, scale } = layout;
  return {
    leftPx: gapPx + (place % columns) * (tileWidthPx * scale + gapPx),
    topPx: gapPx + Math.floor(place / columns) * (tileHeightPx * scale + gapPx),
  };
}

/** Which tile lies under a point of the grid (device px); null on a gap or an empty place. */
export function tileAt(
  layout: GridLayout,
  question: Pick<GridQuestion, 'tiles' | 'tileWidthPx' | 'tileHeightPx' | 'gapPx'>,
  xPx: number,
  yPx: number,
): number | null {
  const stepX = question.tileWidthPx * layout.scale + question.gapPx;
  const stepY = question.tileHeightPx * layout.scale + question.gapPx;
  const column = Math.floor((xPx - question.gapPx / 2) / stepX);
  const row = Math.floor((yPx - question.gapPx / 2) / stepY);
  if (column < 0 || column >= layout.columns || row < 0 || row >= layout.rows) return null;
  const tile = row * layout.columns + column;
  return tile < question.tiles ? tile : null;
}
