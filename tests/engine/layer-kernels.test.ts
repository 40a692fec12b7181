/** The fast kernels of pictures and layers against the reference, on odd sizes, channels and offsets. */
import { describe, expect, test } from 'vitest';
import { createReferenceKernels } from '../../src-engine/kernels/reference/reference-kernels';
import { createSimdKernels } from '../../src-engine/kernels/simd/simd-kernels';
import type { Kernels, PointwiseActivation } from '../../src-engine/kernels/kernels';
import type { Window } from '../../src-engine/kernels/picture-kernels';
import { windowOver } from '../../src-engine/layers/window';
import type { Padding, Pair } from '../../src-engine/spec/experiment';
import { philox4x32 } from '../../src-engine/random';
import { compare } from './compare-kernels';
import { simdBytes } from './simd-bytes';

interface Case {
  readonly input: readonly [number, number, number];
  readonly size: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
}

const cases: readonly Case[] = [
  { input: [1, 1, 1], size: [1, 1], stride: [1, 1], padding: 'valid', dilation: [1, 1] },
  { input: [7, 5, 1], size: [3, 3], stride: [1, 1], padding: 'valid', dilation: [1, 1] },
  { input: [6, 7, 3], size: [3, 2], stride: [1, 1], padding: 'same', dilation: [1, 1] },
  { input: [5, 8, 4], size: [5, 5], stride: [2, 3], padding: 'same', dilation: [1, 1] },
  { input: [9, 6, 5], size: [2, 3], stride: [3, 1], padding: 2, dilation: [2, 2] },
  { input: [4, 4, 7], size: [3, 3], stride: [1, 1], padding: 4, dilation: [1, 3] },
  { input: [4, 5, 1], size: [3, 1], stride: [1, 1], padding: 'valid', dilation: [1, 1] },
  { input: [4, 5, 1], size: [1, 2], stride: [1, 1], padding: 'same', dilation: [1, 1] },
  { input: [5, 7, 39], size: [3, 2], stride: [2, 1], padding: 'valid', dilation: [1, 1] },
  { input: [3, 3, 32], size: [1, 1], stride: [2, 2], padding: 'valid', dilation: [1, 1] },
];

/** Regions of 2×2 side by side have loops of their own: with and without a border that no region covers. */
const squares: readonly Case[] = [
  { input: [6, 4, 8], size: [2, 2], stride: [2, 2], padding: 'valid', dilation: [1, 1] },
  { input: [5, 7, 4], size: [2, 2], stride: [2, 2], padding: 'valid', dilation: [1, 1] },
  { input: [4, 7, 4], size: [2, 2], stride: [2, 2], padding: 'valid', dilation: [1, 1] },
  { input: [5, 6, 8], size: [2, 2], stride: [2, 2], padding: 'valid', dilation: [1, 1] },
  { input: [4, 6, 3], size: [2, 2], stride: [2, 2], padding: 'valid', dilation: [1, 1] },
  { input: [6, 6, 12], size: [2, 2], stride: [2, 2], padding: 'valid', dilation: [1, 1] },
];

const samples = 3;

/** Offsets that are no multiple of four, with a gap behind every buffer. */
function layout(...lengths: readonly number[]): { offsets: number[]; elements: number } {
  let next = 1;
  const offsets = lengths.map((length) => {
    const offset = next;
    next += length + 3;
    return offset;
  });
  return { offsets, elements: next };
}

function sizesOf({ height, width, channels, windowHeight, windowWidth, outHeight, outWidth }: Window) {
  return {
    pictures: samples * height * width * channels,
    columns: samples * outHeight * outWidth * windowHeight * windowWidth * channels,
    pooled: samples * outHeight * outWidth * channels,
  };
}

describe.each(cases)(
  'SIMD windows $size over $input, stride $stride, $padding, dilation $dilation',
  (each) => {
    const window = windowOver(each.input, each);
    const { pictures, columns } = sizesOf(window);

    test('lay out the same columns', () => {
      const { offsets, elements } = layout(pictures, columns);
      compare(elements, 0, (kernels) => {
        kernels.im2col(offsets[0], offsets[1], samples, window);
      });
    });

    test('add columns back to the same pixels', () => {
      const { offsets, elements } = layout(pictures, columns);
      compare(elements, 2e-6, (kernels) => {
        kernels.col2im(offsets[1], offsets[0], samples, window);
      });
    });
  },
);

describe.each([...cases, ...squares])(
  'SIMD pools of $size over $input, stride $stride',
  ({ input, size, stride }) => {
    const window = windowOver(input, { size, stride, padding: 'valid', dilation: [1, 1] });
    const { pictures, pooled } = sizesOf(window);
    const { offsets, elements } = layout(pictures, pooled, pooled, pictures);
    const [picture, pool, poolGradient, pictureGradient] = offsets;
    /** Few different numbers, so that regions hold their maximum more than once. */
    const coarse = (values: Kernels['values']): void => {
      for (let index = 0; index < pictures; index += 1) {
        values[picture + index] = Math.round(values[picture + index]);
      }
    };

    test('find the same maxima', () => {
      compare(elements, 0, (kernels) => {
        kernels.maxPool(picture, pool, samples, window);
      });
    });

    test('route gradients to the same first maxima', () => {
      const run = (kernels: Kernels): void => {
        kernels.maxPool(picture, pool, samples, window);
        kernels.maxPoolBackward(picture, pool, poolGradient, pictureGradient, samples, window);
      };
      compare(elements, 2e-6, run, coarse);
    });

    test('sum and spread alike', () => {
      compare(elements, 2e-6, (kernels) => {
        kernels.sumPool(picture, pool, samples, window, 0.3);
        kernels.spread(poolGradient, pictureGradient, samples, window, 0.7);
      });
    });
  },
);

const activations: readonly PointwiseActivation[] = ['linear', 'sigmoid', 'tanh', 'relu', 'leakyRelu'];

describe.each([1, 4, 7, 130, 1027])('SIMD passes over %i numbers', (count) => {
  const { offsets, elements } = layout(count, count, count);
  const [a, b, c] = offsets;

  test.each(activations)('%s without a bias equals the reference', (activation) => {
    compare(elements, 1e-6, (kernels) => {
      kernels.activate(a, b, count, activation);
      kernels.activateBackward(b, a, c, count, activation);
    });
  });

  test('products, sums and copies equal the reference', () => {
    compare(elements, 0, (kernels) => {
      kernels.multiply(a, b, c, count);
      kernels.accumulate(a, b, count);
      kernels.copy(b, a, count);
    });
  });

  test('the sum of absolute values and their signs equal the reference', () => {
    const someZeros = (values: Kernels['values']): void => {
      for (let index = 0; index < count; index += 3) values[a + index] = 0;
    };
    const run = (kernels: Kernels): number => {
      kernels.addSigns(a, b, count, 0.25);
      return kernels.absoluteSum(a, count);
    };
    compare(elements, 1e-5, run, someZeros);
  });
});

describe.each([
  [1, 1],
  [2, 3],
  [5, 4],
  [67, 10],
  [200, 33],
])('SIMD normalisation of %i×%i', (rows, columns) => {
  const size = rows * columns;
  const { offsets, elements } = layout(
    size,
    columns,
    columns,
    columns,
    columns,
    size,
    size,
    columns,
    columns,
  );
  const [input, mean, inverse, scale, shift, gradient, result, scaleGradient, shiftGradient] = offsets;
  const tensors = { input, mean, inverse, scale, shift };

  test('variances equal the reference', () => {
    compare(elements, 1e-5, (kernels) => {
      kernels.columnMeans(input, mean, rows, columns);
      kernels.columnVariances(input, mean, inverse, rows, columns);
    });
  });

  test('forward equals the reference', () => {
    compare(elements, 1e-5, (kernels) => {
      kernels.normalizeColumns(tensors, result, rows, columns);
    });
  });

  test.each([result, -1])('backward equals the reference with the gradient of the input at %i', (target) => {
    const gradients = { output: gradient, input: target, scale: scaleGradient, shift: shiftGradient };
    compare(elements, 5e-5, (kernels) => {
      kernels.normalizeColumnsBackward(tensors, gradients, rows, columns);
    });
  });
});

test.each([3, 16, 37])(
  'SIMD means and variances of many large numbers keep their digits in %i columns',
  (columns) => {
    const rows = 40_000;
    const { offsets, elements } = layout(rows * columns, columns, columns);
    const [values, mean, variance] = offsets;
    const kernels = createSimdKernels(simdBytes(), elements);
    for (let index = 0; index < rows * columns; index += 1) {
      kernels.values[values + index] = 100.3 + (Math.floor(index / columns) % 2);
    }
    kernels.columnMeans(values, mean, rows, columns);
    kernels.columnVariances(values, mean, variance, rows, columns);
    for (let column = 0; column < columns; column += 1) {
      expect(Math.abs(kernels.values[mean + column] - 100.8)).toBeLessThan(1e-3);
      expect(Math.abs(kernels.values[variance + column] - 0.25)).toBeLessThan(1e-4);
    }
  },
);

describe('a random mask', () => {
  const stream = { seed: 0xfedcba98, purpose: 6, index: 3, step: 70_000, firstRow: 2 };

  test.each([1, 3, 4, 6, 21])('of %i columns holds the same bits in both kernels', (columns) => {
    compare(8 * columns, 0, (kernels) => {
      kernels.randomMask(1, 5, columns, 0.4, 1.5, stream);
    });
  });

  test.each(['reference', 'simd'] as const)(
    'follows the generator word by word in the %s kernels',
    (name) => {
      const kernels =
        name === 'simd' ? createSimdKernels(simdBytes(), 16) : createReferenceKernels(new Float32Array(16));
      kernels.randomMask(0, 2, 6, 0.5, 2, stream);
      const words = new Uint32Array(4);
      philox4x32(Uint32Array.of(1, 3, 3, 70_000), Uint32Array.of(0xfedcba98, 6), words);
      // Row 1 (place 3 of the minibatch), columns 4 and 5 are the first two words of block 1.
      expect(kernels.values[10]).toBe(words[0] < 2 ** 31 ? 0 : 2);
      expect(kernels.values[11]).toBe(words[1] < 2 ** 31 ? 0 : 2);
    },
  );

  test('of rate 0 drops nothing', () => {
    const kernels = createSimdKernels(simdBytes(), 64);
    kernels.randomMask(0, 4, 16, 0, 1, stream);
    expect([...kernels.values]).toEqual(new Array(64).fill(1));
  });
});
