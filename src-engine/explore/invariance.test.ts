/** The meter worked by hand, and what must hold of it for any picture. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createReferenceKernels } from '../kernels/reference/reference-kernels';
import { createRandom } from '../random';
import { createInvarianceMeter, relativeChange, shifts } from './invariance';
import { createShiftBench } from './shift-bench';
import { shiftable, shiftedPicture } from './shifted-window';
import type { InvarianceResult, ShiftAxis } from './invariance';
import type { FeatureMap } from './feature-map';
import type { FeatureKernels } from './feature-kernels';

const createKernels = (elements: number) => createReferenceKernels(new Float32Array(elements));

const identity: FeatureKernels = {
  count: 1,
  height: 1,
  width: 1,
  channels: 1,
  weights: Float32Array.of(1),
  bias: Float32Array.of(0),
  activation: 'linear',
  dilation: [1, 1],
  learned: null,
};
const edge: FeatureKernels = {
  ...identity,
  height: 3,
  width: 3,
  weights: Float32Array.of(-1, -1, -1, -1, 8, -1, -1, -1, -1),
  activation: 'relu',
};

/** Two kernels 2×3 with a bias and a bend. */
const pair: FeatureKernels = {
  count: 2,
  height: 2,
  width: 3,
  channels: 1,
  weights: Float32Array.of(1, -2, 0.5, 3, 0, -1, 0.25, 1, 1, -1, 2, -0.5),
  bias: Float32Array.of(0.5, -0.25),
  activation: 'relu',
  dilation: [1, 1],
  learned: null,
};

function noise(height: number, width: number, seed: number): FeatureMap {
  const random = createRandom(seed, 'check');
  const values = Float32Array.from({ length: height * width }, () => random.uniform());
  return { height, width, channels: 1, values };
}

function measure(
  kernels: FeatureKernels,
  pictures: readonly FeatureMap[],
  regions: readonly number[],
  axis: ShiftAxis = 'x',
): InvarianceResult {
  const meter = createInvarianceMeter(createKernels, { kernels, regions, axis });
  for (const picture of pictures) meter.add(shiftable(picture));
  return meter.result();
}

const at = (shift: number): number => shifts.indexOf(shift);

describe('relative change', () => {
  test('is the length of the difference in lengths of the original', () => {
    expect(relativeChange(Float32Array.of(3, 4), Float32Array.of(3, 4))).toBe(0);
    expect(relativeChange(Float32Array.of(3, 4), Float32Array.of(0, 0))).toBe(1);
    expect(relativeChange(Float32Array.of(3, 4), Float32Array.of(4, 3))).toBeCloseTo(Math.SQRT2 / 5, 12);
  });

  test('cannot be told where the original is all 0', () => {
    expect(relativeChange(Float32Array.of(0, 0), Float32Array.of(1, 0))).toBeNull();
  });
});

describe('the meter', () => {
  const bar: FeatureMap = {
    height: 2,
    width: 4,
    channels: 1,
    values: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0),
  };

  test('agrees with a case worked by hand', () => {
    const { curves } = measure(identity, [bar], [2]);
    const [before, max, mean] = curves;
    expect(curves.map(({ pooling }) => pooling)).toEqual([
      null,
      { kind: 'max', region: 2 },
      { kind: 'mean', region: 2 },
    ]);
    // By 1: rows 1 1 0 0 with the mirror image entering; maxima 1 0 stay, means ½ 0 become 1 0.
    expect([before, max, mean].map((curve) => curve.mean[at(1)])).toEqual([1, 0, 1]);
    // By 2: rows 0 1 1 0; maxima become 1 1, means ½ ½.
    expect(before.mean[at(2)]).toBeCloseTo(Math.sqrt(3), 12);
    expect([max, mean].map((curve) => curve.mean[at(2)])).toEqual([1, 1]);
    // By −1: the bar leaves.
    expect([before, max, mean].map((curve) => curve.mean[at(-1)])).toEqual([1, 1, 1]);
  });

  test('finds no change across the direction in which a picture is the same everywhere', () => {
    for (const curve of measure(identity, [bar], [2], 'y').curves) {
      expect([...curve.mean]).toEqual(shifts.map(() => 0));
    }
  });

  test('finds exactly 0 at shift 0, and never less than 0', () => {
    const sides = fc.integer({ min: 9, max: 20 });
    fc.assert(
      fc.property(sides, sides, fc.nat(), fc.constantFrom('x', 'y'), (height, width, seed, axis) => {
        const { curves } = measure(pair, [noise(height, width, seed)], [2, 3], axis);
        for (const { mean } of curves) {
          expect(mean[at(0)]).toBe(0);
          expect(mean.every((change) => change >= 0)).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('finds no change in constant pictures, and none to measure where a kernel answers 0 to them', () => {
    const flat = { height: 12, width: 12, channels: 1, values: new Float32Array(144).fill(0.5) };
    for (const curve of measure(identity, [flat], [2, 4]).curves) {
      expect([...curve.mean]).toEqual(shifts.map(() => 0));
    }
    const { curves, pictures } = measure(edge, [flat], [2, 4]);
    expect(pictures).toBe(1);
    for (const curve of curves) {
      expect(curve.pictures).toBe(0);
      expect(curve.mean.every(Number.isNaN)).toBe(true);
    }
  });

  test('leaves pictures without features out of the mean', () => {
    const flat = { height: 12, width: 12, channels: 1, values: new Float32Array(144) };
    const picture = noise(12, 12, 4);
    const alone = measure(edge, [picture], [3]);
    const beside = measure(edge, [flat, picture, flat], [3]);
    expect(beside.pictures).toBe(3);
    expect(beside.curves).toEqual(alone.curves);
  });

  test('takes the mean over pictures of any size and says how far they spread', () => {
    const pictures = [noise(12, 15, 1), noise(20, 12, 2)];
    const [first, second] = pictures.map((picture) => measure(pair, [picture], [2]).curves);
    measure(pair, pictures, [2]).curves.forEach(({ mean, deviation, pictures: count }, index) => {
      expect(count).toBe(2);
      for (const place of [at(-3), at(1), at(8)]) {
        const [a, b] = [first[index].mean[place], second[index].mean[place]];
        expect(mean[place]).toBeCloseTo((a + b) / 2, 12);
        expect(deviation[place]).toBeCloseTo(Math.abs(a - b) / Math.SQRT2, 12);
      }
    });
  });

  test('refuses a region that the features do not hold', () => {
    expect(() => measure(identity, [bar], [3])).toThrow(/at least 3×3, got 2×4×1/);
  });
});

describe('shifted features', () => {
  const shift = fc.integer({ min: -8, max: 8 });

  test('are those of the shifted picture, by a loop that convolves it anew', () => {
    fc.assert(
      fc.property(fc.nat(), shift, shift, (seed, dx, dy) => {
        const source = shiftable(noise(10, 11, seed));
        const shifted = createShiftBench(createKernels, pair, [], source);
        const [height, width, count] = shifted.featureSize;
        expect([height, width, count]).toEqual([9, 9, 2]);
        const features = shifted.featuresAt(dx, dy);
        const picture = shiftedPicture(source, dx, dy);
        for (let index = 0; index < features.length; index += 1) {
          const unit = index % count;
          const x = Math.floor(index / count) % width;
          const y = Math.floor(index / (count * width));
          let sum = pair.bias[unit];
          for (let tap = 0; tap < 6; tap += 1) {
            const pixel = (y + Math.floor(tap / 3)) * picture.width + x + (tap % 3);
            sum += picture.values[pixel] * pair.weights[unit * 6 + tap];
          }
          expect(features[index]).toBeCloseTo(Math.max(sum, 0), 5);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('pooled after a shift by a multiple of the region are the pooled map, shifted by whole cells', () => {
    const anyKind = fc.constantFrom('max' as const, 'mean' as const);
    const cells = fc.integer({ min: -2, max: 2 });
    fc.assert(
      fc.property(
        fc.nat(),
        anyKind,
        fc.integer({ min: 2, max: 4 }),
        cells,
        cells,
        (seed, kind, side, i, j) => {
          const pooling = { kind, region: [side, side], stride: [side, side] } as const;
          const source = shiftable(noise(22, 23, seed));
          const shifted = createShiftBench(createKernels, pair, [pooling], source);
          const [height, width, channels] = shifted.pooledSizes[0];
          const pooledAt = (dx: number, dy: number): FeatureMap => {
            shifted.featuresAt(dx, dy);
            return { height, width, channels, values: shifted.pooled(0).slice() };
          };
          const original = pooledAt(0, 0);
          const moved = pooledAt(i * side, j * side);
          for (let y = Math.max(j, 0); y < moved.height + Math.min(j, 0); y += 1) {
            for (let x = Math.max(i, 0); x < moved.width + Math.min(i, 0); x += 1) {
              const here = (y * moved.width + x) * channels;
              const there = ((y - j) * moved.width + x - i) * channels;
              expect(moved.values.subarray(here, here + channels)).toEqual(
                original.values.subarray(there, there + channels),
              );
            }
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  test('are refused of kernels that do not fit the window, by size or by channels', () => {
    const bench = (height: number, channels: number) => () => {
      const picture = { height, width: 9, channels, values: new Float32Array(height * 9 * channels) };
      return createShiftBench(createKernels, edge, [], shiftable(picture));
    };
    expect(bench(2, 1)).toThrow(/kernel of 3×3 .* window of 2×9/);
    expect(bench(9, 3)).toThrow(/1 channel cannot see a picture of 3/);
  });
});
