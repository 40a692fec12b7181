/** What the explorers show of convolution is what the layers compute: compared with them, and patch by patch. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyPreprocessing, fitPreprocessing } from '../../src-engine/data/preprocess';
import { whitenPicture } from '../../src-engine/data/whitening';
import { convolve, traceCell } from '../../src-engine/explore/convolution';
import { cutBands, joinBands, mapBand, planLayer } from '../../src-engine/explore/layer-maps';
import { learnedLayer, preparePicture, windowPreparation } from '../../src-engine/explore/learned-layer';
import { mapUnit } from '../../src-engine/explore/unit-map';
import { TrainedNetwork } from '../../src-engine/inspect/trained-network';
import { createReferenceKernels } from '../../src-engine/kernels/reference/reference-kernels';
import { createSimdKernels } from '../../src-engine/kernels/simd/simd-kernels';
import { windowMisfit } from '../../src-engine/layers/window';
import { createRandom } from '../../src-engine/random';
import { describeNetwork } from '../../src-engine/spec/describe-network';
import { checkpointOf, experimentOf } from './trained';
import { simdBytes } from './simd-bytes';
import type { CreateKernels, FeatureMap } from '../../src-engine/explore/feature-map';
import type { LayerMaps } from '../../src-engine/explore/layer-maps';
import type { LearnedInput } from '../../src-engine/explore/learned-layer';
import type { StripJob } from '../../src-engine/explore/strips';
import type { Experiment, Preprocess } from '../../src-engine/spec/experiment';

type Sample = readonly [height: number, width: number, channels: number];

const reference: CreateKernels = (elements) => createReferenceKernels(new Float32Array(elements));
const simd: CreateKernels = (elements) => createSimdKernels(simdBytes(), elements);

function noise(length: number, seed: number): Float32Array {
  const random = createRandom(seed, 'init');
  return Float32Array.from({ length }, () => random.uniform());
}

const picture = (height: number, width: number, channels: number, seed = 1): FeatureMap => ({
  height,
  width,
  channels,
  values: noise(height * width * channels, seed),
});

/** The maps of a layer, computed in so many bands, the last first. */
function mapsOf(createKernels: CreateKernels, job: StripJob, smallSide: number, bands = 1): LayerMaps {
  const plan = planLayer(job.picture, job, smallSide);
  const parts = cutBands(plan, bands).map((rows) => mapBand(createKernels, job, plan, rows));
  return joinBands(plan, parts.reverse());
}

const untouched: LearnedInput = {
  preprocessing: fitPreprocessing('none', new Float32Array(1), 1, Uint32Array.of(0)),
  whiteningScale: null,
};

/** An untrained network with random numbers, and its first layer taken out of it to slide. */
function networkOf(experiment: Experiment, sampleShape: Sample, classCount: number) {
  const count = describeNetwork(experiment, sampleShape, classCount).reduce(
    (sum, { parameterCount }) => sum + parameterCount,
    0,
  );
  const checkpoint = checkpointOf(
    experiment,
    noise(count, 7).map((value) => value - 0.5),
  );
  const source = { experiment, sampleShape, classCount, checkpoint };
  const network = new TrainedNetwork(source, { kernelsWasm: simdBytes(), rows: 1 });
  return { network, learned: learnedLayer(network, experiment) };
}

describe('a learned convolution over a picture', () => {
  const filters = 5;
  const conv = (changes: object) => ({ type: 'conv2d', filters, activation: 'sigmoid', ...changes });

  test.each([
    ['alone', { kernelSize: [3, 3], padding: 'same' }, [40, 37, 1]],
    ['of colours, with stride', { kernelSize: [4, 2], stride: [2, 3], padding: 1 }, [41, 90, 3]],
    ['with dilation', { kernelSize: [3, 5], dilation: [3, 2], padding: 'valid' }, [100, 33, 1]],
  ] as const)('is the layer itself, bit for bit: %s', (_how, changes, shape) => {
    const [height, width, channels] = shape;
    const experiment = experimentOf([
      conv(changes),
      { type: 'flatten' },
      { type: 'dense', units: 2, activation: 'linear' },
    ]);
    const { network, learned } = networkOf(experiment, shape, 2);
    const seen = picture(height, width, channels);
    network.forward(seen.values, 1, 0);
    const truth = Array.from(network.activations(0));
    const prepared = preparePicture(seen, learned, untouched);
    expect(prepared.values).toBe(seen.values);
    for (let unit = 0; unit < filters; unit += 1) {
      const map = mapUnit(simd, prepared, learned, untouched, unit);
      expect([map.height, map.width]).toEqual(network.outputShape(0).slice(0, 2));
      const column = truth.filter((_, index) => index % filters === unit);
      expect(Array.from(map.values)).toEqual(column);
    }
  });
});

describe('a dense layer as filters', () => {
  const [height, width] = [6, 5];
  const units = 4;
  const dense = { type: 'dense', units, activation: 'sigmoid' };
  const inputs = height * width;
  const autoencoder = experimentOf([dense, { type: 'dense', units: inputs, activation: 'linear' }], {
    objective: { target: 'input', loss: 'squaredError' },
  });

  test.each<[string, Preprocess, boolean]>([
    ['as it is', 'none', false],
    ['by the mean of every window, clipped', 'ufldl', false],
    ['by statistics of each pixel of a patch', 'standardize', false],
    ['whitened first', 'ufldl', true],
  ])('answers every window as the network answers that patch, prepared %s', (_how, how, whiten) => {
    const { network, learned } = networkOf(autoencoder, [height, width, 1], 0);
    const training = noise(50 * inputs, 13).map((value) => value ** 3);
    const input: LearnedInput = {
      preprocessing: fitPreprocessing(
        how,
        training,
        inputs,
        Uint32Array.from({ length: 50 }, (_, i) => i),
      ),
      whiteningScale: whiten ? 0.7 : null,
    };
    const seen = picture(23, 19, 1, 17);
    // Some windows reach beyond what is clipped, others do not.
    for (let i = 0; i < seen.values.length; i += 1) seen.values[i] = seen.values[i] ** 6;
    const prepared = preparePicture(seen, learned, input);
    const source2d = whiten ? whitenPicture(seen.values, [23, 19, 1], 0.7) : seen.values;
    expect([...prepared.values]).toEqual([...source2d]);

    for (let unit = 0; unit < units; unit += 1) {
      const map = mapUnit(simd, prepared, learned, input, unit);
      expect([map.height, map.width]).toEqual([23 - height + 1, 19 - width + 1]);
      for (let y = 0; y < map.height; y += 1) {
        for (let x = 0; x < map.width; x += 1) {
          const patch = Float32Array.from(
            { length: inputs },
            (_, i) => source2d[(y + Math.floor(i / width)) * 19 + x + (i % width)],
          );
          applyPreprocessing(input.preprocessing, patch, inputs);
          network.forward(patch, 1, 0);
          expect(map.values[y * map.width + x]).toBe(network.activations(0)[unit]);
        }
      }
    }
  });

  test('prepares windows to the same bits as training, with and without clipping', () => {
    const { learned } = networkOf(autoencoder, [height, width, 1], 0);
    for (const limit of [0.2, 1, Infinity]) {
      const preprocessing = {
        ...untouched.preprocessing,
        removeMean: true,
        factor: 1.7,
        limit,
        gain: 0.4,
        offset: 0.5,
      };
      // Windows of no round number, which begin on no vector.
      const [places, first] = [43, 3];
      const columns = noise(places * inputs, 23);
      const truth = Float32Array.from(columns);
      applyPreprocessing(preprocessing, truth, inputs);
      for (const createKernels of [simd, reference]) {
        const kernels = createKernels(first + columns.length);
        kernels.values.set(columns, first);
        windowPreparation(learned, { preprocessing, whiteningScale: null })?.(kernels, first, places);
        expect([...kernels.values.subarray(first, first + columns.length)]).toEqual([...truth]);
      }
    }
  });

  test('refuses a network whose first layer has no filters', () => {
    const experiment = experimentOf([{ type: 'pool2d', region: [2, 2] }, { type: 'flatten' }, dense]);
    expect(() => networkOf(experiment, [6, 6, 1], 4)).toThrow(/no filters of its own/);
  });
});

describe('all maps of a layer', () => {
  const anyJob = fc.record({
    height: fc.integer({ min: 3, max: 60 }),
    width: fc.integer({ min: 3, max: 60 }),
    count: fc.integer({ min: 1, max: 7 }),
    size: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    stride: fc.integer({ min: 1, max: 2 }),
    padding: fc.constantFrom('same' as const, 'valid' as const, 2),
    smallSide: fc.integer({ min: 1, max: 20 }),
    seed: fc.integer({ min: 0, max: 99 }),
  });

  test('have the means, the maxima and the small pictures of the maps that are made one by one', () => {
    fc.assert(
      fc.property(anyJob, ({ height, width, count, size: [r, s], stride, padding, smallSide, seed }) => {
        const window = { stride: [stride, stride], padding, dilation: [1, 1] } as const;
        fc.pre(windowMisfit([height, width, 1], { ...window, size: [r, s] }, '') === null);
        const filters = {
          count,
          height: r,
          width: s,
          channels: 1,
          weights: noise(count * r * s, seed).map((value) => value - 0.5),
          bias: noise(count, seed + 1),
        };
        const seen = picture(height, width, 1, seed);
        const job: StripJob = { picture: seen, filters, window, activation: 'linear' };
        const maps = mapsOf(reference, job, smallSide);
        expect(Math.max(maps.smallHeight, maps.smallWidth)).toBeLessThanOrEqual(smallSide);
        for (let unit = 0; unit < count; unit += 1) {
          const kernel: FeatureMap = {
            height: r,
            width: s,
            channels: 1,
            values: filters.weights.subarray(unit * r * s, (unit + 1) * r * s),
          };
          const settings = { ...window, kind: 'correlation', scale: 1, bias: filters.bias[unit] } as const;
          const map = convolve(reference, seen, kernel, settings);
          expect([maps.height, maps.width]).toEqual([map.height, map.width]);
          const largest = Math.max(...map.values);
          expect(maps.maxima[unit]).toBeCloseTo(largest, 5);
          const at = maps.maximumY[unit] * map.width + maps.maximumX[unit];
          expect(map.values[at]).toBeCloseTo(largest, 5);
          expect(maps.means[unit]).toBeCloseTo(map.values.reduce((a, b) => a + b, 0) / map.values.length, 4);
          expectSmall(maps, unit, map);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('have the same bits in however many bands they are computed', () => {
    fc.assert(
      fc.property(anyJob, fc.integer({ min: 2, max: 9 }), (sizes, bands) => {
        const { height, width, count, size, stride, padding, smallSide, seed } = sizes;
        const [r, s] = size;
        const window = { stride: [stride, stride], padding, dilation: [2, 1] } as const;
        fc.pre(windowMisfit([height, width, 1], { ...window, size: [r, s] }, '') === null);
        const weights = noise(count * r * s, seed).map((value) => value - 0.5);
        const filters = { count, height: r, width: s, channels: 1, weights, bias: noise(count, seed + 1) };
        const seen = picture(height, width, 1, seed);
        // Whole steps, so that many places share a maximum.
        seen.values.forEach((value, index) => (seen.values[index] = Math.round(3 * value)));
        const job: StripJob = { picture: seen, filters, window, activation: 'relu' };
        for (const createKernels of [simd, reference]) {
          expect(mapsOf(createKernels, job, smallSide, bands)).toEqual(mapsOf(createKernels, job, smallSide));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('are the same by the fast kernels', () => {
    const filters = {
      count: 9,
      height: 10,
      width: 10,
      channels: 1,
      weights: noise(900, 5).map((value) => value - 0.5),
      bias: noise(9, 6),
    };
    const window = { stride: [1, 1], padding: 'valid', dilation: [1, 1] } as const;
    const job: StripJob = { picture: picture(150, 131, 1), filters, window, activation: 'relu' };
    const fast = mapsOf(simd, job, 32);
    const slow = mapsOf(reference, job, 32);
    expect([...fast.maximumX]).toEqual([...slow.maximumX]);
    expect([...fast.maximumY]).toEqual([...slow.maximumY]);
    fast.small.forEach((value, index) => expect(Math.abs(value - slow.small[index])).toBeLessThan(1e-5));
  });
});

/** Every number of a small picture is the mean over its part of the map. */
function expectSmall(maps: LayerMaps, unit: number, map: FeatureMap): void {
  for (let row = 0; row < maps.smallHeight; row += 1) {
    for (let column = 0; column < maps.smallWidth; column += 1) {
      let sum = 0;
      let count = 0;
      for (let y = row * maps.shrink; y < Math.min((row + 1) * maps.shrink, map.height); y += 1) {
        for (let x = column * maps.shrink; x < Math.min((column + 1) * maps.shrink, map.width); x += 1) {
          sum += map.values[y * map.width + x];
          count += 1;
        }
      }
      const small = maps.small[(unit * maps.smallHeight + row) * maps.smallWidth + column];
      expect(small).toBeCloseTo(sum / count, 4);
    }
  }
}

describe('one kernel over a large picture', () => {
  test('is the same in strips as at once, and its trace sums to it everywhere', () => {
    const seen = picture(301, 257, 1);
    const kernel: FeatureMap = { height: 7, width: 7, channels: 1, values: noise(49, 9) };
    const settings = {
      kind: 'convolution',
      stride: [1, 1],
      padding: 'same',
      dilation: [1, 1],
      scale: 1,
      bias: 0,
    } as const;
    const map = convolve(simd, seen, kernel, settings);
    for (let at = 0; at < map.values.length; at += 101) {
      const place = { y: Math.floor(at / map.width), x: at % map.width, channel: 0 };
      expect(map.values[at]).toBeCloseTo(traceCell(seen, kernel, settings, place).result, 4);
    }
  });
});
