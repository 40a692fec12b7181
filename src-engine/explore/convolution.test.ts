import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createReferenceKernels } from '../kernels/reference/reference-kernels';
import { windowMisfit } from '../layers/window';
import { createRandom } from '../random';
import { convolve, traceCell } from './convolution';
import { kernelLibrary } from './kernel-library';
import type { ConvolutionSettings } from './convolution';
import type { CreateKernels, FeatureMap } from './feature-map';

const kernels: CreateKernels = (elements) => createReferenceKernels(new Float32Array(elements));

const plain: ConvolutionSettings = {
  kind: 'correlation',
  stride: [1, 1],
  padding: 'valid',
  dilation: [1, 1],
  scale: 1,
  bias: 0,
};

const grid = (height: number, width: number, values: readonly number[]): FeatureMap => ({
  height,
  width,
  channels: values.length / (height * width),
  values: Float32Array.from(values),
});

const known = (name: string): FeatureMap => {
  const kernel = kernelLibrary.find((one) => one.name === name)!;
  return grid(kernel.side, kernel.side, kernel.weights);
};

const threeByFour = grid(3, 4, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13]);

describe('one kernel over a picture', () => {
  test('gives the sums of products that are worked by hand', () => {
    const map = convolve(kernels, threeByFour, grid(2, 2, [1, 0, -1, 2]), plain);
    expect([map.height, map.width, map.channels]).toEqual([2, 3, 1]);
    // 1·1 + 2·0 − 5·1 + 6·2 = 8, and so on.
    expect([...map.values]).toEqual([8, 10, 12, 16, 18, 22]);
  });

  test('turned by 180° is a true convolution', () => {
    const map = convolve(kernels, threeByFour, grid(2, 2, [1, 0, -1, 2]), { ...plain, kind: 'convolution' });
    // 1·2 + 2·(−1) + 5·0 + 6·1 = 6.
    expect([...map.values]).toEqual([6, 8, 10, 14, 16, 19]);
  });

  test('sees zeros beyond the border with the padding same, and skips places by its stride', () => {
    const sum = grid(3, 3, [1, 1, 1, 1, 1, 1, 1, 1, 1]);
    const map = convolve(kernels, threeByFour, sum, { ...plain, padding: 'same' });
    expect(map.values[0]).toBe(1 + 2 + 5 + 6);
    expect(map.values[11]).toBe(7 + 8 + 11 + 13);
    const every = convolve(kernels, threeByFour, sum, { ...plain, padding: 1, stride: [2, 3] });
    expect([every.height, every.width, ...every.values]).toEqual([2, 2, 14, 22, 30, 39]);
  });

  test('with dilation reads every second pixel', () => {
    const map = convolve(kernels, threeByFour, grid(2, 2, [1, 1, 1, 1]), { ...plain, dilation: [2, 2] });
    expect([...map.values]).toEqual([1 + 3 + 9 + 11, 2 + 4 + 10 + 13]);
  });

  test('multiplies the sum by the scale and adds the bias last', () => {
    const map = convolve(kernels, threeByFour, grid(1, 1, [2]), { ...plain, scale: 0.5, bias: 10 });
    expect([...map.values].slice(0, 3)).toEqual([11, 12, 13]);
  });

  test('of one channel goes over each colour by itself, of three it sums over them', () => {
    const colors = grid(1, 2, [1, 2, 3, 10, 20, 30]);
    const each = convolve(kernels, colors, grid(1, 2, [1, -1]), plain);
    expect([each.channels, ...each.values]).toEqual([3, -9, -18, -27]);
    const all = convolve(kernels, colors, grid(1, 1, [1, 10, 100]), plain);
    expect([all.channels, ...all.values]).toEqual([1, 321, 3210]);
  });

  test('the identity gives the picture back', () => {
    const map = convolve(kernels, threeByFour, known('identity'), { ...plain, padding: 'same' });
    expect([...map.values]).toEqual([...threeByFour.values]);
  });

  test('that does not fit is refused with what would', () => {
    expect(() => convolve(kernels, threeByFour, known('gaussian'), plain)).toThrow(/at least 5×5, got 3×4/);
    expect(() => convolve(kernels, threeByFour, grid(1, 1, [1, 1, 1]), plain)).toThrow(/3 channels/);
    expect(() => traceCell(threeByFour, known('edge'), plain, { y: 1, x: 0, channel: 0 })).toThrow(/row 1/);
  });
});

describe('the lecture’s kernels', () => {
  test('find no edge on even ground, and the whole contrast at a spot', () => {
    const spot = grid(3, 3, [2, 2, 2, 2, 5, 2, 2, 2, 2]);
    expect([...convolve(kernels, spot, known('edge'), plain).values]).toEqual([24]);
    expect([...convolve(kernels, spot, known('sharpen'), plain).values]).toEqual([17]);
  });

  test('that blur keep brightness, and those that differentiate forget it', () => {
    for (const kernel of kernelLibrary) {
      const sum = kernel.weights.reduce((total, weight) => total + weight, 0) * kernel.scale;
      expect(kernel.weights).toHaveLength(kernel.side ** 2);
      expect(sum, kernel.name).toBeCloseTo(kernel.isSigned ? 0 : 1, 12);
    }
  });
});

const pair = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }));
const anyCase = fc.record({
  height: fc.integer({ min: 1, max: 9 }),
  width: fc.integer({ min: 1, max: 9 }),
  channels: fc.constantFrom(1, 3),
  kernel: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
  ownChannels: fc.boolean(),
  seed: fc.integer({ min: 0, max: 1000 }),
  settings: fc.record({
    kind: fc.constantFrom('correlation' as const, 'convolution' as const),
    stride: pair,
    dilation: pair,
    padding: fc.oneof(fc.constantFrom('same' as const, 'valid' as const), fc.integer({ min: 0, max: 7 })),
    scale: fc.constantFrom(1, -0.5, 1 / 9),
    bias: fc.constantFrom(0, 0.25),
  }),
});

describe('the trace of a cell', () => {
  test('sums to what the map holds there, whatever the sizes and settings', () => {
    fc.assert(
      fc.property(anyCase, ({ height, width, channels, kernel: [r, s], ownChannels, seed, settings }) => {
        fc.pre(windowMisfit([height, width, channels], { ...settings, size: [r, s] }, '') === null);
        const random = createRandom(seed, 'init');
        const fill = (length: number): number[] => Array.from({ length }, () => 2 * random.uniform() - 1);
        const picture = grid(height, width, fill(height * width * channels));
        const kernel = grid(r, s, fill(r * s * (ownChannels ? channels : 1)));
        const map = convolve(kernels, picture, kernel, settings);
        for (let at = 0; at < map.values.length; at += 1) {
          const place = {
            y: Math.floor(at / map.channels / map.width),
            x: Math.floor(at / map.channels) % map.width,
            channel: at % map.channels,
          };
          const trace = traceCell(picture, kernel, settings, place);
          const sum = trace.inputs.reduce((total, input, index) => total + input * trace.weights[index], 0);
          expect(trace.products.reduce((total, product) => total + product, 0)).toBeCloseTo(sum, 12);
          expect(trace.result).toBeCloseTo(settings.scale * sum + settings.bias, 12);
          expect(Math.abs(map.values[at] - trace.result)).toBeLessThan(1e-5);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('marks what lies in the padding', () => {
    const trace = traceCell(
      threeByFour,
      known('edge'),
      { ...plain, padding: 'same' },
      { y: 0, x: 0, channel: 0 },
    );
    expect([trace.top, trace.left]).toEqual([-1, -1]);
    expect([...trace.inside]).toEqual([0, 0, 0, 0, 1, 1, 0, 1, 1]);
    expect([...trace.inputs]).toEqual([0, 0, 0, 0, 1, 2, 0, 5, 6]);
    expect(trace.result).toBe(8 - 2 - 5 - 6);
  });
});
