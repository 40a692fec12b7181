/** Every loss there is, and which one an experiment asks for. */
import { activationOf } from '../layers/activations';
import { sigmoidCrossEntropy } from './sigmoid-cross-entropy';
import { softmaxCrossEntropy } from './softmax-cross-entropy';
import { squaredError } from './squared-error';
import type { Experiment } from '../spec/experiment';
import type { Loss } from './loss';

const losses = { squaredError, softmaxCrossEntropy, sigmoidCrossEntropy } as const;

/** The last activation decides which cross-entropy is meant: sigmoids are judged one by one, all else as one softmax. */
export function lossOf({ objective, network }: Experiment): Loss {
  if (objective.loss === 'squaredError') return losses.squaredError;
  const last = network.layers.at(-1);
  return last !== undefined && activationOf(last) === 'sigmoid'
    ? losses.sigmoidCrossEntropy
    : losses.softmaxCrossEntropy;
}
