/** The layer of a trained network that sees the picture itself, as kernels that slide over pictures. */
import {
  learnedKernels as kernelsOf,
  learnedLayer,
  TrainedNetwork,
  type FeatureKernels,
  type LearnedInput,
  type TrainedSource,
} from '../../../src-engine';
import { topic } from '../topic';

export interface LearnedKernelsQuestion {
  readonly source: TrainedSource;
  readonly input: LearnedInput;
}

export const learnedKernels = topic(({ source, input }: LearnedKernelsQuestion): FeatureKernels => {
  const network = new TrainedNetwork(source, { kernelsWasm: null, rows: 1 });
  return kernelsOf(learnedLayer(network, source.experiment), input);
});
