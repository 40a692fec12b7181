/**
 * How points of a class look: a colour and a shape, so that classes are told apart without the one or the other. Eight
 * colours that colour-blind eyes tell apart, eight shapes; the pairs repeat after 64 classes.
 */
import { token } from '../../shared/canvas/theme';

export interface ClassMark {
  /** Name of the token. */
  readonly color: string;
  /** SVG path in the box [−1.2, 1.2]². */
  readonly path: string;
}

const colorCount = 8;

const shapes: readonly string[] = [
  'M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0Z',
  'M-.9-.9H.9V.9H-.9Z',
  'M0-1.1L1.05.8H-1.05Z',
  'M0-1.2L1.2 0L0 1.2L-1.2 0Z',
  'M-.38-1.1H.38V-.38H1.1V.38H.38V1.1H-.38V.38H-1.1V-.38H-.38Z',
  'M0 1.1L1.05-.8H-1.05Z',
  'M-1.05-.5L-.5-1.05L0-.55L.5-1.05L1.05-.5L.55 0L1.05.5L.5 1.05L0 .55L-.5 1.05L-1.05 .5L-.55 0Z',
  'M1.1 0A1.1 1.1 0 1 1-1.1 0A1.1 1.1 0 1 1 1.1 0ZM.55 0A.55.55 0 1 0-.55 0A.55.55 0 1 0 .55 0Z',
];

/** @param label class index, −1 for samples without a class */
export function classMark(label: number): ClassMark {
  const round = shapes[0] ?? '';
  if (label < 0) return { color: '--muted', path: round };
  const turn = Math.floor(label / colorCount);
  return { color: `--class-${label % colorCount}`, path: shapes[(label + turn) % shapes.length] ?? round };
}

/** A mark drawn once in device pixels, to be stamped thousands of times. */
export function drawStamp(label: number, radiusPx: number): OffscreenCanvas {
  const side = 2 * Math.ceil(1.3 * radiusPx) + 1;
  const stamp = new OffscreenCanvas(side, side);
  const context = stamp.getContext('2d');
  if (context === null) throw new Error('This canvas has no 2d context.');
  const { color, path } = classMark(label);
  context.translate(side / 2, side / 2);
  context.scale(radiusPx, radiusPx);
  context.fillStyle = token(color);
  context.fill(new Path2D(path));
  // A rim of the background keeps points apart that overlap.
  context.lineWidth = 0.25;
  context.strokeStyle = token('--surface');
  context.stroke(new Path2D(path));
  return stamp;
}
