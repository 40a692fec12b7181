/**
 * Generated pictures with the statistics of natural ones: shapes of all sizes that hide each other, as
 * things in the world do, with shading, texture and noise.
 */
import { createRandom } from '../random';
import type { Random } from '../random';
import { createFractalNoise } from './fractal-noise';
import type { SampleSet } from './sample-set';

const sizePx = 512;
const smallestRadiusPx = 3;
const largestRadiusPx = 120;
/** Below this share of light from behind, a pixel counts as covered: less than one 8-bit step. */
const covered = 1 / 512;

/**
 * How far out a point lies in a shape of half-axes 1: below 1 inside, 1 on the outline, and twice as much
 * at twice the distance from the centre.
 */
type Outline = (u: number, v: number) => number;

const ellipse: Outline = (u, v) => Math.sqrt(u * u + v * v);
const roundedRectangle: Outline = (u, v) => Math.sqrt(Math.sqrt(u * u * u * u + v * v * v * v));
/** Between the parabolas v = ±(1 − u²). */
const leaf: Outline = (u, v) => (Math.abs(v) + Math.sqrt(v * v + 4 * u * u)) / 2;

const outlines = [ellipse, ellipse, roundedRectangle, leaf] as const;

interface Shape {
  readonly outline: Outline;
  readonly x: number;
  readonly y: number;
  /** Half-axes in pixels. */
  readonly long: number;
  readonly short: number;
  /** Direction of the long axis, a unit vector. */
  readonly cos: number;
  readonly sin: number;
  readonly grey: number;
  /** Change of grey from the centre to the outline along each axis. */
  readonly shadeLong: number;
  readonly shadeShort: number;
  readonly texture: number;
  readonly textureX: number;
  readonly textureY: number;
}

/** A random unit vector, by rejection from the disc, whose bits agree everywhere. */
function direction(random: Random): { cos: number; sin: number } {
  for (;;) {
    const x = 2 * random.uniform() - 1;
    const y = 2 * random.uniform() - 1;
    const squared = x * x + y * y;
    if (squared > 1e-4 && squared <= 1) return { cos: x / Math.sqrt(squared), sin: y / Math.sqrt(squared) };
  }
}

/** Radius with density ∝ r⁻³ between the smallest and the largest, which makes the pictures scale invariant. */
function radius(random: Random): number {
  const most = 1 / (smallestRadiusPx * smallestRadiusPx);
  const least = 1 / (largestRadiusPx * largestRadiusPx);
  return 1 / Math.sqrt(most - random.uniform() * (most - least));
}

function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

function createShape(random: Random): Shape {
  const long = radius(random);
  return {
    outline: outlines[random.integer(outlines.length)],
    x: between(random, -largestRadiusPx, sizePx + largestRadiusPx),
    y: between(random, -largestRadiusPx, sizePx + largestRadiusPx),
    long,
    short: long * between(random, 0.4, 1),
    ...direction(random),
    grey: between(random, 0.08, 0.92),
    shadeLong: between(random, -0.1, 0.1),
    shadeShort: between(random, -0.1, 0.1),
    texture: between(random, 0, 0.06),
    textureX: random.integer(sizePx),
    textureY: random.integer(sizePx),
  };
}

/** Paints front to back: each pixel keeps what is nearest and lets through only what is still open. */
function paint(shape: Shape, light: Float32Array, open: Float32Array, noise: Float32Array): number {
  const { long, short, cos, sin } = shape;
  // Outlines stay within the rectangle of their half-axes, so this box holds any rotation of it.
  const reachX = Math.abs(cos) * long + Math.abs(sin) * short + 1;
  const reachY = Math.abs(sin) * long + Math.abs(cos) * short + 1;
  const left = Math.max(0, Math.ceil(shape.x - reachX));
  const right = Math.min(sizePx - 1, Math.floor(shape.x + reachX));
  const top = Math.max(0, Math.ceil(shape.y - reachY));
  const bottom = Math.min(sizePx - 1, Math.floor(shape.y + reachY));
  let newlyCovered = 0;
  for (let y = top; y <= bottom; y += 1) {
    const dy = y - shape.y;
    const noiseRow = ((y + shape.textureY) % sizePx) * sizePx;
    for (let x = left; x <= right; x += 1) {
      const at = y * sizePx + x;
      if (open[at] < covered) continue;
      const dx = x - shape.x;
      const u = (dx * cos + dy * sin) / long;
      const v = (dy * cos - dx * sin) / short;
      const out = shape.outline(u, v);
      const toOutlinePx = out > 0 ? Math.sqrt(dx * dx + dy * dy) * (1 / out - 1) : long;
      const alpha = Math.max(0, Math.min(1, 0.5 + toOutlinePx));
      if (alpha === 0) continue;
      const texture = shape.texture * noise[noiseRow + ((x + shape.textureX) % sizePx)];
      light[at] += open[at] * alpha * (shape.grey + shape.shadeLong * u + shape.shadeShort * v + texture);
      open[at] *= 1 - alpha;
      if (open[at] < covered) newlyCovered += 1;
    }
  }
  return newlyCovered;
}

/**
 * One dead-leaves picture: shapes of power-law sizes, painted front to back until nothing is open.
 * Shapes: new uint8 pixels [512, 512, 1], the same bytes for the same seed and index everywhere.
 * @see Lee, Mumford & Huang 2001, "Occlusion models for natural images"
 */
export function deadLeavesPicture(seed: number, index: number): Uint8Array {
  const random = createRandom(seed, 'sample', index);
  const noise = createFractalNoise(sizePx, random);
  const light = new Float32Array(sizePx * sizePx);
  const open = new Float32Array(sizePx * sizePx).fill(1);
  let left = light.length;
  while (left > 0) left -= paint(createShape(random), light, open, noise);
  return Uint8Array.from(light, (value) =>
    Math.max(0, Math.min(255, Math.round(255 * (value + 0.02 * random.normal())))),
  );
}

export const deadLeaves: SampleSet = {
  name: 'dead-leaves',
  title: 'Dead leaves',
  description:
    'Ten generated pictures of shapes that hide each other, with the sizes, edges and spectrum of natural scenes.',
  heightPx: sizePx,
  widthPx: sizePx,
  channels: 1,
  count: 10,
  classNames: [],
  label: () => -1,
  picture: (index) => deadLeavesPicture(637, index),
};
