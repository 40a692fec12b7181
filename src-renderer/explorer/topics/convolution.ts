/** One kernel over one picture: the whole map. */
import { convolve, type ConvolutionSettings, type FeatureMap } from '../../../src-engine';
import { topic } from '../topic';

export interface ConvolveQuestion {
  readonly picture: FeatureMap;
  readonly kernel: FeatureMap;
  readonly settings: ConvolutionSettings;
}

export const convolution = topic(({ picture, kernel, settings }: ConvolveQuestion, work) =>
  convolve((elements) => work.kernels(elements), picture, kernel, settings),
);
