/** Signs of filter health over a grid of filters, on a canvas of their own: the pictures below are redrawn without them. */
import type { HealthMark } from '../../../src-engine';
import { healthWords } from '../health/health-words';
import { tileCorner, type GridLayout, type GridQuestion } from './grid-layout';
import { context2d, sizeCanvas } from './pixel-canvas';
import { token } from './theme';

export interface MarkedGrid {
  readonly layout: GridLayout;
  readonly question: GridQuestion;
  /** The unit at a place. */
  readonly unitAt: (place: number) => number;
  /** Of each unit, the signs it gets. */
  readonly marks: readonly (readonly HealthMark[])[];
  /** Units without this mark are veiled; null veils none. */
  readonly picked: HealthMark | null;
}

const signCssPx = 11;
const veilAlpha = 0.72;

function drawSign(
  context: CanvasRenderingContext2D,
  mark: HealthMark,
  leftPx: number,
  topPx: number,
  sidePx: number,
): void {
  const { path, isLine, colorToken } = healthWords[mark];
  const margin = sidePx * 0.2;
  context.save();
  context.fillStyle = token('--surface');
  context.fillRect(leftPx, topPx, sidePx, sidePx);
  context.translate(leftPx + margin, topPx + margin);
  context.scale((sidePx - 2 * margin) / 10, (sidePx - 2 * margin) / 10);
  context.fillStyle = context.strokeStyle = token(colorToken);
  context.lineWidth = 1.9;
  if (isLine) context.stroke(new Path2D(path));
  else context.fill(new Path2D(path));
  context.restore();
}

/** Overwrites the canvas. */
export function drawMarks(canvas: HTMLCanvasElement, grid: MarkedGrid): void {
  const { layout, question, marks, picked } = grid;
  sizeCanvas(canvas, layout.widthPx, layout.heightPx);
  const context = context2d(canvas);
  context.clearRect(0, 0, layout.widthPx, layout.heightPx);
  const width = question.tileWidthPx * layout.scale;
  const height = question.tileHeightPx * layout.scale;
  // On small tiles the sign must leave some of the picture to be seen.
  const side = Math.round(Math.min(signCssPx * devicePixelRatio, Math.min(width, height) * 0.45));
  for (let place = 0; place < question.tiles; place++) {
    const own = marks[grid.unitAt(place)] ?? [];
    const { leftPx, topPx } = tileCorner(layout, question, place);
    if (picked !== null && !own.includes(picked)) {
      context.globalAlpha = veilAlpha;
      context.fillStyle = token('--surface');
      context.fillRect(leftPx, topPx, width, height);
      context.globalAlpha = 1;
      continue;
    }
    const fitting = own.slice(0, Math.max(1, Math.floor(width / side)));
    fitting.forEach((mark, index) =>
      drawSign(context, mark, leftPx + width - (index + 1) * side, topPx, side),
    );
  }
}
