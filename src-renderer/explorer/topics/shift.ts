/** One picture after one shift: its features, what pooling makes of them, and how much both have changed. */
import {
  createShiftBench,
  relativeChange,
  type FeatureKernels,
  type FeatureMap,
  type PoolSettings,
  type ShiftablePicture,
} from '../../../src-engine';
import { topic } from '../topic';

export interface ShiftQuestion {
  readonly picture: ShiftablePicture;
  readonly kernels: FeatureKernels;
  readonly settings: PoolSettings;
  readonly dx: number;
  readonly dy: number;
}

export interface ShiftAnswer {
  readonly features: FeatureMap;
  readonly pooled: FeatureMap;
  /** Relative changes against the picture without a shift; null where there is nothing to measure against. */
  readonly before: number | null;
  readonly after: number | null;
}

function mapOf(
  [height, width, channels]: readonly [number, number, number],
  values: Float32Array,
): FeatureMap {
  return { height, width, channels, values: values.slice() };
}

export const shift = topic(({ picture, kernels, settings, dx, dy }: ShiftQuestion, work): ShiftAnswer => {
  const bench = createShiftBench((elements) => work.kernels(elements), kernels, [settings], picture);
  const [pooledSize = bench.featureSize] = bench.pooledSizes;
  const unmoved = mapOf(bench.featureSize, bench.featuresAt(0, 0));
  const unmovedPooled = mapOf(pooledSize, bench.pooled(0));
  const features = mapOf(bench.featureSize, bench.featuresAt(dx, dy));
  const pooled = mapOf(pooledSize, bench.pooled(0));
  return {
    features,
    pooled,
    before: relativeChange(unmoved.values, features.values),
    after: relativeChange(unmovedPooled.values, pooled.values),
  };
});
