/** Points of a map on the screen: where they lie, which is nearest, which are inside a loop. */

/** The square that [−1, 1]² is drawn in, in CSS pixels. */
export interface MapFrame {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

export interface ScreenPoint {
  readonly x: number;
  readonly y: number;
}

/** The largest square in the middle of a box, `margin` from its edges. */
export function frameIn(width: number, height: number, margin: number): MapFrame {
  const side = Math.max(0, Math.min(width, height) - 2 * margin);
  return { left: (width - side) / 2, top: (height - side) / 2, side };
}

/** Shapes: points [count, 2] in [−1, 1], y upwards → the same on screen, y downwards. Allocates. */
export function toScreen(points: Float32Array, { left, top, side }: MapFrame): Float32Array {
  return points.map(
    (value, index) => (index % 2 === 0 ? left : top) + (side * (1 + (index % 2 === 0 ? value : -value))) / 2,
  );
}

/** Index of the point nearest to a place and at most `within` from it; null where there is none. */
export function nearestPoint(screen: Float32Array, { x, y }: ScreenPoint, within: number): number | null {
  let nearest: number | null = null;
  let least = within * within;
  for (let index = 0; 2 * index < screen.length; index++) {
    const dx = (screen[2 * index] ?? 0) - x;
    const dy = (screen[2 * index + 1] ?? 0) - y;
    const distance = dx * dx + dy * dy;
    if (distance <= least) [nearest, least] = [index, distance];
  }
  return nearest;
}

/** Indices of the points inside a closed loop, by the even-odd rule. */
export function pointsInside(screen: Float32Array, loop: readonly ScreenPoint[]): number[] {
  const inside: number[] = [];
  for (let index = 0; 2 * index < screen.length; index++) {
    if (isInside(screen[2 * index] ?? 0, screen[2 * index + 1] ?? 0, loop)) inside.push(index);
  }
  return inside;
}

function isInside(x: number, y: number, loop: readonly ScreenPoint[]): boolean {
  let inside = false;
  let before = loop.at(-1);
  for (const corner of loop) {
    if (before !== undefined && corner.y > y !== before.y > y) {
      const crossing = before.x + ((y - before.y) / (corner.y - before.y)) * (corner.x - before.x);
      if (crossing > x) inside = !inside;
    }
    before = corner;
  }
  return inside;
}
