/** The variants of the matrix product: which give equal bytes, and that one of them is chosen. */
import { setFlagsFromString } from 'node:v8';
import { beforeAll, describe, expect, test } from 'vitest';
import { createSimdKernels } from '../../src-engine/kernels/simd/simd-kernels';
import type { KernelVariant } from '../../src-engine/kernels/simd/simd-kernels';
import { chooseVariant } from '../../src-engine/kernels/simd/variants';
import type { Kernels } from '../../src-engine/kernels/kernels';
import { createRandom } from '../../src-engine/random';
import { simdBytes } from './simd-bytes';

const wasm = simdBytes();

beforeAll(() => {
  setFlagsFromString('--experimental-wasm-revectorize');
  // Long enough that the optimising compiler has replaced what runs at first.
  chooseVariant(wasm, () => performance.now(), true);
});

const shapes = [
  [1, 1, 1],
  [4, 16, 3],
  [5, 17, 2],
  [33, 10, 128],
  [130, 47, 261],
  [9, 530, 31],
] as const;

const products = ['gemmNN', 'gemmNT', 'gemmTN'] as const;

function product(
  name: (typeof products)[number],
  variant: KernelVariant,
  [m, n, k]: readonly number[],
): Kernels {
  const b = m * k + 3;
  const c = b + k * n + 1;
  const kernels = createSimdKernels(wasm, c + m * n, { variant });
  const random = createRandom(6, 'check', m);
  for (let index = 0; index < c; index += 1) kernels.values[index] = random.normal();
  kernels[name](m, n, k, 0, b, c);
  return kernels;
}

describe.each(products)('%s', (name) => {
  test.each(shapes)('gives equal bytes plain and revectorised for %i×%i×%i', (...shape) => {
    const plain = product(name, 'plain', shape);
    const wide = product(name, 'revectorised', shape);
    expect(wide.values).toEqual(plain.values);
  });

  test.each(shapes)('stays near the plain one when relaxed, for %i×%i×%i', (...shape) => {
    const { values } = product(name, 'plain', shape);
    for (const variant of ['relaxed', 'relaxedWide'] as const) {
      const relaxed = product(name, variant, shape);
      expect(values.every((value, index) => Math.abs(value - relaxed.values[index]) < 1e-4)).toBe(true);
    }
  });
});

describe('the choice of a variant', () => {
  test('never falls on a relaxed one unless that is allowed', () => {
    const { variant, rates } = chooseVariant(wasm, () => performance.now(), false);
    expect(Object.keys(rates)).toEqual(['plain', 'revectorised']);
    expect(rates[variant]).toBe(Math.max(rates.plain ?? 0, rates.revectorised ?? 0));
  });

  test('is the fastest of all where that is allowed', () => {
    const { variant, rates } = chooseVariant(wasm, () => performance.now(), true);
    expect(Object.keys(rates)).toEqual(['plain', 'revectorised', 'relaxed', 'relaxedWide']);
    expect(rates[variant]).toBe(Math.max(...Object.values(rates)));
  });
});

test('a long product calls breathe, and giving up there ends it', () => {
  let breaths = 0;
  const breathe = (): void => {
    breaths += 1;
    if (breaths === 3) throw new Error('enough');
  };
  const size = 600;
  const kernels = createSimdKernels(wasm, 3 * size * size, { breathe });
  expect(() => kernels.gemmNN(size, size, size, 0, size * size, 2 * size * size)).toThrow('enough');
  expect(breaths).toBe(3);
});
