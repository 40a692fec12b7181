/** Small generated pictures of six kinds of shapes in any position, size and turn: a set to classify. */
import { createRandom } from '../random';
import type { Random } from '../random';
import type { SampleSet } from './sample-set';

const sizePx = 28;
/** Points a pixel is probed at along each axis, for smooth outlines. */
const probes = 3;
const seed = 637;

/** Whether a point lies in the shape; coordinates are relative to its centre, in units of its radius. */
type Inside = (x: number, y: number) => boolean;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Even–odd rule. */
function insidePolygon(corners: readonly Point[]): Inside {
  return (x, y) => {
    let inside = false;
    corners.forEach((a, i) => {
      const b = corners[(i + 1) % corners.length];
      if (a.y > y !== b.y > y && x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)) inside = !inside;
    });
    return inside;
  };
}

// cos and sin of multiples of 72° and 36° by square roots, so that the bits agree everywhere.
const root5 = Math.sqrt(5);
const cos72 = (root5 - 1) / 4;
const cos36 = (root5 + 1) / 4;
const sin72 = Math.sqrt(1 - cos72 * cos72);
const sin36 = Math.sqrt(1 - cos36 * cos36);
const innerRadius = 0.45;

const starCorners: readonly Point[] = [
  { x: 0, y: 1 },
  { x: sin36 * innerRadius, y: cos36 * innerRadius },
  { x: sin72, y: cos72 },
  { x: sin72 * innerRadius, y: -cos72 * innerRadius },
  { x: sin36, y: -cos36 },
  { x: 0, y: -innerRadius },
  { x: -sin36, y: -cos36 },
  { x: -sin72 * innerRadius, y: -cos72 * innerRadius },
  { x: -sin72, y: cos72 },
  { x: -sin36 * innerRadius, y: cos36 * innerRadius },
];

const triangleCorners: readonly Point[] = [
  { x: 0, y: 1 },
  { x: Math.sqrt(3) / 2, y: -0.5 },
  { x: -Math.sqrt(3) / 2, y: -0.5 },
];

const kinds: readonly { readonly name: string; readonly inside: Inside }[] = [
  { name: 'circle', inside: (x, y) => x * x + y * y < 0.81 },
  { name: 'cross', inside: (x, y) => Math.min(Math.abs(x), Math.abs(y)) < 0.25 && x * x + y * y < 1 },
  { name: 'ring', inside: (x, y) => x * x + y * y < 0.9 && x * x + y * y > 0.3 },
  { name: 'square', inside: (x, y) => Math.max(Math.abs(x), Math.abs(y)) < 0.75 },
  { name: 'star', inside: insidePolygon(starCorners) },
  { name: 'triangle', inside: insidePolygon(triangleCorners) },
];

interface Pose {
  readonly x: number;
  readonly y: number;
  readonly radiusPx: number;
  readonly cos: number;
  readonly sin: number;
}

/** Upright with up to about 17° of lean either way. */
function createPose(random: Random): Pose {
  const lean = 0.6 * random.uniform() - 0.3;
  const length = Math.sqrt(1 + lean * lean);
  const radiusPx = 7 + 4 * random.uniform();
  const slack = sizePx / 2 - radiusPx;
  return {
    x: sizePx / 2 + slack * (2 * random.uniform() - 1),
    y: sizePx / 2 + slack * (2 * random.uniform() - 1),
    radiusPx,
    cos: 1 / length,
    sin: lean / length,
  };
}

/** Share of a pixel's probes that lie in the shape. */
function coverage(inside: Inside, pose: Pose, column: number, row: number): number {
  let hits = 0;
  for (let probe = 0; probe < probes * probes; probe += 1) {
    const dx = (column + ((probe % probes) + 0.5) / probes - pose.x) / pose.radiusPx;
    const dy = (pose.y - row - (Math.floor(probe / probes) + 0.5) / probes) / pose.radiusPx;
    if (inside(dx * pose.cos + dy * pose.sin, dy * pose.cos - dx * pose.sin)) hits += 1;
  }
  return hits / (probes * probes);
}

/** Bright shape on dark ground with a little noise: new uint8 pixels [28, 28, 1]. */
function shapePicture(index: number): Uint8Array {
  const random = createRandom(seed, 'sample', index);
  const pose = createPose(random);
  const { inside } = kinds[index % kinds.length];
  const ground = 0.2 * random.uniform();
  const contrast = 0.4 + 0.35 * random.uniform();
  return Uint8Array.from({ length: sizePx * sizePx }, (_, at) => {
    const covered = coverage(inside, pose, at % sizePx, Math.floor(at / sizePx));
    const light = ground + contrast * covered + 0.05 * random.normal();
    return Math.max(0, Math.min(255, Math.round(255 * light)));
  });
}

export const shapes: SampleSet = {
  name: 'shapes',
  title: 'Shapes',
  description:
    'Small generated pictures of circles, crosses, rings, squares, stars and triangles, to be told apart.',
  heightPx: sizePx,
  widthPx: sizePx,
  channels: 1,
  count: 3000,
  classNames: kinds.map((kind) => kind.name),
  label: (index) => index % kinds.length,
  picture: shapePicture,
};
