/** What explorers take and give: pictures and maps of features, and the kernels they are computed with. */
import type { Kernels } from '../kernels/kernels';

/** A picture or a map of features: numbers [height, width, channels], row-major. */
export interface FeatureMap {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Float32Array;
}

/** Kernels over an arena of at least so many float32 numbers, whose old contents are worth nothing. */
export type CreateKernels = (elements: number) => Kernels;
