/** Every loss there is, as the Lab lists them. Types, parser, Lab and tests derive from it. */
import { lastActivation } from '../layers/activations';
import { crossEntropy } from './cross-entropy';
import { squaredError } from './squared-error';
import type { Experiment } from '../spec/experiment';
import type { Loss, LossKind } from './loss';

const kinds = { squaredError, crossEntropy };

export type LossName = keyof typeof kinds;

export const lossKinds: Readonly<Record<LossName, LossKind>> = kinds;

export const lossNames = Object.keys(kinds) as LossName[];

/** The loss that an experiment asks for. */
export function lossOf({ objective, network }: Experiment): Loss {
  return lossKinds[objective.loss].lossFor(lastActivation(network));
}
