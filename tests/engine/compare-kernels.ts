/** Runs the same kernel of both kinds on the same numbers, for tests. */
import { expect } from 'vitest';
import { createReferenceKernels } from '../../src-engine/kernels/reference/reference-kernels';
import { createSimdKernels } from '../../src-engine/kernels/simd/simd-kernels';
import type { Kernels } from '../../src-engine/kernels/kernels';
import { createRandom } from '../../src-engine/random';
import { simdBytes } from './simd-bytes';

const wasm = simdBytes();

/** Runs one kernel on two arenas with the same normal numbers and compares all they hold afterwards. */
export function compare(
  elements: number,
  tolerance: number,
  run: (kernels: Kernels) => number | boolean | void,
  prepare: (values: Kernels['values']) => void = () => undefined,
): void {
  const reference = createReferenceKernels(new Float32Array(elements));
  const simd = createSimdKernels(wasm, elements);
  const random = createRandom(5, 'check', elements);
  for (let index = 0; index < elements; index += 1) reference.values[index] = random.normal();
  prepare(reference.values);
  simd.values.set(reference.values);
  const expected = run(reference);
  const actual = run(simd);
  expectClose(Number(actual ?? 0), Number(expected ?? 0), tolerance);
  for (let index = 0; index < elements; index += 1) {
    expectClose(simd.values[index], reference.values[index], tolerance, index);
  }
}

function expectClose(actual: number, expected: number, tolerance: number, index = -1): void {
  if (Object.is(actual, expected)) return;
  const difference = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
  if (!(difference <= tolerance)) expect.fail(`at ${index}: expected ${expected}, got ${actual}`);
}
