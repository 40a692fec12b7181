/** The explorers' arithmetic with the kernels that the page runs, against the reference. */
import { describe, expect, test } from 'vitest';
import { fitPreprocessing } from '../../src-engine/data/preprocess';
import { learnedKernels, mapFeatures } from '../../src-engine/explore/feature-kernels';
import { createInvarianceMeter } from '../../src-engine/explore/invariance';
import { poolMap } from '../../src-engine/explore/pooling';
import { createShiftBench } from '../../src-engine/explore/shift-bench';
import { shiftable, shiftedPicture } from '../../src-engine/explore/shifted-window';
import { mapUnit } from '../../src-engine/explore/unit-map';
import { createReferenceKernels } from '../../src-engine/kernels/reference/reference-kernels';
import { createSimdKernels } from '../../src-engine/kernels/simd/simd-kernels';
import { createRandom } from '../../src-engine/random';
import type { FeatureMap } from '../../src-engine/explore/feature-map';
import type { Kernels } from '../../src-engine/kernels/kernels';
import { simdBytes } from './simd-bytes';

const wasm = simdBytes();
const simd = (elements: number): Kernels => createSimdKernels(wasm, elements);
const reference = (elements: number): Kernels => createReferenceKernels(new Float32Array(elements));

function noise(height: number, width: number, channels: number): FeatureMap {
  const random = createRandom(9, 'check');
  const values = Float32Array.from({ length: height * width * channels }, random.normal);
  return { height, width, channels, values };
}

describe('explorers with the SIMD kernels', () => {
  test.each(['max', 'mean'] as const)(
    'pool maps of odd sizes by %s as the reference does, any region and stride',
    (kind) => {
      for (const [height, width, channels] of [
        [9, 13, 1],
        [17, 11, 3],
        [23, 30, 5],
      ]) {
        for (const [region, stride] of [
          [2, 2],
          [3, 1],
          [4, 3],
          [8, 8],
        ]) {
          const map = noise(height, width, channels);
          const settings = { kind, region: [region, region], stride: [stride, stride] } as const;
          const fast = poolMap(simd, map, settings);
          const slow = poolMap(reference, map, settings);
          expect(fast).toMatchObject({ height: slow.height, width: slow.width, channels });
          slow.values.forEach((value, index) => expect(fast.values[index]).toBeCloseTo(value, 5));
        }
      }
    },
  );

  test('measure invariance as the reference does', () => {
    const random = createRandom(10, 'check');
    const kernels = {
      count: 7,
      height: 5,
      width: 4,
      channels: 3,
      weights: Float32Array.from({ length: 7 * 5 * 4 * 3 }, random.normal),
      bias: Float32Array.from({ length: 7 }, random.normal),
      activation: 'sigmoid',
      dilation: [1, 1],
      learned: null,
    } as const;
    const settings = { kernels, regions: [2, 3], axis: 'y' } as const;
    const [fast, slow] = [simd, reference].map((create) => {
      const meter = createInvarianceMeter(create, settings);
      meter.add(shiftable(noise(20, 21, 3)));
      meter.add(shiftable(noise(14, 16, 3)));
      return meter.result();
    });
    slow.curves.forEach(({ mean, deviation }, index) => {
      mean.forEach((value, at) => expect(fast.curves[index].mean[at]).toBeCloseTo(value, 4));
      deviation.forEach((value, at) => expect(fast.curves[index].deviation[at]).toBeCloseTo(value, 4));
    });
  });
});

describe('learned features', () => {
  const random = createRandom(11, 'check');
  const inputs = 5 * 4;
  const samples = Float32Array.from({ length: 30 * inputs }, () => random.uniform());
  const rows = Uint32Array.from({ length: 30 }, (_, index) => index);
  const layer = {
    layer: 0,
    filters: {
      count: 3,
      height: 5,
      width: 4,
      channels: 1,
      weights: Float32Array.from({ length: 3 * inputs }, random.normal),
      bias: Float32Array.from({ length: 3 }, random.normal),
    },
    window: { stride: [1, 1], padding: 'valid', dilation: [1, 1] },
    activation: 'sigmoid',
    perWindow: true,
  } as const;
  const input = { preprocessing: fitPreprocessing('ufldl', samples, inputs, rows), whiteningScale: null };
  const kernels = learnedKernels(layer, input);

  test('of all units side by side are those of each unit, every window prepared as a sample', () => {
    const picture = noise(40, 17, 1);
    const map = mapFeatures(simd, picture, kernels);
    expect(map).toMatchObject({ height: 36, width: 14, channels: 3 });
    for (let unit = 0; unit < 3; unit += 1) {
      const alone = mapUnit(reference, picture, layer, input, unit);
      alone.values.forEach((value, place) => expect(map.values[place * 3 + unit]).toBeCloseTo(value, 5));
    }
  });

  test('of a moved window are those of the picture that the window then shows', () => {
    const around = shiftable(noise(30, 21, 1));
    const bench = createShiftBench(simd, kernels, [], around);
    for (const [dx, dy] of [
      [0, 0],
      [3, -8],
      [-7, 5],
    ]) {
      const seen = bench.featuresAt(dx, dy).slice();
      const anew = mapFeatures(reference, shiftedPicture(around, dx, dy), kernels);
      anew.values.forEach((value, index) => expect(seen[index]).toBeCloseTo(value, 5));
    }
  });
});
