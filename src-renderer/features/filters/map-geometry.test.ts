/** Frames, nearest points and loops by hand. */
import { describe, expect, it } from 'vitest';
import { frameIn, nearestPoint, pointsInside, toScreen } from './map-geometry';

describe('toScreen', () => {
  it('puts the corners of the square into the frame, y upwards', () => {
    const frame = frameIn(300, 200, 10);
    expect(frame).toEqual({ left: 60, top: 10, side: 180 });
    expect([...toScreen(Float32Array.of(-1, 1, 1, -1, 0, 0), frame)]).toEqual([60, 10, 240, 190, 150, 100]);
  });

  it('has no room in a box that is smaller than its margins', () => {
    expect(frameIn(10, 400, 20).side).toBe(0);
  });
});

describe('nearestPoint', () => {
  const screen = Float32Array.of(10, 10, 20, 10, 300, 300);

  it('finds the nearest within reach', () => {
    expect(nearestPoint(screen, { x: 16, y: 10 }, 8)).toBe(1);
    expect(nearestPoint(screen, { x: 12, y: 14 }, 8)).toBe(0);
    expect(nearestPoint(screen, { x: 100, y: 100 }, 8)).toBeNull();
  });
});

describe('pointsInside', () => {
  const screen = Float32Array.of(1, 1, 5, 5, 9, 1, 5, 9);

  it('takes what a loop encloses, whichever way it runs', () => {
    const loop = [
      { x: 0, y: 0 },
      { x: 6, y: 0 },
      { x: 6, y: 6 },
      { x: 0, y: 6 },
    ];
    expect(pointsInside(screen, loop)).toEqual([0, 1]);
    expect(pointsInside(screen, [...loop].reverse())).toEqual([0, 1]);
  });

  it('leaves out the hollow of a bent loop', () => {
    const horseshoe = [
      { x: 0, y: 0 },
      { x: 3, y: 0 },
      { x: 3, y: 8 },
      { x: 7, y: 8 },
      { x: 7, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 10 },
      { x: 0, y: 10 },
    ];
    expect(pointsInside(screen, horseshoe)).toEqual([0, 2, 3]);
  });

  it('takes nothing for a line', () => {
    expect(
      pointsInside(screen, [
        { x: 0, y: 0 },
        { x: 9, y: 9 },
      ]),
    ).toEqual([]);
    expect(pointsInside(screen, [])).toEqual([]);
  });
});
