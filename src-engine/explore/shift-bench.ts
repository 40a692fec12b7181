/** A picture that moves beneath its window, its features, and what pooling makes of them; all sizes placed once. */
import { EngineError } from '../errors';
import { createArenaPlan, planLayer } from './layer-plan';
import { largestShift, shiftable, windowAt, windowSide } from './shifted-window';
import type { Conv2dSpec, HiddenActivationName } from '../spec/experiment';
import type { CreateKernels, FeatureMap } from './layer-plan';
import type { PoolSettings } from './pooling';

/** What turns a picture into features: kernels of a library, or those a layer has learned. */
export interface FeatureKernels {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [count, height, width, channels]. */
  readonly weights: Float32Array;
  /** [count]. */
  readonly biases: Float32Array;
  readonly activation: HiddenActivationName;
}

type Size = readonly [height: number, width: number, channels: number];

export interface ShiftBench {
  /** Of the features in the window, before pooling. */
  readonly featureSize: Size;
  readonly pooledSizes: readonly Size[];
  /**
   * Puts a picture beneath the window.
   * @throws EngineError('shape') when it has another size than the bench was made for
   */
  load(picture: FeatureMap): void;
  /** The window over the picture that was loaded, moved by dx pixels to the right and dy down. New numbers. */
  pictureAt(dx: number, dy: number): FeatureMap;
  /** The features in that window: a view that the next call overwrites. */
  featuresAt(dx: number, dy: number): Float32Array;
  /** Those features pooled in the way of this index: a view that the next call of it overwrites. */
  pooled(index: number): Float32Array;
}

function specOf({ count, height, width, activation }: FeatureKernels): Conv2dSpec {
  return {
    type: 'conv2d',
    filters: count,
    kernelSize: [height, width],
    stride: [1, 1],
    padding: 'valid',
    dilation: [1, 1],
    activation,
    init: { type: 'zeros' },
  };
}

/**
 * F = f(K ∗ x + b) wherever the kernel lies within the window, so that no padding enters. The surroundings are
 * convolved once: the features of a shifted window are a window of their features.
 * @param pictureSize of all pictures that will be loaded
 * @throws EngineError('shape') when the kernels or a region do not fit
 */
export function createShiftBench(
  createKernels: CreateKernels,
  kernels: FeatureKernels,
  poolings: readonly PoolSettings[],
  pictureSize: Size,
): ShiftBench {
  const plan = createArenaPlan();
  const window = { height: windowSide(pictureSize[0]), width: windowSide(pictureSize[1]) };
  const around = [window.height + 2 * largestShift, window.width + 2 * largestShift, pictureSize[2]];
  const input = plan.place(around[0] * around[1] * around[2]);
  const parameters = [kernels.weights, kernels.biases];
  const convolution = planLayer(plan, specOf(kernels), around, input, parameters);
  const [rows, columns, channels] = convolution.outputShape;
  const featureSize: Size = [rows - 2 * largestShift, columns - 2 * largestShift, channels];
  if (featureSize[0] < 1 || featureSize[1] < 1) {
    throw new EngineError(
      'shape',
      `A kernel of ${kernels.height}×${kernels.width} does not fit into a window of ${window.height}×${window.width}. ` +
        'Choose a smaller kernel or larger pictures.',
    );
  }
  const windowed = plan.place(featureSize[0] * featureSize[1] * channels);
  const pools = poolings.map((settings) =>
    planLayer(plan, { type: 'pool2d', ...settings }, featureSize, windowed),
  );

  const arena = createKernels(plan.elements);
  const convolve = convolution.build(arena);
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
    load(picture) {
      const given = [picture.height, picture.width, picture.channels];
      if (given.join() !== pictureSize.join()) {
        throw new EngineError(
          'shape',
          `The window is for pictures of ${pictureSize.join('×')}, got ${given.join('×')}.`,
        );
      }
      arena.values.set(shiftable(picture).surroundings.values, input.offset);
      convolve();
    },
    pictureAt(dx, dy) {
      const surroundings = { height: around[0], width: around[1], channels: around[2], values: view(input) };
      const values = new Float32Array(window.height * window.width * around[2]);
      windowAt(surroundings, dx, dy, values);
      return { ...window, channels: around[2], values };
    },
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
