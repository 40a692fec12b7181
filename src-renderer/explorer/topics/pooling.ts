/** The features of a picture, pooled: both maps. */
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
  readonly kernels: FeatureKernels;
  readonly settings: PoolSettings;
}

export interface PoolingAnswer {
  readonly map: FeatureMap;
  readonly pooled: FeatureMap;
}

export const pooling = topic(({ picture, kernels, settings }: PoolingQuestion, work): PoolingAnswer => {
  const createKernels = (elements: number): ReturnType<typeof work.kernels> => work.kernels(elements);
  const map = mapFeatures(createKernels, picture, kernels);
  return { map, pooled: poolMap(createKernels, map, settings) };
});
