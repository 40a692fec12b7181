/** One kernel over one picture: the whole map, measured. */
import { convolve, measureMap, type ConvolutionSettings, type FeatureMap } from '../../../src-engine';
import { topic } from '../topic';

export interface ConvolveQuestion {
  readonly picture: FeatureMap;
  readonly kernel: FeatureMap;
  readonly settings: ConvolutionSettings;
}

export const convolution = topic(({ picture, kernel, settings }: ConvolveQuestion, work) =>
  measureMap(convolve((elements) => work.kernels(elements), picture, kernel, settings)),
);
