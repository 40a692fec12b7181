/** Draws a network as it trains at this minibatch: dropped units crossed out, what led to them faded. */
import { context2d, sizeCanvas } from '../../shared/canvas/pixel-canvas';
import { token } from '../../shared/canvas/theme';
import {
  droppedShare,
  isDropped,
  layoutStages,
  roomOf,
  titleHeight,
  type Stage,
  type StageLayout,
} from './thinned-network';

export interface NetworkDrawing {
  readonly stages: readonly Stage[];
  readonly widthPx: number;
  readonly heightPx: number;
  /** Token of the colour of the arm. */
  readonly colorToken: string;
}

/** Many lines add up to a surface: the more there are, the fainter each. */
const ink = 26;

/** Overwrites the canvas, sized in CSS pixels. */
export function drawThinnedNetwork(canvas: HTMLCanvasElement, drawing: NetworkDrawing): void {
  const { stages, widthPx, heightPx } = drawing;
  const ratio = devicePixelRatio;
  sizeCanvas(canvas, Math.floor(widthPx * ratio), Math.floor(heightPx * ratio));
  const context = context2d(canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, widthPx, heightPx);
  const layout = layoutStages(stages, roomOf(widthPx, heightPx));
  stages.forEach((stage, index) => {
    const [here, before] = [layout[index], layout[index - 1]];
    const source = stages[index - 1];
    if (here && before && source) drawLines(context, { source, before, stage, here }, drawing.colorToken);
  });
  stages.forEach((stage, index) => {
    const here = layout[index];
    if (here === undefined) return;
    drawUnits(context, stage, here, drawing.colorToken);
    drawWords(context, stage, here, widthPx / stages.length);
  });
}

interface Gap {
  readonly source: Stage;
  readonly before: StageLayout;
  readonly stage: Stage;
  readonly here: StageLayout;
}

function drawLines(
  context: CanvasRenderingContext2D,
  { source, before, stage, here }: Gap,
  colorToken: string,
): void {
  const gone = here.ys.map((_, unit) => droppedShare(stage, unit) === 1);
  const kept = new Path2D();
  const faded = new Path2D();
  let keptCount = 1;
  before.ys.forEach((from, left) => {
    const isFromGone = droppedShare(source, left) === 1;
    here.ys.forEach((to, right) => {
      if (stage.sees === 'same' && left !== right) return;
      const isGone = isFromGone || gone[right] === true;
      const path = isGone ? faded : kept;
      path.moveTo(before.x + before.size, from);
      path.lineTo(here.x - here.size, to);
      if (!isGone) keptCount += 1;
    });
  });
  context.lineWidth = 0.8;
  context.strokeStyle = token('--line-strong');
  context.globalAlpha = 0.16;
  context.stroke(faded);
  context.strokeStyle = token(colorToken);
  context.globalAlpha = Math.min(0.6, Math.max(0.07, ink / keptCount));
  context.stroke(kept);
  context.globalAlpha = 1;
}

function drawUnits(
  context: CanvasRenderingContext2D,
  stage: Stage,
  { x, ys, size }: StageLayout,
  colorToken: string,
): void {
  const [color, gone, surface] = [token(colorToken), token('--faint'), token('--surface')];
  ys.forEach((y, unit) => {
    if (stage.kind === 'maps') {
      drawMap(context, stage, unit, { left: x - size, top: y - size, side: 2 * size }, color);
      return;
    }
    const isGone = droppedShare(stage, unit) === 1;
    context.beginPath();
    context.arc(x, y, size, 0, 2 * Math.PI);
    context.fillStyle = isGone ? surface : color;
    context.fill();
    if (!isGone) return;
    context.lineWidth = 1;
    context.strokeStyle = gone;
    context.stroke();
    cross(context, x, y, size);
  });
}

/** A cross that reaches over the circle, so that it is seen where units are small. */
function cross(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  const arm = size * 0.95;
  context.lineWidth = Math.max(1, size * 0.28);
  context.strokeStyle = token('--muted');
  context.beginPath();
  context.moveTo(x - arm, y - arm);
  context.lineTo(x + arm, y + arm);
  context.moveTo(x - arm, y + arm);
  context.lineTo(x + arm, y - arm);
  context.stroke();
}

interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** A map with holes at the places that were dropped. */
function drawMap(
  context: CanvasRenderingContext2D,
  stage: Stage,
  map: number,
  { left, top, side }: Square,
  color: string,
): void {
  const { dropped, places, columns, count } = stage;
  context.fillStyle = color;
  context.fillRect(left, top, side, side);
  if (dropped === null) return;
  const rows = places / columns;
  const [width, height] = [side / columns, side / rows];
  context.fillStyle = token('--surface');
  for (let place = 0; place < places; place += 1) {
    if (!isDropped(dropped, place * count + map)) continue;
    context.fillRect(
      left + (place % columns) * width,
      top + Math.floor(place / columns) * height,
      width,
      height,
    );
  }
  context.lineWidth = 1;
  context.strokeStyle = color;
  context.strokeRect(left, top, side, side);
}

function drawWords(
  context: CanvasRenderingContext2D,
  stage: Stage,
  { x, ys, size, more }: StageLayout,
  widthPx: number,
): void {
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = token('--muted');
  context.font = `500 11px ${token('--font-ui')}`;
  context.fillText(fitting(context, stage.title, widthPx - 6), x, titleHeight / 2);
  const last = ys.at(-1);
  if (more === 0 || last === undefined) return;
  context.fillStyle = token('--faint');
  context.font = `10px ${token('--font-num')}`;
  const words = `… ${more} more`;
  const fits = context.measureText(words).width < widthPx - 6;
  context.fillText(fits ? words : `+${more}`, x, last + Math.max(10, 2.4 * size));
}

/** The text, cut off with dots where it is wider than its column. */
function fitting(context: CanvasRenderingContext2D, text: string, widthPx: number): string {
  if (context.measureText(text).width <= widthPx) return text;
  let length = text.length;
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > widthPx) length -= 1;
  return `${text.slice(0, length).trimEnd()}…`;
}
