/** Small pictures drawn by formula for the doors: Gabor filters, and grey dead leaves. */
import type { FilterSet } from '../../../src-engine';

/** A repeatable stream of numbers in [0, 1), good enough for decoration. */
function createStream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Filters as a trained sparse autoencoder has them: edges of many orientations and places. */
export function drawnFilters(units: number, side: number): FilterSet {
  const next = createStream(11);
  const values = new Float32Array(units * side * side);
  for (let unit = 0; unit < units; unit++) {
    const angle = Math.PI * next();
    const frequency = 0.09 + 0.13 * next();
    const phase = 2 * Math.PI * next();
    const [cx, cy] = [side * (0.25 + 0.5 * next()), side * (0.25 + 0.5 * next())];
    const spread = side * (0.16 + 0.12 * next());
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const [dx, dy] = [x - cx, y - cy];
        const along = dx * Math.cos(angle) + dy * Math.sin(angle);
        const envelope = Math.exp(-(dx * dx + dy * dy) / (2 * spread * spread));
        values[(unit * side + y) * side + x] = envelope * Math.cos(2 * Math.PI * frequency * along + phase);
      }
    }
  }
  const ones = new Float32Array(units).fill(1);
  return {
    layer: 0,
    units,
    height: side,
    width: side,
    channels: 1,
    values,
    norms: ones,
    meanActivations: ones,
  };
}

/** Overlapping discs whose radii follow a power law: the statistics of natural pictures in miniature. */
export function paintDeadLeaves(context: CanvasRenderingContext2D, side: number, seed: number): void {
  const next = createStream(seed);
  for (let leaf = 0; leaf < 160; leaf++) {
    const radius = Math.min(side, (side * 0.045) / Math.sqrt(1 - 0.985 * next()));
    const level = Math.round(30 + 205 * next());
    context.fillStyle = `rgb(${level} ${level} ${level})`;
    context.beginPath();
    context.arc(next() * side, next() * side, radius, 0, 2 * Math.PI);
    context.fill();
  }
}
