/** Every fast kernel against the reference, on shapes with odd tails and buffers at odd offsets. */
import { describe, expect, test } from 'vitest';
import { createReferenceKernels } from '../../src-engine/kernels/reference/reference-kernels';
import { createSimdKernels } from '../../src-engine/kernels/simd/simd-kernels';
import type { Kernels, PointwiseActivation } from '../../src-engine/kernels/kernels';
import { compare } from './compare-kernels';
import { simdBytes } from './simd-bytes';

const wasm = simdBytes();

const gemmShapes = [
  [1, 1, 1],
  [4, 8, 4],
  [3, 7, 5],
  [5, 9, 1],
  [32, 128, 784],
  [128, 33, 17],
  [131, 10, 32],
  [7, 517, 390],
  [130, 5, 385],
] as const;

describe.each(['gemmNN', 'gemmNT', 'gemmTN'] as const)('SIMD %s', (name) => {
  test.each(gemmShapes)('equals the reference for m=%i, n=%i, k=%i', (m, n, k) => {
    const a = 3;
    const b = a + m * k + 1;
    const c = b + k * n + 5;
    compare(c + m * n + 3, 1e-5 * Math.sqrt(k), (kernels) => {
      kernels[name](m, n, k, a, b, c);
    });
  });
});

const matrixShapes = [
  [1, 1],
  [2, 3],
  [5, 4],
  [3, 10],
  [7, 33],
  [64, 100],
] as const;

const activations: readonly PointwiseActivation[] = ['linear', 'sigmoid', 'tanh', 'relu', 'leakyRelu'];

/** Numbers at which the polynomials change over, and what is no number. */
const turningPoints = [
  0,
  -0,
  0.3,
  -0.624,
  0.625,
  -2,
  43.9,
  -44.1,
  87,
  -87.5,
  89,
  -3e38,
  Infinity,
  -Infinity,
  NaN,
];

describe.each(activations)('SIMD %s', (activation) => {
  test.each(turningPoints)('gives the same bits for %f wherever it lies in a row', (z) => {
    // Two vectors at once, one alone, and a part of one.
    const columns = 15;
    const kernels = createSimdKernels(wasm, 3 * columns);
    kernels.values.fill(z, 0, columns);
    kernels.biasActivationForward(0, columns, 1, columns, activation);
    const row = kernels.values.slice(0, columns);
    kernels.activate(0, 2 * columns, columns, activation);
    const second = kernels.values.slice(2 * columns);
    expect(new Set(new Uint32Array(row.buffer)).size).toBe(1);
    expect(new Set(new Uint32Array(second.buffer)).size).toBe(1);
  });
});

describe.each(matrixShapes)('SIMD kernels on %i×%i', (rows, columns) => {
  const size = rows * columns;
  const first = 1;
  const second = first + size + 2;
  const third = second + size + 3;
  const elements = third + size + 5;
  const probabilities = (values: Kernels['values']): void => {
    for (let row = 0; row < rows; row += 1) {
      let sum = 0;
      for (let j = 0; j < columns; j += 1) sum += values[second + row * columns + j] ** 2;
      for (let j = 0; j < columns; j += 1) values[second + row * columns + j] **= 2;
      for (let j = 0; j < columns; j += 1) values[second + row * columns + j] /= sum;
    }
  };

  test.each(activations)('bias and %s forward equal the reference', (activation) => {
    compare(elements, 4e-7, (kernels) => {
      kernels.biasActivationForward(first, second, rows, columns, activation);
    });
  });

  test.each(activations)('bias and %s backward equal the reference', (activation) => {
    compare(elements, 1e-5, (kernels) => {
      kernels.biasActivationBackward(first, second, third, rows, columns, activation);
    });
  });

  test('squared error equals the reference', () => {
    compare(elements, 1e-6, (kernels) => kernels.squaredError(first, second, third, rows, columns));
  });

  test('softmax cross-entropy equals the reference', () => {
    const run = (kernels: Kernels): number =>
      kernels.softmaxCrossEntropy(first, second, third, rows, columns);
    compare(elements, 1e-6, run, probabilities);
  });

  test('sigmoid cross-entropy equals the reference', () => {
    const run = (kernels: Kernels): number =>
      kernels.sigmoidCrossEntropy(first, second, third, rows, columns);
    compare(elements, 1e-6, run, probabilities);
  });

  test('column means equal the reference', () => {
    compare(elements, 1e-6, (kernels) => {
      kernels.columnMeans(first, second, rows, columns);
    });
  });

  test('adding a row vector equals the reference', () => {
    compare(elements, 0, (kernels) => {
      kernels.addRowVector(first, second, rows, columns);
    });
  });

  test('the ridge equals the reference', () => {
    compare(elements, 1e-6, (kernels) => kernels.ridge(first, second, size, 0.25));
  });

  test('an update with momentum equals the reference', () => {
    compare(elements, 1e-6, (kernels) => kernels.sgdUpdate(first, second, third, size, 0.125, 0.875));
  });

  test("an update with Nesterov's momentum equals the reference", () => {
    compare(elements, 1e-6, (kernels) => kernels.nesterovUpdate(first, second, third, size, 0.125, 0.875));
  });

  test('an RMSProp update equals the reference', () => {
    const run = (kernels: Kernels): boolean =>
      kernels.rmspropUpdate(first, second, third, size, 0.01, 0.9, 1e-8);
    compare(elements, 2e-5, run, (values) => {
      for (let index = third; index < values.length; index += 1) values[index] = Math.abs(values[index]);
    });
  });

  test('inner product, scaled sum, scaled copy and scaling equal the reference', () => {
    compare(elements, 1e-6, (kernels) => kernels.dot(first, second, size));
    compare(elements, 1e-6, (kernels) => kernels.addScaled(first, second, size, 0.3));
    compare(elements, 0, (kernels) => kernels.copyScaled(first, second, size, 0.375));
    compare(elements, 0, (kernels) => kernels.scale(second, size, -0.75));
  });

  test('an Adam update equals the reference', () => {
    const rates = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: 0.01, scale: 5, keep: 0.99 };
    const fourth = elements;
    const run = (kernels: Kernels): boolean => kernels.adamUpdate(first, second, third, fourth, size, rates);
    compare(fourth + size + 1, 2e-5, run, (values) => {
      for (let index = fourth; index < values.length; index += 1) values[index] = Math.abs(values[index]);
    });
  });

  test('gathered rows equal the reference', () => {
    const indices = Uint32Array.from({ length: rows + 1 }, (_, row) => (row * 7) % rows);
    compare(elements, 0, (kernels) => {
      kernels.gatherRows(first, indices, 1, rows, columns, third);
    });
  });
});

describe('SIMD activations', () => {
  test.each(activations)('%s keeps its accuracy over the whole range', (activation) => {
    const count = 4003;
    compare(
      2 * count,
      3e-7,
      (kernels) => {
        kernels.biasActivationForward(0, count, 1, count, activation);
      },
      (values) => {
        for (let index = 0; index < count; index += 1) values[index] = (index - 2001) / 16;
        values.fill(0, count);
      },
    );
  });

  test.each(activations)('%s passes NaN on', (activation) => {
    const kernels = createSimdKernels(wasm, 16);
    kernels.values[2] = NaN;
    kernels.values[4] = NaN;
    kernels.biasActivationForward(0, 8, 1, 5, activation);
    expect([...kernels.values.subarray(0, 5)].map(Number.isNaN)).toEqual([false, false, true, false, true]);
  });
});

describe('losses far from the target', () => {
  test.each(['reference', 'simd'] as const)('stay finite in the %s kernels', (name) => {
    const kernels =
      name === 'simd' ? createSimdKernels(wasm, 32) : createReferenceKernels(new Float32Array(32));
    kernels.values.set([500, -500, 0, 0, 0, 1, 0, 0]);
    expect(kernels.softmaxCrossEntropy(0, 4, 8, 1, 4)).toBeCloseTo(1000, 2);
    expect([...kernels.values.subarray(8, 12)]).toEqual([1, -1, 0, 0]);
    expect(kernels.sigmoidCrossEntropy(0, 4, 8, 1, 4)).toBeCloseTo(1000 + 2 * Math.LN2, 2);
  });
});

describe.each(['reference', 'simd'] as const)('updates of the %s kernels', (name) => {
  test.each([0, 4, 6])('report a gradient that is not finite at %i', (index) => {
    for (const poison of [NaN, Infinity, -Infinity]) {
      const kernels =
        name === 'simd' ? createSimdKernels(wasm, 64) : createReferenceKernels(new Float32Array(64));
      const rates = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: 0.01, scale: 5, keep: 1 };
      expect(kernels.sgdUpdate(0, 16, 32, 7, 0.1, 0.9)).toBe(true);
      expect(kernels.adamUpdate(0, 16, 32, 48, 7, rates)).toBe(true);
      expect(kernels.nesterovUpdate(0, 16, 32, 7, 0.1, 0.9)).toBe(true);
      expect(kernels.rmspropUpdate(0, 16, 48, 7, 0.1, 0.9, 1e-8)).toBe(true);
      kernels.values[16 + index] = poison;
      expect(kernels.adamUpdate(0, 16, 32, 48, 7, rates)).toBe(false);
      kernels.values.fill(0, 0, 16);
      expect(kernels.rmspropUpdate(0, 16, 48, 7, 0.1, 0.9, 1e-8)).toBe(false);
      kernels.values.fill(0, 0, 16);
      expect(kernels.nesterovUpdate(0, 16, 32, 7, 0.1, 0.9)).toBe(false);
      kernels.values.fill(0, 0, 16);
      expect(kernels.sgdUpdate(0, 16, 32, 7, 0.1, 0.9)).toBe(false);
    }
  });
});

test('the SIMD module brings no data of its own that could lie in the arena', () => {
  const kernels = createSimdKernels(wasm, 40_000);
  expect(kernels.values.every((value) => value === 0)).toBe(true);
});
