/** A picture that moves beneath its window, its features, and what pooling makes of them. */
import { EngineError } from '../errors';
import { layerOf } from './feature-kernels';
import { createArenaPlan, planLayer } from './layer-plan';
import { largestShift, windowAt } from './shifted-window';
import type { FeatureKernels } from './feature-kernels';
import type { CreateKernels } from './layer-plan';
import type { PoolSettings } from './pooling';
import type { ShiftablePicture } from './shifted-window';

type Size = readonly [height: number, width: number, channels: number];

export interface ShiftBench {
  /** Of the features in the window, before pooling. */
  readonly featureSize: Size;
  readonly pooledSizes: readonly Size[];
  /** The features in the window after a shift, see `windowAt`: a view that the next call overwrites. */
  featuresAt(dx: number, dy: number): Float32Array;
  /** Those features pooled in the way of this index: a view that the next call of it overwrites. */
  pooled(index: number): Float32Array;
}

/**
 * F = f(K ∗ x + b) wherever the kernel lies within the window, so that no padding enters. The surroundings are
 * convolved once: the features of a shifted window are a window of their features.
 * What it gives is worth nothing any more once other kernels are created.
 * @throws EngineError('shape') when the kernels or a region do not fit
 */
export function createShiftBench(
  createKernels: CreateKernels,
  kernels: FeatureKernels,
  poolings: readonly PoolSettings[],
  { surroundings, height, width }: ShiftablePicture,
): ShiftBench {
  const plan = createArenaPlan();
  const around = [surroundings.height, surroundings.width, surroundings.channels];
  const input = plan.place(surroundings.values.length);
  const parameters = [kernels.weights, kernels.biases];
  const convolution = planLayer(plan, layerOf(kernels), around, input, parameters);
  const [rows, columns, channels] = convolution.outputShape;
  const featureSize: Size = [rows - 2 * largestShift, columns - 2 * largestShift, channels];
  if (featureSize[0] < 1 || featureSize[1] < 1) {
    throw new EngineError(
      'shape',
      `A kernel of ${kernels.height}×${kernels.width} does not fit into a window of ${height}×${width}. ` +
        'Choose a smaller kernel or larger pictures.',
    );
  }
  const windowed = plan.place(featureSize[0] * featureSize[1] * channels);
  const pools = poolings.map((settings) =>
    planLayer(plan, { type: 'pool2d', ...settings }, featureSize, windowed),
  );

  const arena = createKernels(plan.elements);
  arena.values.set(surroundings.values, input.offset);
  convolution.build(arena)();
  const runs = pools.map((pool) => pool.build(arena));
  const view = ({ offset, length }: typeof input): Float32Array => {
    const values = arena.values.subarray(offset, offset + length);
    if (values instanceof Float32Array) return values;
    throw new EngineError('internal', 'The explorers work in float32.');
  };
  const features = { height: rows, width: columns, channels, values: view(convolution.output) };
  const target = view(windowed);

  return {
    featureSize,
    pooledSizes: pools.map(({ outputShape }) => outputShape),
    featuresAt(dx, dy) {
      windowAt(features, dx, dy, target);
      return target;
    },
    pooled(index) {
      runs[index]();
      return view(pools[index].output);
    },
  };
}
