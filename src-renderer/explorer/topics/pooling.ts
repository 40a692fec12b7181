/** A picture or its features, pooled: both maps. */
import {
  mapFeatures,
  poolMap,
  type FeatureKernels,
  type FeatureMap,
  type PoolSettings,
} from '../../../src-engine';
import { topic } from '../topic';

export interface PoolingQuestion {
  readonly picture: FeatureMap;
  /** Null pools the picture itself. */
  readonly kernels: FeatureKernels | null;
  readonly settings: PoolSettings;
}

export interface PoolingAnswer {
  readonly map: FeatureMap;
  readonly pooled: FeatureMap;
}

export const pooling = topic(({ picture, kernels, settings }: PoolingQuestion, work): PoolingAnswer => {
  const createKernels = (elements: number): ReturnType<typeof work.kernels> => work.kernels(elements);
  const map = kernels === null ? picture : mapFeatures(createKernels, picture, kernels);
  return { map, pooled: poolMap(createKernels, map, settings) };
});
