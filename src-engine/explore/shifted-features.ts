/** Features of a picture that moves beneath its window: a convolution, a nonlinearity, then any shift. */
import { prepareLayer } from './one-layer';
import { largestShift, shiftable, windowAt } from './shifted-window';
import type { HiddenActivationName } from '../spec/experiment';
import type { CreateKernels, FeatureMap, PreparedLayer } from './one-layer';
import type { ShiftablePicture } from './shifted-window';

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

export interface ShiftedFeatures {
  readonly picture: ShiftablePicture;
  /** [height, width, count] of the features in the window. */
  readonly shape: readonly [number, number, number];
  /** New numbers: the picture in the window after a shift; see `windowAt`. */
  pictureAt(dx: number, dy: number): FeatureMap;
  /** Overwrites target [height, width, count] with the features of the window after a shift. */
  featuresAt(dx: number, dy: number, target: Float32Array): void;
}

/**
 * F = f(K ∗ x + b) wherever the kernel lies within the window, so that no padding enters.
 * The surroundings are convolved once: the features of a shifted window are a window of their features.
 * @returns prepares pictures one after the other; what it gave before stays valid
 */
export function createShiftedFeatures(
  createKernels: CreateKernels,
  { count, height, width, weights, biases, activation }: FeatureKernels,
): (picture: FeatureMap) => ShiftedFeatures {
  let prepared: PreparedLayer | null = null;
  let preparedFor = '';

  /** @throws EngineError('shape') when the kernels do not fit the picture */
  function convolution(shape: readonly number[]): PreparedLayer {
    if (prepared !== null && preparedFor === shape.join()) return prepared;
    prepared = prepareLayer(
      createKernels,
      {
        type: 'conv2d',
        filters: count,
        kernelSize: [height, width],
        stride: [1, 1],
        padding: 'valid',
        dilation: [1, 1],
        activation,
        init: { type: 'zeros' },
      },
      shape,
      [weights, biases],
    );
    preparedFor = shape.join();
    return prepared;
  }

  return (source) => {
    const picture = shiftable(source);
    const { surroundings } = picture;
    const layer = convolution([surroundings.height, surroundings.width, surroundings.channels]);
    layer.input.set(surroundings.values);
    const [rows, columns, channels] = layer.outputShape;
    const features = { height: rows, width: columns, channels, values: layer.run().slice() };
    return {
      picture,
      shape: [rows - 2 * largestShift, columns - 2 * largestShift, channels],
      pictureAt(dx, dy) {
        const values = new Float32Array(picture.height * picture.width * surroundings.channels);
        windowAt(surroundings, dx, dy, values);
        return { height: picture.height, width: picture.width, channels: surroundings.channels, values };
      },
      featuresAt: (dx, dy, target) => windowAt(features, dx, dy, target),
    };
  };
}
