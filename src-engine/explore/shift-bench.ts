/** A picture that moves beneath its window, its features, and what pooling makes of them. */
import { EngineError } from '../errors';
import { reach } from '../layers/window';
import { slideKernels } from './feature-kernels';
import { buildPool, pooledSize } from './pooling';
import { windowAt } from './shifted-window';
import type { CreateKernels } from './feature-map';
import type { FeatureKernels } from './feature-kernels';
import type { MapSize, PoolSettings } from './pooling';
import type { ShiftablePicture } from './shifted-window';

export interface ShiftBench {
  /** Of the features in the window, before pooling. */
  readonly featureSize: MapSize;
  readonly pooledSizes: readonly MapSize[];
  /** The features in the window after a shift, see `windowAt`: a view that the next call overwrites. */
  featuresAt(dx: number, dy: number): Float32Array;
  /** Those features pooled in the way of this index: a view that the next call of it overwrites. */
  pooled(index: number): Float32Array;
}

/** Regions of the arena start on a cache line of 64 bytes. */
const lineElements = 16;

/** The features that the window holds without those around it. */
function featureSizeOf({ height, width }: ShiftablePicture, kernels: FeatureKernels): MapSize {
  const size: MapSize = [
    height - reach(kernels.height, kernels.dilation[0]) + 1,
    width - reach(kernels.width, kernels.dilation[1]) + 1,
    kernels.count,
  ];
  if (size[0] >= 1 && size[1] >= 1) return size;
  throw new EngineError(
    'shape',
    `A kernel of ${kernels.height}×${kernels.width} does not fit into a window of ${height}×${width}. ` +
      'Choose a smaller kernel or larger pictures.',
  );
}

function lengthOf([height, width, channels]: MapSize): number {
  return height * width * channels;
}

/**
 * Features wherever the kernel lies within the window, so that no padding enters. The surroundings are convolved once:
 * the features of a shifted window are a window of their features.
 * What it gives is worth nothing any more once other kernels are created.
 * @throws EngineError('shape') when the kernels or a region do not fit
 */
export function createShiftBench(
  createKernels: CreateKernels,
  kernels: FeatureKernels,
  poolings: readonly PoolSettings[],
  picture: ShiftablePicture,
): ShiftBench {
  const { surroundings } = picture;
  const featureSize = featureSizeOf(picture, kernels);
  const pooledSizes = poolings.map((settings) => pooledSize(settings, featureSize));

  let spare = 0;
  const place = (size: MapSize): number => {
    const offset = spare;
    spare += Math.ceil(lengthOf(size) / lineElements) * lineElements;
    return offset;
  };
  const windowed = place(featureSize);
  const outputs = pooledSizes.map(place);

  // All rows at once: the features stay in the arena.
  const run = slideKernels(createKernels, surroundings, kernels, surroundings.height, spare);
  const [strip] = run.strips;
  const arena = run.kernels;
  const view = (offset: number, length: number): Float32Array => {
    const values = arena.values.subarray(offset, offset + length);
    if (values instanceof Float32Array) return values;
    throw new EngineError('internal', 'The explorers work in float32.');
  };
  const around: MapSize = [run.window.outHeight, run.window.outWidth, kernels.count];
  const features = {
    height: around[0],
    width: around[1],
    channels: around[2],
    values: view(strip.offset, lengthOf(around)),
  };
  const target = view(run.spareOffset + windowed, lengthOf(featureSize));
  const pools = poolings.map((settings, index) => {
    const output = run.spareOffset + outputs[index];
    const layer = buildPool(arena, settings, featureSize, run.spareOffset + windowed, output);
    return { layer, values: view(output, lengthOf(pooledSizes[index])) };
  });

  return {
    featureSize,
    pooledSizes,
    featuresAt(dx, dy) {
      windowAt(features, dx, dy, target);
      return target;
    },
    pooled(index) {
      pools[index].layer();
      return pools[index].values;
    },
  };
}
