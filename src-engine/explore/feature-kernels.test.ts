/** Features worked by hand. */
import { describe, expect, test } from 'vitest';
import { createReferenceKernels } from '../kernels/reference/reference-kernels';
import { mapFeatures, spreadKernel } from './feature-kernels';

const createKernels = (elements: number) => createReferenceKernels(new Float32Array(elements));

describe('features of a picture', () => {
  const step = { height: 1, width: 2, weights: [-1, 1] };

  test('are the sums of products wherever the kernel lies within the picture, bent by the nonlinearity', () => {
    const picture = { height: 1, width: 4, channels: 1, values: Float32Array.of(0, 2, 1, 1) };
    const map = mapFeatures(createKernels, picture, spreadKernel(step, 1, 'linear'));
    expect(map).toEqual({ height: 1, width: 3, channels: 1, values: Float32Array.of(2, -1, 0) });
    const bent = mapFeatures(createKernels, picture, spreadKernel(step, 1, 'relu'));
    expect([...bent.values]).toEqual([2, 0, 0]);
  });

  test('of one kernel over colours are one for each channel, none seeing another', () => {
    const picture = { height: 1, width: 2, channels: 3, values: Float32Array.of(1, 10, 100, 3, 30, 0) };
    const map = mapFeatures(createKernels, picture, spreadKernel(step, 3, 'linear'));
    expect(map).toMatchObject({ height: 1, width: 1, channels: 3 });
    expect([...map.values]).toEqual([2, 20, -100]);
  });

  test('have the biases of their kernels', () => {
    const kernels = { ...spreadKernel(step, 1, 'linear'), bias: Float32Array.of(0.5) };
    const picture = { height: 1, width: 2, channels: 1, values: Float32Array.of(1, 4) };
    expect([...mapFeatures(createKernels, picture, kernels).values]).toEqual([3.5]);
  });

  test('are refused where kernels and picture do not fit', () => {
    const narrow = { height: 3, width: 1, channels: 1, values: new Float32Array(3) };
    expect(() => mapFeatures(createKernels, narrow, spreadKernel(step, 1, 'linear'))).toThrow(/at least 1×2/);
    const wide = { height: 1, width: 3, channels: 3, values: new Float32Array(9) };
    expect(() => mapFeatures(createKernels, wide, spreadKernel(step, 1, 'linear'))).toThrow(
      /1 channel cannot see a picture of 3/,
    );
  });
});
