/** The whole map of one unit of a learned layer. */
import { mapUnit, type FeatureMap, type LearnedInput, type LearnedLayer } from '../../../src-engine';
import { topic } from '../topic';

export interface UnitMapQuestion {
  /** As `layerMaps` answered it. */
  readonly prepared: FeatureMap;
  readonly learned: LearnedLayer;
  readonly input: LearnedInput;
  readonly unit: number;
}

export const unitMap = topic(({ prepared, learned, input, unit }: UnitMapQuestion, work) =>
  mapUnit((elements) => work.kernels(elements), prepared, learned, input, unit),
);
