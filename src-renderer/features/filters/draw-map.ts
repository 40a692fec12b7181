/** Draws the parts of a map: frame with axes, points, the ring around the point in hand, the loop being drawn. */
import { token } from '../../shared/canvas/theme';
import { drawStamp } from './class-marks';
import type { MapFrame, ScreenPoint } from './map-geometry';

/** Points that were not chosen, where others were. */
const fadedAlpha = 0.18;
const loopAlpha = 0.12;
const fontPx = 11;
const textGapPx = 4;

/** @param padPx from the square of the points to its frame; all lengths are CSS pixels */
export function drawFrame(
  context: CanvasRenderingContext2D,
  { left, top, side }: MapFrame,
  padPx: number,
  axes: readonly [string, string] | null,
): void {
  context.save();
  context.scale(devicePixelRatio, devicePixelRatio);
  context.translate(left - padPx, top - padPx);
  const length = side + 2 * padPx;
  context.strokeStyle = token('--line');
  context.strokeRect(0.5, 0.5, length, length);
  if (axes !== null) {
    context.fillStyle = token('--muted');
    context.font = `${fontPx}px ${token('--font-ui')}`;
    context.textAlign = 'right';
    context.textBaseline = 'top';
    context.fillText(axes[0], length, length + textGapPx);
    context.rotate(-Math.PI / 2);
    context.textBaseline = 'bottom';
    context.fillText(axes[1], 0, -textGapPx);
  }
  context.restore();
}

/** Shapes: screen [count, 2] in CSS pixels, labels [count]. Where some are chosen, the others fade and lie below. */
export function drawPoints(
  context: CanvasRenderingContext2D,
  screen: Float32Array,
  labels: Int32Array,
  chosen: ReadonlySet<number>,
  radiusPx: number,
): void {
  const ratio = devicePixelRatio;
  const stamps = new Map([...new Set(labels)].map((label) => [label, drawStamp(label, radiusPx * ratio)]));
  for (const isOnTop of [false, true]) {
    context.globalAlpha = chosen.size > 0 && !isOnTop ? fadedAlpha : 1;
    labels.forEach((label, index) => {
      const stamp = stamps.get(label);
      if (stamp === undefined || chosen.has(index) !== isOnTop) return;
      const x = (screen[2 * index] ?? 0) * ratio - stamp.width / 2;
      const y = (screen[2 * index + 1] ?? 0) * ratio - stamp.height / 2;
      // Between pixels a stamp would be blurred, and slower.
      context.drawImage(stamp, Math.round(x), Math.round(y));
    });
  }
  context.globalAlpha = 1;
}

export function drawRing(context: CanvasRenderingContext2D, { x, y }: ScreenPoint, radiusPx: number): void {
  const ratio = devicePixelRatio;
  context.strokeStyle = token('--accent');
  context.lineWidth = 2 * ratio;
  context.beginPath();
  context.arc(x * ratio, y * ratio, radiusPx * ratio, 0, 2 * Math.PI);
  context.stroke();
}

export function drawLoop(context: CanvasRenderingContext2D, loop: readonly ScreenPoint[]): void {
  if (loop.length < 2) return;
  const ratio = devicePixelRatio;
  context.beginPath();
  loop.forEach(({ x, y }) => context.lineTo(x * ratio, y * ratio));
  context.closePath();
  context.fillStyle = token('--accent');
  context.globalAlpha = loopAlpha;
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = token('--accent');
  context.lineWidth = 1.5 * ratio;
  context.stroke();
}
